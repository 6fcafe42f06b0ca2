"""Files on their way, as one zip: hashed while they are read, and told of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from publishpipe.files import archive
from publishpipe.files.checksums import Checksums
from publishpipe.files.hashing import hashed
from publishpipe.files.local_file import LocalFile
from publishpipe.http.request import Body
from publishpipe.model.events import Emit, Progress
from publishpipe.model.facts import StoredFile

ZIP = "application/zip"


class Sending:
    """Files as one stored zip. A zip among them stays a file: NOMAD unpacks the outer one only."""

    def __init__(self, key: str, files: Sequence[LocalFile], emit: Emit) -> None:
        self._key = key
        self._files = files
        self._emit = emit
        self._md5: dict[str, str] = {}
        self._size = archive.length([(file.name, file.size) for file in files])

    def body(self) -> Body:
        """What to send, as often as it takes."""
        return Body(self._size, self._chunks, ZIP)

    def facts(self, checksums: Checksums) -> dict[str, StoredFile]:
        """What the lockfile keeps of the files, once they are sent; the checksums are learned too."""
        for file in self._files:
            checksums.learn(file, self._md5[file.name])
        return {file.name: {"size": file.size, "md5": self._md5[file.name]} for file in self._files}

    def _chunks(self) -> Iterator[bytes]:
        sent = 0
        for chunk in archive.stream((file.name, file.size, self._hashed(file)) for file in self._files):
            sent += len(chunk)
            yield chunk
            self._emit(Progress(self._key, sent, self._size))

    def _hashed(self, file: LocalFile) -> Iterator[bytes]:
        digest = hashlib.md5(usedforsecurity=False)
        yield from hashed(file.chunks(), digest)
        self._md5[file.name] = digest.hexdigest()
