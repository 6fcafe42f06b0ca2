"""What a source says, piece by piece, each with its place in it; and the whole of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from publishpipe.errors import Place, Problem
from publishpipe.manifest.document import Document

#: Lists that several keys of a source add to, so that they may say the same again. Two people may share a name.
ONCE = {"alternate_identifiers", "related_identifiers"}


@dataclass(frozen=True, slots=True)
class One:
    """A field with one value. Of several the first counts."""

    field: str
    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a field that is a list."""

    field: str
    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Own:
    """A DOI that Zenodo gave: the record is there already."""

    doi: str
    place: Place


@dataclass(frozen=True, slots=True)
class Remark:
    """What could not be said, or is doubtful."""

    text: str
    place: Place


Said = One | Item | Own | Remark


@dataclass(frozen=True, slots=True)
class Source:
    """A file of one of the kinds, and what it says. `origins` leads from a place in `metadata` to one in the file.

    `faults`: the file can be understood, but is not as it should be.
    """

    kind: str
    document: Document
    metadata: Mapping[str, Any]
    origins: Mapping[Place, Place]
    dois: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    faults: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """That of the file."""
        return self.document.name

    def origin(self, place: Place) -> Place:
        """Where in the file the value at `place` comes from, as closely as that is known."""
        for length in range(len(place), 0, -1):
            if place[:length] in self.origins:
                return (*self.origins[place[:length]], *place[length:])
        return ()


def gathered(kind: str, document: Document, pieces: Iterable[Said]) -> Source:
    """The pieces as a whole."""
    metadata: dict[str, Any] = {}
    origins: dict[Place, Place] = {}
    dois: dict[str, None] = {}
    remarks: list[Remark] = []
    for piece in pieces:
        match piece:
            case Own(doi):
                dois[doi] = None
            case Remark():
                remarks.append(piece)
            case One(field, value, place) if value not in (None, "", [], {}) and field not in metadata:
                metadata[field] = value
                origins[field,] = place
            case Item(field, value, place) if value not in (None, "", [], {}):
                items = metadata.setdefault(field, [])
                if field in ONCE and value in items:
                    continue
                items.append(value)
                origins[field, len(items) - 1] = place
            case _:
                pass
    return Source(kind, document, metadata, origins, tuple(dois), tuple(remarks))
