"""What a lockfile knows of a release on Zenodo, and what is learned of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from publishpipe.model import facts
from publishpipe.model.facts import Metadata, StoredFile

if TYPE_CHECKING:
    from typing_extensions import ReadOnly


class Version(facts.Version, total=False):
    """A published version: what its page shows first, and its files where a newer one has begun."""

    preview: str
    files: Mapping[str, StoredFile]


class Facts(facts.Facts, total=False):
    """See schemas/lock.v2.schema.json."""

    concept_id: str
    concept_doi: str
    files: Mapping[str, StoredFile]
    metadata: Metadata
    said: Metadata
    preview: str
    pinned: Metadata
    editing: bool
    review: str
    communities: Sequence[str]
    versions: ReadOnly[Sequence[Version]]


class Patch(facts.Patch, total=False):
    """See `model.facts.Patch`. Values of `pinned` that are None are taken away one by one."""

    concept_id: str | None
    concept_doi: str | None
    files: Mapping[str, StoredFile | None]
    metadata: Metadata | None
    said: Metadata | None
    preview: str | None
    pinned: Metadata
    editing: bool | None
    review: str | None
    communities: Sequence[str] | None
    versions: ReadOnly[Sequence[Version]]


def version_ids(facts: Facts) -> list[str]:
    """The ids of what is published, oldest first."""
    return [version["id"] for version in facts.get("versions", ())]
