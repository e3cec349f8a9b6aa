"""Recordings, noise, and how well they are heard."""
