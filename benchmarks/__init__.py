"""How fast, how small: each part prints our figure next to a plain peer's from the same run."""
