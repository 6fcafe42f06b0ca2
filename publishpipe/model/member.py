"""What a campaign says of one of its releases, beyond the manifest that it has or shares with others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class Known(Protocol):
    """Which ids belong to which release of a campaign."""

    def beside(self, lock: Path, section: str) -> Collection[str]:
        """The ids that the other lockfiles of its folder know, as they come to be known."""


@dataclass(frozen=True, slots=True)
class Member:
    """One release of a campaign.

    Attributes:
        name: what the campaign calls it; of a row it is the release's identity too, and the name of its lockfile.
        locks: the folder of lockfiles beside the manifest, where several releases share that; empty where it is alone.
        values: what placeholders stand for: `row.COLUMN` → that cell, `release.NAME.doi` → that DOI.
        never: the campaign's own files, which no pattern matches.
        known: the ids of the campaign's releases; None where it is alone.
    """

    name: str
    locks: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    never: frozenset[Path] = frozenset()
    known: Known | None = None

    @property
    def texts(self) -> Mapping[str, str]:
        """The values as they stand within a text."""
        return _Texts(self.values)


@dataclass(frozen=True, slots=True)
class _Texts(Mapping[str, str]):
    """The same mapping with texts for values, each made when it is asked for: there may be many."""

    values_of: Mapping[str, Any]

    def __getitem__(self, name: str) -> str:
        return told(self.values_of[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_of)

    def __len__(self) -> int:
        return len(self.values_of)


def told(value: object) -> str:
    """A cell within a text: nothing for none, true and false as YAML has them."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
