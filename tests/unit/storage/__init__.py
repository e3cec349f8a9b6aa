"""What a command asks of this computer."""
