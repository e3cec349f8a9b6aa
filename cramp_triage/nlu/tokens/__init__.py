"""From text to the words as they were meant."""
