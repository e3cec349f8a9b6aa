"""How the demonstration model is made: pronunciations, graph and network, out of plain text.

`python -m tools.mini_model` builds the shipped folder in seconds; `training` makes the weights.
No part of the program imports this.
"""
