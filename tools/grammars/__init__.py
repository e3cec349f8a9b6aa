"""The phrase lists of the offline voice, worked out when the lexicon was edited."""
