"""The compiled lexicon: phrases, grammar, and the facts by their traits."""
