"""The checksums of local files, read once: kept by size, times of change and inode."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from publishpipe.errors import PublishPipeError
from publishpipe.files.local_file import Entry, LocalFile, changed
from publishpipe.model.events import Emit, Reading, ignore
from publishpipe.state.reading import text_of
from publishpipe.state.storage import remove_leftovers, scratch, write_atomically

CHEAP = 32 << 20  # bytes that are read to know a release again
TELLING = 20  # files
MANY = 200_000  # files
RACY_NS = 100_000_000  # a file changed that shortly ago may change again without another time of change


class Checksums:
    """A cache in one JSON file of a scratch folder.

    Args:
        path: of that file.
        algorithm: the hash, as hashlib names it. It is for comparing with a server that tells it, not for safety.
        emit: told how far it is, while files are read.
        anew: read every file once more, whatever the cache says of it.
    """

    def __init__(self, path: Path, algorithm: str, emit: Emit = ignore, *, anew: bool = False) -> None:
        self._path = path
        self._emit = emit
        self.algorithm = algorithm
        self._lasting: dict[str, str] = _read(path)
        self._known = {} if anew else dict(self._lasting)
        self._new = False
        self._identity = lru_cache(maxsize=MANY)(self._identity_of)  # asked for again and again

    def known(self, file: LocalFile) -> str | None:
        """That of a file (hex) that was read before and has not changed since, else None; of a substitute, always."""
        if file.substitute is not None:
            return self._digest(file.substitute).hexdigest()
        return self._known.get(self._identity(file.entries, file.members))

    def of(self, file: LocalFile) -> str:
        """That of a file (hex), which is read if need be. Raises ChangedFileError if it changes meanwhile."""
        return self.of_all([file])[file.name]

    def of_all(self, files: Collection[LocalFile]) -> dict[str, str]:
        """The same of several files, by name."""
        found = {file.name: known for file in files if (known := self.known(file)) is not None}
        unread = [file for file in files if file.name not in found]
        done, total = 0, sum(file.size for file in unread)
        for file in unread:
            digest = self._digest()
            for chunk in file.chunks():
                digest.update(chunk)
                done += len(chunk)
                self._emit(Reading(file.name, done, total))
            found[file.name] = digest.hexdigest()
            self.learn(file, found[file.name])
        return found

    def telling(self, files: Iterable[LocalFile]) -> frozenset[str]:
        """Those of at most 20 files, by which the whole is known again: read before, or small enough to be read now."""
        room, found = CHEAP, set[str]()
        for file in sorted(files, key=lambda file: (file.size, file.name)):
            if (known := self.known(file)) is None and file.size <= room:
                room -= file.size
                known = self.of(file)
            found |= {known} if known else set()
            if len(found) == TELLING:
                break
        return frozenset(found)

    def learn(self, file: LocalFile, checksum: str) -> None:
        """Remember a checksum that was computed while the file was sent, but of no substitute: the disk holds another.

        Raises:
            ChangedFileError: another one is known, by which it was decided what to send. It is forgotten.
        """
        if file.substitute is not None:
            return
        identity = self._identity(file.entries, file.members)
        if self._lasting.get(identity, checksum) != checksum:
            del self._lasting[identity]
            self._new = True
        if self._known.setdefault(identity, checksum) != checksum:
            del self._known[identity]
            raise changed(file.name)
        if all(_settled(entry) for entry in file.entries):
            self._lasting[identity] = checksum
            self._new = True

    def save(self) -> None:
        """Write what was learned to disk, if that is possible: it is only a cache."""
        if self._new:
            with suppress(PublishPipeError):
                scratch(self._path.parent.parent)
                remove_leftovers(self._path)
                write_atomically(self._path, json.dumps(self._lasting, indent=0))
            self._new = False

    def _digest(self, data: bytes = b"") -> hashlib._Hash:
        return hashlib.new(self.algorithm, data, usedforsecurity=False)

    def _identity_of(self, entries: tuple[Entry, ...], members: tuple[str, ...]) -> str:
        parts = [(*entry.stamp, entry.name) for entry in entries]
        text = json.dumps([self.algorithm, parts, members])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _read(path: Path) -> dict[str, str]:
    try:
        known = json.loads(text_of(path))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _settled(entry: Entry) -> bool:
    return time.time_ns() - max(entry.stamp.mtime_ns, entry.stamp.ctime_ns) > RACY_NS
