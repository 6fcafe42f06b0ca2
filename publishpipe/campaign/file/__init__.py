"""The campaign file, its table, and the releases that they name."""
