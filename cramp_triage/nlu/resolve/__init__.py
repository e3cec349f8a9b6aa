"""From single statements to facts: which of two wins, and what is taken back."""
