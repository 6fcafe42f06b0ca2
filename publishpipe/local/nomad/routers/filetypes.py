"""What kind of file something is, by its content: a few of libmagic's answers (observed 2026-11)."""

from __future__ import annotations

import csv
import json
from pathlib import Path

OPAQUE = "application/octet-stream"
_LOOKED_AT = 1 << 16
_SIGNATURES = {
    b"PK": "application/zip",
    b"\x1f\x8b": "application/gzip",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"%PDF": "application/pdf",
    b"\x89HDF": "application/x-hdf5",
    b"CDF": "application/x-netcdf",
    b"<?xml": "text/xml",
    b"<html": "text/html",
}


def media_type(path: Path) -> str:
    """The media type of a file."""
    with path.open("rb") as file:
        content = file.read(_LOOKED_AT)
    if len(content) <= 1:
        return OPAQUE if content else "application/x-empty"
    signed = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
    return signed or (OPAQUE if b"\0" in content else _kind_of_text(content.decode("latin-1")))


def _kind_of_text(text: str) -> str:
    if text.lstrip()[:1] in ("{", "["):
        try:
            json.loads(text)
        except ValueError:
            return "text/plain"
        return "application/json"
    rows = [len(row) for row in csv.reader(text.splitlines()[:10])]
    return "text/csv" if len(rows) > 2 and rows[0] > 1 and len(set(rows)) == 1 else "text/plain"
