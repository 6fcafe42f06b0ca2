"""Where files really are, once links are followed."""

from __future__ import annotations

import errno
import os
import stat
from functools import cache
from pathlib import Path
from typing import NamedTuple

from publishpipe.model.quoting import is_text
from publishpipe.state import reading


class Place(NamedTuple):
    """A name below the root: the path of that, where it really leads, and what the system says of what is there.

    `real` is that of a broken link, too. `status` is None where nothing is there.
    """

    name: str
    path: str
    real: str
    status: os.stat_result | None


class Places:
    """The places below a folder `root`, any of which may be a link: each folder is looked up once, each file too."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._ways = cache(self._ways_to)
        self._inside = self._ways("")[1]

    def place(self, name: str) -> Place:
        """What is at a name below the root: one question asked of the system, unless it is a link."""
        at = name.replace(os.sep, "/").rfind("/") + 1
        way, real = self._ways(name[:at])
        path = way + name[at:]
        try:
            status = os.lstat(path)
        except (OSError, ValueError):
            return Place(name, path, real + name[at:], None)
        if stat.S_ISLNK(status.st_mode):
            return Place(name, path, os.path.realpath(path), _status_of(path))
        return Place(name, path, real + name[at:], status)

    def _ways_to(self, folder: str) -> tuple[str, str]:
        """The path of a folder below the root and that of where it really is, each with a separator at its end."""
        path = os.path.join(self.root, folder, "")
        return path, os.path.join(os.path.realpath(path), "")  # which a circle of links does not stop

    def holds(self, real: str) -> bool:
        """Whether a real path is that of the root, or below it."""
        return real.startswith(self._inside) or os.path.join(real, "") == self._inside

    def inside(self, real: str) -> str:
        """A real path below the root as the way to it, with slashes."""
        return real[len(self._inside) :].replace(os.sep, "/")

    def objection(self, place: Place) -> tuple[str, str] | None:
        """Why a file cannot be published, and a hint."""
        if not self.holds(place.real):
            return "lies outside the manifest's folder", "copy it in, or set root: to a folder above both"
        if not is_text(place.path[len(self.root) :]):
            return "has a name that is not text", "rename it"
        if place.status is None:
            return self._nothing(place.path)
        if reading.kind_of(place.status):
            return "is not a regular file", "name files only"
        if not os.access(place.path, os.R_OK):
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
