"""Where what is shared of a release lies: one file for each of its epochs, which are counted from 1 without a gap."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from urllib.parse import quote

LONGEST = 150  # characters of a release's name as a file's; longer ones are cut, and told apart by their hash


def file_name(name: str) -> str:
    """The name of a release as that of a file; no two are the same, in whatever case a disk keeps them."""
    text = "".join(f"={char.lower()}" if char.isupper() else char for char in name.replace("=", "=="))
    text = quote(text, safe="= ")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}~{sha256(name.encode()).hexdigest()[:32]}"


@dataclass(frozen=True, slots=True)
class Epochs:
    """The files of one kind, such as `leases`, of a release."""

    folder: Path
    kind: str
    name: str

    def path(self, epoch: int, ending: str = "") -> Path:
        """The file of an epoch."""
        return self.folder / self.kind / f"{file_name(self.name)}.{epoch}{ending}"

    def last(self) -> int:
        """The newest epoch; 0 if there is none. Names are asked for one by one: listings may be behind."""
        return next(epoch for epoch in count() if not self.path(epoch + 1).exists())
