"""Step 1: sentences, spoken by the training voices."""
