"""A file on its way: hashed while it is read, told of, and compared with what arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from publishpipe.errors import ServerError
from publishpipe.files.hashing import hashed
from publishpipe.files.local_file import LocalFile
from publishpipe.http.request import Body
from publishpipe.model.events import Emit, Progress
from publishpipe.repositories.zenodo.models import Stored
from publishpipe.repositories.zenodo.steps.site import Site

TRIES = 3  # of a file that arrives with other bytes than were read


def send(site: Site, draft_id: str, file: LocalFile, emit: Emit) -> str:
    """Send a file until Zenodo holds the bytes that were read; their md5 in hex.

    Raises:
        ChangedFileError: the file changed while it was read.
        ServerError: other bytes arrived, each time.
    """
    sending = _Sending(file, emit)

    def arrived() -> Stored | None:
        held = site.records.get(draft_id)
        there = held.files.get(file.name) if held else None
        return there if there and there.md5 == sending.md5 else None

    for _ in range(TRIES):
        stored = site.store(draft_id, file.name, Body(file.size, sending.chunks), arrived)
        if stored == Stored(file.size, sending.md5):
            return sending.md5
    raise ServerError(
        f"{file.name} arrived {TRIES} times with other bytes than were sent, the last time with md5 {stored.md5}.",
        hint="Something on the way to the server damages data. Try from another network.",
    )


class _Sending:
    """One file's bytes, and their md5 once all of them were read."""

    def __init__(self, file: LocalFile, emit: Emit) -> None:
        self._file = file
        self._emit = emit
        self.md5 = ""

    def chunks(self) -> Iterator[bytes]:
        """The bytes, anew for each try."""
        self.md5 = ""
        digest, sent = hashlib.md5(usedforsecurity=False), 0
        for chunk in hashed(self._file.chunks(), digest):
            sent += len(chunk)
            yield chunk
            self._emit(Progress(f"upload:{self._file.name}", sent, self._file.size))
        self.md5 = digest.hexdigest()
