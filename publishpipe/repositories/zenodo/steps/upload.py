"""A file on its way: hashed while it is read, told of, and compared with what arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from publishpipe.errors import ServerError
from publishpipe.files.local_file import LocalFile
from publishpipe.http.request import Body
from publishpipe.model.events import Emit, Progress
from publishpipe.repositories.zenodo.client.deposits import Client
from publishpipe.repositories.zenodo.models import Deposition, Stored

TRIES = 3  # of a file that arrives with other bytes than were read


def send(client: Client, draft: Deposition, file: LocalFile, emit: Emit) -> str:
    """Send a file until Zenodo holds the bytes that were read; their md5 in hex.

    Raises:
        ChangedFileError: the file changed while it was read.
        ServerError: other bytes arrived, each time.
    """
    sending = _Sending(file, emit)
    for _ in range(TRIES):
        stored = client.upload(draft, file.name, Body(file.size, sending.chunks), lambda: sending.md5)
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
        for chunk in self._file.chunks():
            digest.update(chunk)
            sent += len(chunk)
            yield chunk
            self._emit(Progress(f"upload:{self._file.name}", sent, self._file.size))
        self.md5 = digest.hexdigest()
