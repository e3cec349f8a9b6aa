"""Finds the phrases of the lexicon in a run of tokens."""
