"""What is sent of local files as they were when the manifest was read: bytes, a zip of them, or a filled-in text."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from publishpipe.errors import PublishPipeError
from publishpipe.files import archive
from publishpipe.model import placeholders
from publishpipe.model.contents import Content
from publishpipe.state.reading import opened

CHUNK = 1 << 20


class Stamp(NamedTuple):  # of tens of thousands, tuples are made in a third of the time
    """What changes when somebody writes to a file: size in bytes, times of change in nanoseconds, inode.

    `mtime_ns` can be set at will, as copying and unpacking do; `ctime_ns` is the system's own, which nobody sets.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """The stamp of the file as it is now."""
        return cls.told(path.stat())

    @classmethod
    def told(cls, status: os.stat_result) -> Stamp:
        """The stamp in what the system says of a file."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class ChangedFileError(PublishPipeError):
    """A file is not what it was when the manifest was read."""


def changed(name: str) -> ChangedFileError:
    """What is said of such a file."""
    return ChangedFileError(
        f"{name} changed while publishpipe was at work.",
        where=name,
        hint="Wait until nothing writes to it, then run the same command again.",
    )


class Entry(NamedTuple):
    """One file on disk, as it was when the manifest was read; `name` is its path below `root`, with slashes.

    `source` is that of the file itself, where links lead to it.
    """

    name: str
    root: str
    stamp: Stamp
    source: str = ""

    @property
    def path(self) -> Path:
        """Where it is: made when it is asked for, as that takes longer than all else here."""
        return Path(self.root, self.name)

    def chunks(self) -> Iterator[bytes]:
        """Its bytes.

        Raises:
            ChangedFileError: it is not what it was, or cannot be read.
        """
        try:
            with opened(self.path) as file:
                if os.fstat(file.fileno()).st_ino != self.stamp.inode:
                    raise changed(self.name)
                left = self.stamp.size
                while left > 0 and (chunk := file.read(min(CHUNK, left))):
                    left -= len(chunk)
                    yield chunk
        except OSError as error:
            raise ChangedFileError(f"{self.name} cannot be read: {error.strerror}.", where=self.name) from None
        self.check()

    def check(self) -> None:
        """Raise ChangedFileError if the file changed since the manifest was read."""
        try:
            status = os.stat(os.path.join(self.root, self.name))
        except OSError:
            raise changed(self.name) from None
        if Stamp.told(status) != self.stamp:
            raise changed(self.name)


@dataclass(frozen=True, slots=True)
class LocalFile:
    """Something to publish under `name`: one file, or the zip of several (then `members` names each in the zip).

    Of a template, `text` is what stands in it; what it holds is sent in place of the file. `made` is what else is sent
    in its place: what the repository would make of it. `preview`: the record's page is to show it first. `rule`: which
    item of the manifest's `files` it is of.
    """

    name: str
    entries: tuple[Entry, ...]
    members: tuple[str, ...] = ()
    text: str | None = None
    preview: bool = False
    made: bytes | None = None
    rule: int = 0

    @property
    def substitute(self) -> bytes | None:
        """What is sent in place of what is on disk, if anything is."""
        return self.made if self.text is None else self.text.encode()

    @property
    def size(self) -> int:
        """Bytes to send."""
        if self.substitute is not None:
            return len(self.substitute)
        if self.members:
            return archive.length([(name, e.stamp.size) for name, e in self._contents()])
        return self.entries[0].stamp.size

    @property
    def origin(self) -> str:
        """Where it comes from, in words, if its name does not tell: the path, or how many files an archive holds."""
        if not self.members and self.made is None:
            path = self.entries[0].source or self.entries[0].name
            return "" if self.name in (path, posixpath.basename(path)) else f"from {path}"
        paths = [entry.source or entry.name for entry in self.entries]
        if self.members:
            number = f"{len(paths)} {'file' if len(paths) == 1 else 'files'}"
            folder = posixpath.commonpath([posixpath.dirname(path) for path in paths])
            return f"{number} from {folder}/" if folder else number
        return f"made of {paths[0]}"

    @property
    def content(self) -> Content:
        """What is told of it."""
        return Content(self.name, self.size, self.origin, self.members)

    def chunks(self) -> Iterator[bytes]:
        """The bytes to send, made while they are read; raises ChangedFileError if a file changed."""
        if self.substitute is not None:
            return self._in_place(self.substitute)
        if not self.members:
            return self.entries[0].chunks()
        return archive.stream((name, e.stamp.size, e.chunks()) for name, e in self._contents())

    def check(self) -> None:
        """Raise ChangedFileError if any of its files changed since the manifest was read."""
        for entry in self.entries:
            entry.check()

    def filled(self, values: Mapping[str, str]) -> LocalFile:
        """A template as read with its placeholders filled in; any other file as it is."""
        return self if self.text is None else replace(self, text=placeholders.fill(self.text, values))

    def _in_place(self, substitute: bytes) -> Iterator[bytes]:
        self.check()
        yield substitute

    def _contents(self) -> Iterable[tuple[str, Entry]]:
        return zip(self.members, self.entries, strict=True)
