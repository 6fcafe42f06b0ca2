"""VASP's pseudopotentials, which may not be published: NOMAD keeps the headers of POTCAR files, and so we send no more.

Source: nomad-lab 2.0.0, `processing/data.py`, read in November 2026; 1.3.16 makes the same of a POTCAR.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import posixpath
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import IO, Any

from publishpipe.errors import PublishPipeError
from publishpipe.files.local_file import Entry, LocalFile
from publishpipe.repositories.nomad.planning.dropped import STRIPPED, is_dropped
from publishpipe.state.reading import opened

MOST = 64 << 20  # bytes, unpacked: many times those of any POTCAR
UNPACKERS: Mapping[str, Callable[[IO[bytes]], Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".lzma": lzma.open,
}
UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError, PublishPipeError)


def as_kept(file: LocalFile) -> LocalFile:
    """A POTCAR as NOMAD keeps it, under the name that it gives it; any other file as it is."""
    if not is_dropped(file.name) or file.name.endswith(STRIPPED) or file.members or file.text is not None:
        return file
    made = _of(file.entries[0])
    return file if made is None else replace(file, name=file.name + STRIPPED, made=made)


def header(lines: Iterable[bytes]) -> bytes | None:
    """What NOMAD makes of a POTCAR: its checksum, and all but the potentials; None if it holds none. Pure."""
    digest, kept, reading, found = hashlib.sha224(), list[bytes](), True, False
    for line in lines:
        digest.update(line)
        reading = reading or b"End of Dataset" in line
        if reading:
            kept.append(line)
        if b"END of PSCTR" in line:
            reading, found = False, True
    first = f"Stripped POTCAR file. Checksum of original file (sha224): {digest.hexdigest()}\n"
    return b"".join([first.encode(), *kept]) if found else None


def _of(entry: Entry) -> bytes | None:
    """The header of a POTCAR, packed or not; None if it is none, or cannot be read as one."""
    unpack = UNPACKERS.get(posixpath.splitext(entry.path.name)[1])
    try:
        with opened(entry.path) as file:
            if unpack is None:
                return header(_lines(file))
            with closing(unpack(file)) as unpacked:
                return header(_lines(unpacked))
    except UNREADABLE:
        return None


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file. Raises OSError if it is too large to be a POTCAR."""
    left = MOST
    while line := file.readline(left + 1):
        left -= len(line)
        if left < 0:
            raise OSError
        yield line
