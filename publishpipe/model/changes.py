"""What will be otherwise than it is: fields of the metadata, and files. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publishpipe.model.facts import FileFact


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field as the server has it, and as it will be; None: it is, or will be, empty."""

    name: str
    before: object
    after: object

    def as_json(self) -> Mapping[str, object]:
        """As `plan --json` tells it."""
        return {"field": self.name, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file as the server has it, and as it will be; None: there is, or will be, none.

    `origin` says in words where it comes from, if its name does not tell.
    """

    name: str
    before: FileFact | None
    after: FileFact | None
    origin: str = ""

    def as_json(self) -> Mapping[str, object]:
        """As `plan --json` tells it; a checksum that is not known yet is null."""
        ends = {"before": _told(self.before), "after": _told(self.after)}
        return {"file": self.name, **ends, **({"origin": self.origin} if self.origin else {})}


Change = FieldChange | FileChange


def _told(file: FileFact | None) -> object:
    return None if file is None else {"size": file.size, "checksum": file.checksum}
