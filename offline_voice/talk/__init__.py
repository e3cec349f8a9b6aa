"""Whole conversations: listening and speaking in turn."""
