"""The version, told without loading anything else."""

from __future__ import annotations


def print_version() -> None:
    """Print the version of what is installed."""
    from importlib.metadata import version

    print(f"publishpipe {version('publishpipe')}")
