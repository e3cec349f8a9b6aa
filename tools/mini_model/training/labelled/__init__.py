"""Steps 3 and 4: when each phone was said; distorted copies, as features and labels."""
