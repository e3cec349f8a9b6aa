"""The command line of the core and the JSON lines for other programs."""
