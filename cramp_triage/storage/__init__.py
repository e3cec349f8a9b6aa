"""What a command asks of this computer: files private to the one who asked, and the local time."""
