"""The title that a README has."""

from __future__ import annotations

import re
from pathlib import Path

from publishpipe.errors import InputError
from publishpipe.manifest.source import text_of

NAMES = ("README.md", "README.rst", "README.txt", "README")
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$|^([^\n<\[!|#=-][^\n]*)\n[=-]{3,}\s*$", re.MULTILINE)


def title(folder: Path) -> tuple[str, str] | None:
    """The first heading of a README, as plain text, and where that stands."""
    for name in NAMES:
        if (folder / name).is_file():
            try:
                found = _HEADING.search(text_of(folder / name))
            except InputError:
                return None
            words = _plain(found[1] or found[2]) if found else ""
            return (words, name) if words else None
    return None


def _plain(heading: str) -> str:
    """A heading without pictures, links, tags and emphasis."""
    bare = re.sub(r"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])?|<[^>]*>", "", heading)
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", bare)
    return " ".join(re.sub(r"[*`]|:\w+:", "", bare).split())
