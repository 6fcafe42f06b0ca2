"""What only the owner of a store may read: its folder, its files, and the two secrets that make it one of its own."""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)  # only where there are any


@dataclass(frozen=True)
class Keys:
    """A store's own secrets.

    Attributes:
        id: By which a client knows this store's server from another's.
        token: The only one that the server takes, unless it was told others.
    """

    id: str
    token: str


def keys(store: Path) -> Keys:
    """The store's, made if need be."""
    return Keys(_kept(store / "id"), _kept(store / "token"))


def _kept(path: Path) -> str:
    """The secret in a file. One that others could read, or made, is none: it is made anew."""
    with suppress(OSError, ValueError):
        text = path.read_text("ascii")
        if _is_private(path.lstat()) and re.fullmatch(r"[0-9a-f]{64}", text):
            return text
    made = secrets.token_hex(32)
    replace(path, made)
    return made


def _is_private(found: os.stat_result) -> bool:
    if os.name != "posix":
        return stat.S_ISREG(found.st_mode)
    return stat.S_ISREG(found.st_mode) and not found.st_mode & OTHERS and found.st_uid == os.getuid()


def prepare(store: Path) -> None:
    """Make the store; what an older version left open in it is closed.

    All that this process makes from now on is private, too.
    """
    os.umask(OTHERS)
    store.mkdir(parents=True, exist_ok=True)
    if store.stat().st_mode & OTHERS:
        for path in store.rglob("*"):
            if not path.is_symlink():
                path.chmod(FOLDER if path.is_dir() else FILE)
        store.chmod(FOLDER)


def replace(path: Path, text: str) -> None:
    """Write a file so that no reader ever sees half of it."""
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)


def log(path: Path) -> TextIO:
    """A log, to be written at its end."""
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _NO_LINKS, FILE), "a", buffering=1, encoding="utf-8"
    )
