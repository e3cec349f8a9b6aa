"""Steps 2, 5 and 6: the networks, how they learn, and the weights that result."""
