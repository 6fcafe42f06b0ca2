"""What is published from this disk: found, read, packed, hashed. Nothing here knows a server."""
