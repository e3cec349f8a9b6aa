"""How fast, how small: each part prints our figure beside a plain peer's in the same run."""
