"""What is sent → what is stored: what is dropped, and what is refused. Nothing here reads the store's records."""
