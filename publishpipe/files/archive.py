"""A zip made while it is sent: stored, sorted, with fixed times and modes, its length known beforehand.

The same files give the same bytes on any machine. Python's own zipfile writes it; the sizes are those of
the .ZIP File Format Specification, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
MODE = 0o100644 << 16
PIECE = 1 << 20  # bytes that are handed on at once: thousands of small files would each cost a message
LIMIT = zipfile.ZIP64_LIMIT

Member = tuple[str, int, Iterable[bytes]]


class _Pipe(io.RawIOBase):
    """What zipfile writes to: it cannot seek, and hands out what was written since the last look."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # zipfile writes bytes only
        self._written += data
        return len(data)

    @property
    def held(self) -> int:
        return len(self._written)

    def taken(self) -> bytes:
        data = bytes(self._written)
        self._written.clear()
        return data


def stream(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of a zip of (name, size in bytes, chunks), in the order given, in pieces of a MiB or more."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, size, chunks in members:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # Unix, on every machine
            entry.external_attr = MODE
            with archive.open(entry, "w", force_zip64=size > LIMIT) as target:
                for chunk in chunks:
                    target.write(chunk)
                    if pipe.held >= PIECE:
                        yield pipe.taken()
    yield pipe.taken()


def length(members: Sequence[tuple[str, int]]) -> int:
    """The length in bytes of the zip that `stream` makes of members of these names and sizes in bytes."""
    offset = central = 0
    for name, size in members:
        named = len(name.encode())
        large, far = size > LIMIT, offset > LIMIT
        wide = 8 * (2 * large + far)
        central += 46 + named + (4 + wide if wide else 0)
        offset += 30 + named + size + (20 + 24 if large else 16)
    zip64 = len(members) > zipfile.ZIP_FILECOUNT_LIMIT or offset > LIMIT or central > LIMIT
    return offset + central + (56 + 20 if zip64 else 0) + 22
