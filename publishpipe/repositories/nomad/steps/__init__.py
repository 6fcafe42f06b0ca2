"""What each step does on NOMAD, and what became of one without an answer. Nothing here decides whether it is done."""
