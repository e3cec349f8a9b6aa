"""Writes the parts of the documents that come from data or code."""
