"""Finds, checks and installs the Vosk model."""
