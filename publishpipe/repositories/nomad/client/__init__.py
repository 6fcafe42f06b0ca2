"""NOMAD's calls, one method each, and what they answer as values. Nothing here decides what is called."""
