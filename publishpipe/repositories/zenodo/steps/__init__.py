"""What each step does on Zenodo, and what became of one without an answer. Nothing here decides whether it is done."""
