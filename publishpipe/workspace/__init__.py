"""A manifest with all that belongs to it, and the way to its server. Nothing here decides what is to be done."""
