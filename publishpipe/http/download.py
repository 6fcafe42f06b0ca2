"""A file on its way back: hashed while it is read, told of, and put on the disk as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from publishpipe.errors import NotFoundError, ServerError
from publishpipe.http.request import Begin
from publishpipe.model.events import DOWNLOAD, Emit, Progress
from publishpipe.model.facts import FileFact
from publishpipe.state.storage import cannot_be_written, remove_leftovers, replacing

if TYPE_CHECKING:
    from publishpipe.http.session import Session

Download = Callable[[str, Begin], None]
"""Downloads the file of that name; raises NotFoundError if there is none."""


def fetched(name: str, total: int, download: Download, checksum: str, emit: Emit) -> FileFact | None:
    """Size and checksum of the bytes that a server gives for a file; None if it has no such file.

    Args:
        name: which file.
        total: how many bytes there should be, for whoever watches.
        download: see `Download`.
        checksum: the hash to compute, as hashlib names it.
        emit: told how far it is.
    """
    fetching = _Fetching(name, total, checksum, emit)
    try:
        download(name, fetching.begin)
    except NotFoundError:
        return None
    except _TooLongError:  # it differs, and may have no end
        pass
    return FileFact(fetching.size, fetching.digest.hexdigest())


class _TooLongError(Exception):
    """More bytes came than there should be."""


class _Fetching:
    """One file's bytes, counted and hashed anew for each attempt."""

    def __init__(self, name: str, total: int, checksum: str, emit: Emit) -> None:
        self._key = f"{DOWNLOAD}{name}"
        self._checksum = checksum
        self._total = total
        self._emit = emit
        self.begin()

    def begin(self) -> Callable[[bytes], None]:
        """From the first byte on."""
        self.size, self.digest = 0, hashlib.new(self._checksum, usedforsecurity=False)
        return self._take

    def _take(self, piece: bytes) -> None:
        self.digest.update(piece)
        self.size += len(piece)
        if self.size > self._total:
            raise _TooLongError
        self._emit(Progress(self._key, self.size, self._total))


def save(session: Session, content: str, place: Path, expected: FileFact, checksum: str, emit: Emit) -> None:
    """Download a file to disk, where it is as a whole or not at all.

    Args:
        session: the server that has it.
        content: where its bytes are, below the base URL.
        place: where to put it.
        expected: its size, and checksum if the server told it.
        checksum: the hash that this is, as hashlib names it.
        emit: told how far it is.

    Raises:
        ServerError: what arrived is something else.
    """
    remove_leftovers(place)
    try:
        with replacing(place) as file:
            get = lambda _, begin: session.download(content, _into(file, begin))  # noqa: E731  # it needs the file
            got = fetched(place.name, expected.size, get, checksum, emit)
            if got is None or got.size != expected.size or expected.checksum not in (None, got.checksum):
                raise ServerError(
                    f"{place.name} did not arrive as the server says that it is.", hint="Run the same command again."
                )
    except OSError as error:
        raise cannot_be_written(place, error) from None


def _into(file: BinaryIO, begin: Begin) -> Begin:
    """The same download, written to a file too; each attempt from its beginning."""

    def anew() -> Callable[[bytes], None]:
        file.seek(0)
        file.truncate()
        take = begin()

        def both(piece: bytes) -> None:
            file.write(piece)
            take(piece)

        return both

    return anew
