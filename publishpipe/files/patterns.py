"""Patterns of the manifest's `files`: which paths they fit. Pure."""

from __future__ import annotations

import glob
import posixpath
from collections.abc import Sequence
from fnmatch import fnmatchcase


def fits(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a path fits a pattern, both as parts; `**` stands for any number of folders, and last for any file."""
    if not pattern or not path:
        return not pattern and not path
    if pattern[0] == "**":
        return len(pattern) == 1 or fits(pattern[1:], path) or fits(pattern, path[1:])
    return fnmatchcase(path[0], pattern[0]) and fits(pattern[1:], path[1:])


def covers(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a pattern fits a path, or a folder that it lies in."""
    return any(fits(pattern, path[:length]) for length in range(1, len(path) + 1))


def fixed_prefix(pattern: str) -> str:
    """The folders of a pattern before its first wildcard: `raw/` of `raw/**`."""
    parts = posixpath.normpath(pattern).split("/")
    fixed = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    return "".join(f"{part}/" for part in parts[:fixed])
