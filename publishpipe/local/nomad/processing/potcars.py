"""What processing and publishing do to VASP's POTCAR files, as nomad-lab 1.3.16 and 2.0.0 do (read 2026-11)."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_STRIPPED = ".stripped"
_OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open, ".lzma": lzma.open}


def strip(root: Path, names: Iterable[str], *, replacing: bool) -> set[str]:
    """Make NAME.stripped of each of these files that is a POTCAR; the names of those that this made.

    Args:
        root: The folder of the upload's files.
        names: Which of them are looked at.
        replacing: What holds a potential is replaced, and all else stays, as 1.4 and later do; else the stripped one
            is put beside whatever is called POTCAR….
    """
    made = set()
    for name in names:
        path = root / name
        if not path.name.startswith("POTCAR") or path.name.endswith(_STRIPPED) or not path.is_file():
            continue
        opener = _OPENERS.get(path.suffix, open) if replacing else open
        with opener(path, "rb") as file:
            lines = file.readlines()
        if replacing and not any(b"END of PSCTR" in line for line in lines):
            continue
        _header(path.with_name(path.name + _STRIPPED), lines)
        made.add(name + _STRIPPED)
        if replacing:
            path.unlink()
    return made


def drop(root: Path) -> None:
    """Remove what is not published: whatever is called POTCAR… and was not stripped, or was twice."""
    for path in root.rglob("POTCAR*"):
        if path.is_file() and (not path.name.endswith(_STRIPPED) or path.name.endswith(2 * _STRIPPED)):
            path.unlink()


def _header(path: Path, lines: list[bytes]) -> None:
    checksum = hashlib.sha224(b"".join(lines)).hexdigest()
    kept, reading = [f"Stripped POTCAR file. Checksum of original file (sha224): {checksum}\n".encode()], True
    for line in lines:
        reading = reading or b"End of Dataset" in line
        kept += [line] if reading else []
        reading = reading and b"END of PSCTR" not in line
    path.write_bytes(b"".join(kept))
