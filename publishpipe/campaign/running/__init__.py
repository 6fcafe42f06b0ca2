"""Releases in threads, by shared connections and under one budget; and what stops all of them."""
