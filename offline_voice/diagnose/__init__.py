"""Examines everything that a conversation needs, and says how to fix what is missing."""
