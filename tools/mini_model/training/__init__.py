"""How the network's weights are made: synthetic speech, alignment, distortion, training, export.

`python -m tools.mini_model.training` goes through all of it. It needs more than the project
does; `needs` says what, and how to get it. The modules that a test can run import neither torch
nor scipy.
"""
