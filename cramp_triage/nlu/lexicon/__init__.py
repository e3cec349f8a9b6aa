"""The compiled lexicon and the small closed sets of words that understanding goes by."""
