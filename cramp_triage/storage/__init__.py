"""Files that somebody asked for, private to the one who asked."""
