"""Files that Zenodo does not take: too many, too large, empty, or without a name that it can have."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.errors import Wrong
from publishpipe.repositories.values import Wanted

MAX_FILES = 100
MAX_BYTES = 200_000_000_000  # of one record: 50 GB for all, and 150 GB that everybody may take for one's own
MAX_NAME = 255  # characters


def check(wanted: Wanted) -> Iterator[Wrong]:
    """What is wrong with the files."""
    if len(wanted.files) > MAX_FILES:
        told = f"{len(wanted.files)} files, but Zenodo takes {MAX_FILES}"
        yield ("files",), told, "pack folders with archive: NAME.zip"
    size = sum(file.size for file in wanted.files.values())
    if size > MAX_BYTES:
        yield ("files",), f"{size / 1e9:.1f} GB, but Zenodo takes 200 GB a record", "split it into several records"
    for name, file in wanted.files.items():
        if file.size == 0:
            told = f"{name} is empty, and Zenodo takes no empty files"
            yield ("files",), told, "leave it out, or pack it into an archive"
        if "/" in name or name in {".", ".."} or len(name) > MAX_NAME:
            yield ("files",), f"{name} cannot be a name on Zenodo", f"no slashes, at most {MAX_NAME} characters"
