"""What a record will hold: each file with its size, where it comes from, and what is in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it will be published.

    Attributes:
        name: that it is published under.
        size: in bytes.
        origin: where it comes from, in words, if its name does not tell.
        members: the names in it, if it is an archive that publishpipe makes.
        checksum: in hex, where it is known.
    """

    name: str
    size: int
    origin: str = ""
    members: tuple[str, ...] = ()
    checksum: str | None = None

    def as_json(self) -> Mapping[str, object]:
        """As `plan --json` tells it."""
        more = {"origin": self.origin, "members": len(self.members)}
        return {"file": self.name, "size": self.size, **{name: told for name, told in more.items() if told}}
