"""What crosses the seam to the dialogue: acts in, replies out. Frozen values only."""
