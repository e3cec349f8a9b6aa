"""The second witness: a small learned reader of a line. It never decides alone."""
