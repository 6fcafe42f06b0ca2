"""Which file somebody meant who named one that is not there."""

from __future__ import annotations

import glob
import os
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path, PurePath

from publishpipe.model.similar import MOST, SHORT, nearest


def meant(root: Path, pattern: str) -> str:
    """The path below `root` that this one is nearest to, or nothing: its first part that is not there as one that is.

    Of a pattern only the folders before its first wildcard are looked for, and the case of its ending.
    """
    parts = PurePath(pattern).parts
    for at, part in enumerate(parts):
        folder = root.joinpath(*parts[:at])
        if glob.has_magic(part):
            found = _in_other_case(part, _names(folder)) if at == len(parts) - 1 else ""
            return "/".join([*parts[:at], found]) if found else ""
        if os.path.lexists(folder / part):
            continue
        found = _similar(part, _names(folder))
        return "/".join([*parts[:at], found, *parts[at + 1 :]]) if found else ""
    return ""


def _in_other_case(pattern: str, names: list[str]) -> str:
    """The pattern with its ending written as those of files that it would match then, or nothing."""
    stem, ending = pattern.removesuffix(PurePath(pattern).suffix), PurePath(pattern).suffix.lower()
    guesses = (stem + PurePath(name).suffix for name in names if ending and PurePath(name).suffix.lower() == ending)
    return next((guess for guess in guesses if any(fnmatchcase(name, guess) for name in names)), "")


def _names(folder: Path) -> list[str]:
    """What lies in a folder and is not hidden; not all of what is too much."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in islice(entries, MOST) if not entry.name.startswith("."))
    except OSError:
        return []


def _similar(name: str, names: list[str]) -> str:
    """The name that is nearest by what stands before its ending; or the one that differs in nothing but that."""
    wanted, others = PurePath(name), [PurePath(other) for other in names]
    alike = {other.stem: other.name for other in others if other.suffix.lower() == wanted.suffix.lower()}
    if found := nearest(wanted.stem, alike, least=len(wanted.stem) >= SHORT):  # the ending says what it is, too
        return alike[found]
    same = [other.name for other in others if other.stem.lower() == wanted.stem.lower()]
    return same[0] if len(same) == 1 else ""
