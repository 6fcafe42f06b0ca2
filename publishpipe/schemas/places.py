"""Where the JSON Schemas lie."""

from __future__ import annotations

from pathlib import Path

ENDING = ".schema.json"


def folder() -> Path:
    """Inside an installed package, beside it in a checkout."""
    installed = Path(__file__).parents[1] / "_schemas"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "schemas"


def names() -> list[str]:
    """All schemas, with the version of their form: `plan.v1`."""
    return sorted(path.name.removesuffix(ENDING) for path in folder().glob(f"*{ENDING}"))
