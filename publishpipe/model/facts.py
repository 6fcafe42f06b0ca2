"""What is known of a release (facts), and what was just learned of it (a patch), as plain JSON values. Pure.

Here stands what every repository has. What only one of them knows stands in the `facts` of its own folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, TypeVar, cast

if TYPE_CHECKING:
    from typing_extensions import ReadOnly

Metadata = Mapping[str, Any]
"""JSON in a repository's own field names: a manifest's, which the schema has checked, or a server's."""


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file: size in bytes, and checksum in hex where it is known; which hash that is, its repository says."""

    size: int
    checksum: str | None = None


class StoredFile(TypedDict):
    """A file in a lockfile, where md5 is the checksum: size in bytes, and md5 in hex if it is known."""

    size: int
    md5: NotRequired[str]


class Version(TypedDict):
    """What is published, as a lockfile keeps it; the time is RFC 3339."""

    id: str
    published_at: str
    doi: NotRequired[str | None]
    version: NotRequired[str | None]


class Facts(TypedDict, total=False):
    """One section of a lockfile; what each fact says stands in schemas/lock.v2.schema.json."""

    base_url: str
    manifest: str
    identity: str
    manifest_id: str
    others: ReadOnly[Sequence[str]]
    created: str
    marker: str
    intents: dict[str, str]
    unanswered: bool
    id: str
    doi: str
    versions: ReadOnly[Sequence[Version]]


class Patch(TypedDict, total=False):
    """What was learned: facts to lay over those known. None takes one away, or a part of one that is a mapping."""

    base_url: str
    manifest: str
    identity: str
    manifest_id: str
    others: ReadOnly[Sequence[str]]
    created: str | None
    marker: str | None
    intents: Mapping[str, str | None]
    unanswered: bool | None
    id: str | None
    doi: str | None
    versions: ReadOnly[Sequence[Version]]


F = TypeVar("F", bound=Facts)
P = TypeVar("P", bound=Patch)

#: A fact that is a mapping and all the same replaced as a whole. The parts of all others come and go one by one.
WHOLE = {"metadata", "said"}


def merge(facts: F, patch: Patch) -> F:
    """Facts with a patch laid over: None removes, and so does an empty mapping; mappings merge by name."""
    known: Mapping[str, object] = facts
    merged = {**known, **{name: _laid_over(name, known.get(name), value) for name, value in patch.items()}}
    return cast("F", {name: value for name, value in merged.items() if value is not None})


def joined(first: P, second: P) -> P:
    """Two patches as one: what `merge` makes of both, one after the other."""
    before: Mapping[str, object] = first
    both = {name: _united(name, before.get(name), value) for name, value in second.items()}
    return cast("P", {**before, **both})


def told(facts: F) -> F:
    """Facts without those that are empty."""
    return cast("F", {name: value for name, value in facts.items() if value})


def _laid_over(name: str, known: object, value: object) -> object:
    both = _united(name, known, value)
    if name in WHOLE or not isinstance(both, Mapping):
        return both
    return {key: part for key, part in both.items() if part is not None} or None


def _united(name: str, first: object, second: object) -> object:
    if name in WHOLE or not isinstance(second, Mapping):
        return second
    return {**first, **second} if isinstance(first, Mapping) else second
