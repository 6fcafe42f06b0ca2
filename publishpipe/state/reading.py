"""Files that are read: regular ones only, and nobody waits for whoever may write to them."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path
from typing import BinaryIO

NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
OTHERS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def opened(path: Path, *, links: bool = True) -> BinaryIO:
    """A file to read, without waiting for whoever may write to it.

    Raises:
        OSError: it is not a regular file, or no file can have that name.
    """
    try:
        check_regular(path.stat(follow_symlinks=links))  # a device may do something when it is opened
        handle = os.open(path, os.O_RDONLY | NO_WAIT | (0 if links else NO_LINK))
    except ValueError:  # a NUL, or half of a character
        raise OSError(errno.EINVAL, "no file can have that name") from None
    file = os.fdopen(handle, "rb")
    try:
        check_regular(os.fstat(handle))
    except OSError:
        file.close()
        raise
    return file


def text_of(path: Path, encoding: str = "utf-8") -> str:
    """What a text file holds, its line ends as Python has them. Raises OSError (see `opened`), UnicodeDecodeError."""
    with io.TextIOWrapper(opened(path), encoding) as file:
        return file.read()


def head_of(path: Path, characters: int) -> str:
    """How a text file begins, without a mark of its encoding. Raises OSError (see `opened`), UnicodeDecodeError."""
    with io.TextIOWrapper(opened(path), "utf-8-sig") as file:
        return file.read(characters)


def kind_of(status: os.stat_result) -> str:
    """What something is, if it is no regular file."""
    return "" if stat.S_ISREG(status.st_mode) else OTHERS.get(stat.S_IFMT(status.st_mode), "not a regular file")


def check_regular(status: os.stat_result) -> None:
    """Raise OSError if something is no regular file."""
    if kind := kind_of(status):
        raise OSError(errno.EINVAL, f"it is {kind}")
