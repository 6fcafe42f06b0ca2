"""What NOMAD takes, and is perhaps not meant. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.errors import Doubt
from publishpipe.repositories.values import Wanted

SAYING = ("references", "comment", "description", "datasets", "entries_metadata")


def doubts(wanted: Wanted) -> Iterator[Doubt]:
    """What should be looked at: where in the manifest, what, and a hint."""
    if not any(wanted.metadata.get(name) for name in SAYING):
        reason = "nothing but its name says what it is, or which article it belongs to"
        yield ("metadata",), reason, "write comment: what it is, references: [https://doi.org/…]"
