"""The diary of this computer: its file, its entries, what goes wrong with it."""
