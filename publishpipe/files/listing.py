"""What of a folder a first manifest names: files by their names, folders whole; nothing hidden, empty or left over."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

MANY = 100  # names: more than anybody reads, and as many as Zenodo takes
#: What programs leave behind, and what is nobody's business.
LEFT_OVER = (
    "*~ *.bak *.swp *.tmp ~$* *.pyc *.pyo Thumbs.db desktop.ini ehthumbs.db *.lock.json *.plan "
    "*.pem *.key *.p12 *.pfx id_rsa* id_ed25519* id_ecdsa*"
).split()
#: Folders that programs make anew.
MADE = set("__pycache__ node_modules venv env build dist target htmlcov site-packages renv packrat *.egg-info".split())


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
    if any(fnmatch(entry.name, pattern) for pattern in (MADE if entry.is_dir() else LEFT_OVER)):
        return "made by a program, or nobody's business"
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
        below[:] = [name for name in below if not name.startswith(".") and not _is_made(name)]
        yield from (name for name in names if not name.startswith("."))


def _is_made(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in MADE)


def _folder(entry: os.DirEntry[str], *, folders: bool) -> Mapping[str, Any] | str:
    """A folder, without what programs have left in it."""
    found = {f"**/{pattern}" for _, names, files in os.walk(entry.path) for pattern in _left_over(names, files)}
    name, exclude = glob.escape(entry.name), {"exclude": sorted(found)} if found else {}
    if folders:
        return {"path": f"{name}/**", **exclude} if exclude else f"{name}/**"
    return {"path": f"{name}/**", "archive": f"{entry.name}.zip", **exclude}


def _left_over(folders: list[str], files: list[str]) -> Iterator[str]:
    yield from (pattern for pattern in MADE if any(fnmatch(name, pattern) for name in folders))
    yield from (pattern for pattern in LEFT_OVER if any(fnmatch(name, pattern) for name in files))
