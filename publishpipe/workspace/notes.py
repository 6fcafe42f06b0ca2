"""What is right in any manifest, but may not be what one expects: files from elsewhere, lockfiles that are left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from publishpipe.files.local_file import Entry
from publishpipe.workspace import belonging
from publishpipe.workspace.workspace import Workspace


def notes(space: Workspace) -> Iterator[str]:
    """Which files come from outside of the manifest's folder, by `root` or by a link; and what lockfiles lie there."""
    yield from belonging.notes(space)
    home, root = _real(space.folder), _real(space.manifest.root)
    entries = [entry for file in space.wanted.files.values() for entry in file.entries]
    within = root.is_relative_to(home)  # and with it all that may be published
    outside = [] if within else [entry for entry in entries if not _real(entry.path).is_relative_to(home)]
    if not within:
        such = f", such as {outside[0].name}" if outside else ""
        told = f"files from outside: {len(outside)} of {len(entries)}{such}"
        yield f"root leads out of the manifest's folder, to {root}; {told}"
    for entry in (entry for entry in outside if _seems_inside(entry, space.folder)):
        yield f"{entry.name} comes from outside of the manifest's folder: it leads to {_real(entry.path)}"


def _seems_inside(entry: Entry, folder: Path) -> bool:
    """Whether a path reads as if it lay in a folder."""
    return Path(os.path.normpath(entry.path)).is_relative_to(os.path.normpath(folder.absolute()))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
