"""What Zenodo will not take although it fits the schema. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from publishpipe.repositories.base import Wanted
from publishpipe.repositories.zenodo.metadata import licenses
from publishpipe.source import Path

MAX_FILES = 100
MAX_BYTES = 50_000_000_000  # of one record
MAX_NAME = 255  # characters

Wrong = tuple[Path, str, str]


def published_name(path: str) -> str:
    """Zenodo has no folders: a file goes up under its base name."""
    return path.rpartition("/")[2]


def check(wanted: Wanted) -> Iterator[Wrong]:
    """What is wrong: where in the manifest, what, and a hint."""
    yield from _files(wanted)
    yield from _license(wanted.metadata.get("license"))
    doi = str(wanted.metadata.get("doi", ""))
    if "10.5281/zenodo." in doi or "10.5072/zenodo." in doi:
        yield ("metadata", "doi"), f"{doi} is Zenodo's own: it would be taken for another record's", "leave doi out"
    for index, person in enumerate(wanted.metadata.get("creators", ())):
        if not person["name"].split(",")[0].strip():
            yield ("metadata", "creators", index, "name"), "has no family name", "write Family, Given"


def _files(wanted: Wanted) -> Iterator[Wrong]:
    if len(wanted.files) > MAX_FILES:
        yield (
            ("files",),
            f"{len(wanted.files)} files, but Zenodo takes {MAX_FILES}",
            "pack folders with archive: NAME.zip",
        )
    size = sum(file.size for file in wanted.files.values())
    if size > MAX_BYTES:
        yield ("files",), f"{size / 1e9:.1f} GB, but Zenodo takes 50 GB a record", "split it into several records"
    for name, file in wanted.files.items():
        if file.size == 0:
            yield (
                ("files",),
                f"{name} is empty, and Zenodo takes no empty files",
                "leave it out, or pack it into an archive",
            )
        if "/" in name or name in {".", ".."} or len(name) > MAX_NAME:
            yield ("files",), f"{name} cannot be a name on Zenodo", f"no slashes, at most {MAX_NAME} characters"


def _license(given: Any) -> Iterator[Wrong]:
    if given is None:
        return
    known = licenses()
    name = given["id"] if isinstance(given, dict) else given
    if not known.get(name.lower()):
        close = get_close_matches(name.lower(), known, n=1)
        hint = f"did you mean {close[0]}?" if close else "for instance cc-by-4.0, cc0-1.0, mit, apache-2.0"
        yield ("metadata", "license"), f"'{name}' is not a licence that Zenodo stores", hint
