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
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import IO, Any

from publishpipe.errors import PublishPipeError
from publishpipe.files.local_file import Entry, LocalFile
from publishpipe.repositories.nomad.planning.dropped import STRIPPED, is_dropped
from publishpipe.state.reading import opened

MOST = 64 << 20  # bytes, unpacked: many times those of any POTCAR
POTENTIAL, NEXT_ELEMENT = b"END of PSCTR", b"End of Dataset"  # in the line before one, and in the line after it
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


def header(whole: bytes) -> bytes | None:
    """What NOMAD makes of a POTCAR: its checksum, and all but the potentials; None if it holds none. Pure."""
    if POTENTIAL not in whole:
        return None
    first = f"Stripped POTCAR file. Checksum of original file (sha224): {hashlib.sha224(whole).hexdigest()}\n"
    return b"".join([first.encode(), *_kept(whole)])


def _kept(whole: bytes) -> Iterator[bytes]:
    """All lines but those of the potentials: each begins after one line, and ends before another."""
    start = 0
    while (begins := whole.find(POTENTIAL, start)) >= 0:
        after = whole.find(b"\n", begins) + 1 or len(whole)
        yield whole[start:after]
        ends = whole.find(NEXT_ELEMENT, after)
        start = whole.rfind(b"\n", 0, ends) + 1 if ends >= 0 else len(whole)
    yield whole[start:]


def _of(entry: Entry) -> bytes | None:
    """The header of a POTCAR, packed or not; None if it is none, or cannot be read as one."""
    unpack = UNPACKERS.get(posixpath.splitext(entry.path.name)[1])
    try:
        with opened(entry.path) as file, closing(unpack(file) if unpack else file) as plain:
            whole = plain.read(MOST + 1)
    except UNREADABLE:
        return None
    return header(whole) if len(whole) <= MOST else None
