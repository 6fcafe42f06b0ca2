"""What of a folder a first manifest names: files by their names, folders whole; nothing hidden, empty or left over."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from publishpipe.files.doubts.names import NAMES, mask_of

MANY = 100  # names: more than anybody reads, and as many as Zenodo takes
#: What programs make anew, or keep for themselves; what nobody wants to publish at all is in `doubts.names`.
MADE = (
    "*.bak *.tmp *.pyo *.lock.json *.plan *.pem *.key __pycache__ venv env build dist target htmlcov site-packages "
    "renv packrat *.egg-info"
).split()


@dataclass(frozen=True, slots=True)
class Listing:
    """Items of a manifest's `files`, and what was left out, with the reason."""

    items: tuple[Any, ...]
    left_out: tuple[str, ...]


def listing(root: Path, *, folders: bool, never: frozenset[str]) -> Listing:
    """What is in a folder.

    Args:
        root: the folder.
        folders: whether the repository keeps folders; else each becomes one zip.
        never: names of the folder that are no data.
    """
    entries = sorted(os.scandir(root), key=lambda entry: entry.name)
    visible = [entry for entry in entries if not entry.name.startswith(".") and entry.name not in never]
    left = {entry.name: why for entry in visible if (why := _why_not(entry))}
    taken = [entry for entry in visible if entry.name not in left]
    items = [_folder(entry, folders=folders) if entry.is_dir() else entry.name for entry in taken]
    items.sort(key=lambda item: not (isinstance(item, str) and item.upper().startswith("README")))
    if len(items) > MANY and not folders:
        name = f"{root.resolve().name or 'files'}.zip"
        items = [{"path": "**", "archive": name, "exclude": [*left, *sorted(never)]}]
    return Listing(tuple(items), tuple(f"{name}: {why}" for name, why in left.items()))


def _why_not(entry: os.DirEntry[str]) -> str:
    if mask := _mask(entry.name):
        return NAMES.get(mask, "a program makes it, or keeps it for itself")
    if entry.is_symlink():
        return "a link"
    if entry.is_dir():
        return "" if next(_data(entry.path), None) else "nothing to publish in it"
    if not entry.is_file():
        return "no regular file"
    return "" if entry.stat().st_size else "empty"


def _data(folder: str) -> Iterator[str]:
    """The files of a folder, at any depth, that a pattern can match."""
    for _, below, names in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".") and not _mask(name)]
        yield from (name for name in names if not name.startswith(".") and not _mask(name))


def _mask(name: str) -> str:
    """The pattern of what is left out that a name fits; empty if it fits none."""
    return mask_of(name) or next((pattern for pattern in MADE if fnmatch(name, pattern)), "")


def _folder(entry: os.DirEntry[str], *, folders: bool) -> Mapping[str, Any] | str:
    """A folder, without what programs have left in it."""
    inside = (name for _, names, files in os.walk(entry.path) for name in (*names, *files) if not name.startswith("."))
    found = {f"**/{mask}" for name in inside if (mask := _mask(name))}
    name, exclude = glob.escape(entry.name), {"exclude": sorted(found)} if found else {}
    if folders:
        return {"path": f"{name}/**", **exclude} if exclude else f"{name}/**"
    return {"path": f"{name}/**", "archive": f"{entry.name}.zip", **exclude}
