"""A store emptied: all that was rehearsed in it is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import FileLock, Timeout

LOCK = "server.lock"
MARKS = frozenset({"id", "token", LOCK})  # what every store has


class InUseError(Exception):
    """A server of the store is running."""


def is_store(folder: Path) -> bool:
    """Whether a folder is the store of an embedded repository, and not another one that was named by mistake."""
    return all((folder / name).is_file() for name in MARKS)


def is_empty(store: Path) -> bool:
    """Whether nothing is in it, or there is none."""
    return not store.exists() or (store.is_dir() and {path.name for path in store.iterdir()} <= {LOCK})


def empty(store: Path) -> None:
    """Delete all that is in a store; the next server begins afresh.

    Raises:
        InUseError: its server is running.
        OSError: not all of it can be deleted.
    """
    lock = FileLock(store / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InUseError from None
    with lock:
        for path in sorted(store.iterdir(), key=lambda path: path.name in MARKS):  # until the end it is a store
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != LOCK:
                path.unlink()
