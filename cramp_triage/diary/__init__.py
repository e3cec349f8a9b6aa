"""The diary: entries made from conversations, what they add up to, and their exchange as text."""
