"""What a learned reader of lines is trained and judged on; no part of the program imports this."""
