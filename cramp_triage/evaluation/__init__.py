"""Proof and figures: lint, cases, simulated patients, scores."""
