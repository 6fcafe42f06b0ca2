"""Zenodo: all that is its own. Nothing here is known to the other repositories, or to the commands."""
