"""A file on its way back: hashed while it is read, and told of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from publishpipe.errors import NotFoundError
from publishpipe.http.request import Begin
from publishpipe.model.events import DOWNLOAD, Emit, Progress
from publishpipe.model.facts import FileFact

Download = Callable[[str, Begin], None]
"""Downloads the file of that name; raises NotFoundError if there is none."""


def fetched(name: str, total: int, download: Download, emit: Emit) -> FileFact | None:
    """Size and md5 of the bytes that a server gives for a file; None if it has no such file.

    Args:
        name: which file.
        total: how many bytes there should be, for whoever watches.
        download: see `Download`.
        emit: told how far it is.
    """
    fetching = _Fetching(name, total, emit)
    try:
        download(name, fetching.begin)
    except NotFoundError:
        return None
    return FileFact(fetching.size, fetching.digest.hexdigest())


class _Fetching:
    """One file's bytes, counted and hashed anew for each attempt."""

    def __init__(self, name: str, total: int, emit: Emit) -> None:
        self._key = f"{DOWNLOAD}{name}"
        self._total = total
        self._emit = emit
        self.begin()

    def begin(self) -> Callable[[bytes], None]:
        """From the first byte on."""
        self.size, self.digest = 0, hashlib.md5(usedforsecurity=False)
        return self._take

    def _take(self, piece: bytes) -> None:
        self.digest.update(piece)
        self.size += len(piece)
        self._emit(Progress(self._key, self.size, self._total))
