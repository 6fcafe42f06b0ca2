"""Pure: which release must wait for which, and how long all of them take."""
