"""Fields of entries: those of every entry, and those that `entries_metadata` gives by patterns of main files. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from publishpipe.files.patterns import Pattern
from publishpipe.model.facts import Metadata
from publishpipe.repositories.nomad.models import Entry

NAME = "entries_metadata"
FIELDS = ("references", "comment", "external_id", "datasets")
EMPTY: Metadata = {"references": [], "comment": "", "external_id": "", "datasets": []}

_pattern = lru_cache(maxsize=1000)(Pattern)


def own(described: Metadata, mainfile: str) -> Metadata:
    """What patterns say of an entry; where several fit, the last one that names a field counts."""
    parts = mainfile.split("/")
    fitting = (fields for text, fields in described.get(NAME, {}).items() if mainfile and _pattern(text).fits(parts))
    return {name: value for fields in fitting for name, value in fields.items()}


def fields(described: Metadata, mainfile: str) -> Metadata:
    """All that is said of an entry."""
    return {**{name: described[name] for name in FIELDS if name in described}, **own(described, mainfile)}


def apart(meaning: Metadata, before: Metadata, mainfile: str) -> Metadata:
    """The fields in which an entry is apart from the others, or was: what it should hold there."""
    named = own(before, mainfile).keys() | own(meaning, mainfile).keys()
    wanted = fields(meaning, mainfile)
    return {name: wanted.get(name, EMPTY[name]) for name in FIELDS if name in named}


def gone(meaning: Metadata, before: Metadata, mainfile: str) -> list[str]:
    """Ids of datasets that this release put an entry into, and that the manifest does not name for it any more."""
    return sorted({*fields(before, mainfile).get("datasets", ())} - {*fields(meaning, mainfile).get("datasets", ())})


def differences(meaning: Metadata, before: Metadata, entry: Entry) -> Iterator[str]:
    """The fields in which an entry holds something else than is meant: `NAME` for all in which it is apart."""
    special, left = apart(meaning, before, entry.mainfile), set(gone(meaning, before, entry.mainfile))
    for name, wanted in {**fields(meaning, entry.mainfile), **special}.items():
        if not _holds(name, wanted, left, entry):
            yield NAME if name in special else name
    if not entry.mainfile and meaning.get(NAME, {}) != before.get(NAME, {}):  # one that the lockfile remembers
        yield NAME


def edits(meaning: Metadata, before: Metadata, names: set[str], entry: Entry) -> Metadata:
    """What to send of an entry that is apart, if fields of these names are edited: it hides what all others get."""
    special = apart(meaning, before, entry.mainfile)
    value = {name: wanted for name, wanted in special.items() if NAME in names or name in names}
    if "datasets" in value:  # an empty list hides what all others are added to
        left = gone(meaning, before, entry.mainfile)
        value["datasets"] = {"add": value["datasets"], **({"remove": left} if left else {})}
    return value


def unmatched(described: Metadata, mainfiles: list[str]) -> list[str]:
    """The patterns that fit none of these main files."""
    paths = [name.split("/") for name in mainfiles]
    return [text for text in described.get(NAME, {}) if not any(map(_pattern(text).fits, paths))]


def value(name: str, entry: Entry) -> str | list[str]:
    """A field of an entry, in canonical form."""
    held: Any = getattr(entry, name)
    return held if isinstance(held, str) else sorted(held)


def _holds(name: str, wanted: Any, left: set[str], entry: Entry) -> bool:
    if name == "datasets":  # an entry may be in others too
        return entry.datasets >= set(wanted) and not entry.datasets & left
    if name == "references":
        return bool(sorted(set(entry.references)) == wanted)
    return bool(getattr(entry, name) == wanted)
