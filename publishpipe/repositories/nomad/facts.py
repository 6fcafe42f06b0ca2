"""What a lockfile knows of a release on NOMAD, and what is learned of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

from publishpipe.model import facts
from publishpipe.model.facts import Metadata, StoredFile


class DatasetFact(TypedDict):
    """A dataset. `made`: by this release, so discard deletes it if it is empty."""

    id: str
    doi: NotRequired[str]
    made: NotRequired[bool]


class Named(TypedDict):
    """A user or group that the manifest names: the id, and the name if NOMAD tells it."""

    id: str
    name: NotRequired[str]


Processing = Literal["started", "done"]


class Facts(facts.Facts, total=False):
    """See schemas/lock.v2.schema.json. Datasets, people and groups are found by the words that the manifest uses."""

    files: Mapping[str, StoredFile]
    metadata: Metadata
    author: str
    datasets: Mapping[str, DatasetFact]
    people: Mapping[str, Named]
    groups: Mapping[str, Named]
    processing: Processing
    generated: Sequence[str]
    lost: Sequence[str]
    unread: bool


class Patch(facts.Patch, total=False):
    """See `model.facts.Patch`."""

    files: Mapping[str, StoredFile | None]
    metadata: Metadata | None
    author: str
    datasets: Mapping[str, DatasetFact | None]
    people: Mapping[str, Named]
    groups: Mapping[str, Named]
    processing: Processing | None
    generated: Sequence[str] | None
    lost: Sequence[str] | None
    unread: bool | None
