"""Where files really are, once links are followed: each folder is looked up once."""

from __future__ import annotations

import errno
import os
import stat
from functools import cache
from pathlib import Path

from publishpipe.model.quoting import is_text
from publishpipe.state import reading


class Places:
    """The places below a folder `root`, any of which may be a link."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._folder = cache(os.path.realpath)  # which a circle of links does not stop
        self._real_root = self._folder(root)
        self._inside = os.path.join(self._real_root, "")
        self.look = cache(self._look)  # asked first whether a file is there, then what it is

    def _look(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where a path really leads, that of a broken link, too; and what the system says of that, if it is there."""
        try:
            status = os.lstat(path)
        except (OSError, ValueError):
            status = None
        if status and stat.S_ISLNK(status.st_mode):
            return os.path.realpath(path), _status_of(path)
        folder, name = os.path.split(path)
        return os.path.join(self._folder(folder), name), status

    def holds(self, real: str) -> bool:
        """Whether a real path is that of the root, or below it."""
        return real.startswith(self._inside) or real == self._real_root

    def inside(self, real: str) -> str:
        """A real path below the root as the way to it, with slashes."""
        return real[len(self._inside) :].replace(os.sep, "/")

    def path(self, name: str) -> str:
        """The path of a name below the root."""
        return os.path.join(self.root, name)

    def objection(self, path: str, real: str, status: os.stat_result | None) -> tuple[str, str] | None:
        """Why a file cannot be published, and a hint: of its path, where that leads, what is there."""
        if not self.holds(real):
            return "lies outside the manifest's folder", "copy it in, or set root: to a folder above both"
        if not is_text(path[len(self.root) :]):
            return "has a name that is not text", "rename it"
        if status is None:
            return self._nothing(path)
        if reading.kind_of(status):
            return "is not a regular file", "name files only"
        if not os.access(path, os.R_OK):
            return "cannot be read", "give yourself the right to read it"
        return None

    def _nothing(self, path: str) -> tuple[str, str]:
        if not os.path.islink(path):
            return "does not exist", f"looked in {self.root}"
        told = "is a link that leads round in a circle" if is_circle(path) else "does not exist: it is a broken link"
        return told, "mend or remove the link"


def _status_of(path: str) -> os.stat_result | None:
    """What the system says of a file; None if nothing is there."""
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def is_circle(path: str) -> bool:
    """Whether a link leads back to itself, or to a folder that it lies in."""
    if not os.path.islink(path):
        return False
    try:
        os.stat(path)
    except OSError as error:
        return error.errno == errno.ELOOP
    folder = os.path.realpath(os.path.dirname(path))
    return Path(folder).is_relative_to(os.path.realpath(path))
