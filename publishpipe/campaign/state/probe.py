"""Whether a folder lies on a file system that can be shared: tried out before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from publishpipe.errors import RefusedError


def probe(folder: Path) -> None:
    """Try what the guarantee rests on, in a folder that is there.

    Raises:
        RefusedError: the file system cannot do that.
    """
    name = f".probe-{uuid4().hex}"
    first, second = folder / f"{name}-1", folder / f"{name}-2"
    try:
        wrong = next(_wrong(first, second), "")
    except OSError as error:
        wrong = f"it cannot do that: {error.strerror}"
    finally:
        for path in (first, second):
            with suppress(OSError):
                path.unlink()
    if wrong:
        raise RefusedError(
            f"{folder} cannot be shared by several processes: {wrong}.",
            where=str(folder),
            state="Nothing was sent.",
            hint="Choose a folder on another file system for --join, which has hard links: ext4, XFS, APFS, NTFS, NFS, "
            "Lustre or GPFS, for instance; not FAT, exFAT, or a bucket that is shown as a folder.",
        )


def _wrong(first: Path, second: Path) -> Iterator[str]:
    """What it does not do."""
    _create(first)
    if _succeeds(lambda: _create(first)):
        yield "two processes could both make the same file"
    os.link(first, second)
    if _succeeds(lambda: os.link(first, second)):
        yield "two processes could both give a file the same name"
    if not first.samefile(second) or first.stat().st_nlink != 2:
        yield "it copies files instead of linking them"
    if not {first.name, second.name} <= _listed(first.parent):
        yield "it does not list files that were just made"
    second.unlink()
    if second.exists() or second.name in _listed(first.parent):
        yield "it lists files that are deleted"


def _create(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _listed(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def _succeeds(act: Callable[[], None]) -> bool:
    try:
        act()
    except FileExistsError:
        return False
    return True
