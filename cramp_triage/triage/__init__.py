"""What is known -> how urgent it is, what to ask next, and what must not be advised. Pure."""
