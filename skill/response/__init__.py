"""A reply of the core as speech and screen."""
