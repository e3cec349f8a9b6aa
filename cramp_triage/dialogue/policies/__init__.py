"""What a reply says and asks, a file for each kind of move."""
