"""What Zenodo will not take, or takes for something else, although it fits the schema. Pure but for the calendar."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.errors import Wrong
from publishpipe.files.local_file import LocalFile
from publishpipe.model.facts import Metadata
from publishpipe.model.placeholders import STAND_INS, fill, used
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.check import (
    dates,
    files,
    identifiers,
    licenses,
    organisations,
    people,
    placeholders,
    texts,
    words,
)

#: Fields that decide on the DOI, or that the server holds against its own lists.
EARLY = "doi upload_type license access_right publication_date embargo_date communities version".split()


def published_name(path: str) -> str:
    """Zenodo has no folders: a file goes up under its base name."""
    return path.rpartition("/")[2]


def as_kept(file: LocalFile) -> LocalFile:
    """Zenodo keeps every file as it is."""
    return file


def check(wanted: Wanted) -> Iterator[Wrong]:
    """What is wrong: where in the manifest, what, and a hint."""
    early = [name for name in EARLY if used(wanted.metadata.get(name))]
    for name in early:
        yield ("metadata", name), f"{name} is needed before the DOI is known", "write it out, without ${…}"
    yield from files.check(wanted)
    yield from placeholders.check(wanted)
    sound = {name: value for name, value in wanted.metadata.items() if name not in early}
    if not wanted.released:
        yield from dates.embargo(sound)
    for where, wrong, hint in _metadata(
        fill(sound, {**STAND_INS, "version": sound.get("version", STAND_INS["version"])})
    ):
        yield ("metadata", *where), wrong, hint


def notes(wanted: Wanted) -> Iterator[str]:
    """What is right, but may not be what one expects."""
    names = list(wanted.files)
    if names not in (sorted(names), sorted(names, key=str.casefold)) and not wanted.preview:  # somebody chose an order
        yield "Zenodo keeps no order of files; preview: true marks the one that its page shows first"


def _metadata(metadata: Metadata) -> Iterator[Wrong]:
    for room in (licenses, texts, words, people, organisations, dates, identifiers):
        yield from room.check(metadata)
