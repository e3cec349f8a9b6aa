"""What a command asks of this computer: files private to whoever asked, and the local time."""
