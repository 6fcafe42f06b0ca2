"""What the repository keeps: numbers, concepts, documents and files."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Json = dict[str, Any]
#: A published draft is kept, hidden: the next edit of the record goes on with its times and revisions.
Kind = Literal["draft", "record", "former"]


@dataclass(frozen=True)
class Pid:
    """A record's number: what it belongs to, and whether it was ever published."""

    id: int
    concept: int
    owner: int
    version: int
    status: str


@dataclass
class Concept:
    """What all versions of a record share."""

    id: int
    owner: int
    doi: str | None
    parent: Json


@dataclass
class Document:
    """A draft or a record, in the native shape of the real server's database."""

    id: int
    kind: Kind
    body: Json
    revision: int
    created: str
    updated: str
    bucket: str


@dataclass
class File:
    """One file of a bucket; several buckets may refer to the same bytes."""

    bucket: str
    key: str
    id: str | None
    version: str | None
    size: int | None
    md5: str | None
    status: str
    created: str
    updated: str
    declared: Json = field(default_factory=dict)


def now() -> str:
    """The time as Zenodo writes it: ISO, microseconds, +00:00."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def new_uuid() -> str:
    """A random id, as the real server's for buckets, files and object versions."""
    return str(uuid.uuid4())
