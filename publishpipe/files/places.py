"""Where files really are, once links are followed: each folder is looked up once."""

from __future__ import annotations

import os
from functools import cache


class Places:
    """The places below a folder `root`, any of which may be a link."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._folder = cache(os.path.realpath)  # which a circle of links does not stop
        self._real_root = self._folder(root)
        self._inside = os.path.join(self._real_root, "")

    def real(self, path: str) -> str:
        """Where a path really leads; that of a broken link, too."""
        folder, name = os.path.split(path)
        return os.path.realpath(path) if os.path.islink(path) else os.path.join(self._folder(folder), name)

    def holds(self, real: str) -> bool:
        """Whether a real path is that of the root, or below it."""
        return real.startswith(self._inside) or real == self._real_root

    def inside(self, real: str) -> str:
        """A real path below the root as the way to it, with slashes."""
        return real[len(self._inside) :].replace(os.sep, "/")
