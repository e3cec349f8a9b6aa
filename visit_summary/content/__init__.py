"""What a conversation and a diary amount to for a visit."""
