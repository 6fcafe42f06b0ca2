"""The ids that the lockfiles of a campaign know: each folder is read once, and what is learned meanwhile is added."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from publishpipe.model.facts import Facts
from publishpipe.repositories.lookalikes import ids
from publishpipe.workspace import lockfiles


class KnownIds:
    """Which ids are whose, by lockfile. Threads may share it."""

    def __init__(self) -> None:
        self._ids: dict[tuple[Path, str], dict[Path, set[str]]] = {}
        self._lock = threading.Lock()

    def beside(self, lock: Path, section: str) -> Collection[str]:
        """The ids that the other lockfiles of its folder know, at every moment."""
        with self._lock:
            folder = (lock.parent, section)
            if folder not in self._ids:
                self._ids[folder] = dict(lockfiles.known_in(lock.parent, section))
        return _Others(self, lock, section)

    def learn(self, lock: Path, section: str, facts: Facts) -> None:
        """Add what a release knows now; what it knew before stays its own."""
        with self._lock:
            known = self._ids.setdefault((lock.parent, section), {})
            known[lock] = known.get(lock, set()) | ids(facts)

    def others(self, lock: Path, section: str) -> set[str]:
        """The ids of all lockfiles of a folder but one."""
        with self._lock:
            known = self._ids[lock.parent, section]
            return {one for other, found in known.items() if other != lock for one in found}


@dataclass(frozen=True)
class _Others(Collection[str]):
    """The ids of all but one, as they are when somebody asks."""

    known: KnownIds
    lock: Path
    section: str

    def __iter__(self) -> Iterator[str]:
        return iter(self.known.others(self.lock, self.section))

    def __contains__(self, one: object) -> bool:
        return one in self.known.others(self.lock, self.section)

    def __len__(self) -> int:
        return len(self.known.others(self.lock, self.section))
