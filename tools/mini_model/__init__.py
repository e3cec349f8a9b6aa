"""How the demonstration model is made: pronunciations, graph and network, out of plain text.

`python -m mini_model` builds the shipped folder in seconds; `training` makes the network's weights.
No part of the program imports this.
"""
