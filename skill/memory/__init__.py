"""What the skill remembers of people who ask it to."""
