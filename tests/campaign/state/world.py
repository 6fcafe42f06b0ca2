"""A repository, and what a process of a campaign does with one release there: as the engine does, in few lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

from publishpipe.campaign.state.choices import NotChosenError
from publishpipe.campaign.state.leases import Leases, LostLeaseError
from publishpipe.campaign.state.lockfile import LeasedLockfile
from publishpipe.campaign.state.members import Members
from publishpipe.repositories.zenodo.repository import LOCK
from publishpipe.state.lockfile import Lockfile
from tests.campaign.state.interleaved import pause

KEY = "zenodo/sandbox"
MARK = "urn:uuid:00000000-0000-4000-8000-000000000000"
NOW = "2026-11-01T00:00:00Z"


class FailedError(Exception):
    """The run failed; another may go on."""


@dataclass
class Repository:
    """Its drafts and records, by id, and whose they are."""

    drafts: dict[str, str] = field(default_factory=dict)
    published: dict[str, str] = field(default_factory=dict)
    numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)
    loses: int = 0  # so many answers from now on
    hides: bool = False  # its search is behind
    requests: int = 0

    def create(self, name: str) -> str:
        self._asked()
        number = str(self.numbers())
        self.drafts[number] = name
        pause()
        if self.loses:
            self.loses -= 1
            raise TimeoutError
        return number

    def state(self, number: str) -> Literal["draft", "published", "gone"]:
        self._asked()
        return "published" if number in self.published else "draft" if number in self.drafts else "gone"

    def oldest(self, name: str) -> str | None:
        self._asked()
        return next((number for number, whose in self.drafts.items() if whose == name and not self.hides), None)

    def publish(self, number: str) -> None:
        self._asked()
        if number not in self.drafts:
            raise FailedError
        self.published[number] = self.drafts.pop(number)
        pause()

    def delete(self, number: str) -> None:
        self._asked()
        self.drafts.pop(number, None)
        pause()

    def _asked(self) -> None:
        """A request is on its way."""
        self.requests += 1
        pause()


@dataclass
class Worker:
    """A process of the campaign, with its own clone: what it knows beside the folder is nothing."""

    folder: Path
    clone: Path
    repository: Repository
    patience: int = 1
    members: Members = field(init=False)

    def __post_init__(self) -> None:
        self.members = Members(self.folder / "members", self.patience)
        self.members.beat()

    def does(self, name: str) -> Callable[[], None]:
        """Take a release, and do it as far as that goes."""

        def act() -> None:
            lease = Leases(self.folder, self.members).take(name)
            if lease is None:
                return
            own = Lockfile(self.clone / f"{name}.lock.json", KEY, LOCK)
            lock = LeasedLockfile(self.folder, lease, own)
            try:
                self._made(name, lock)
            except LostLeaseError:
                return
            except FailedError:
                lease.end({"status": "left"})
                return
            lock.hand_back()
            lease.end({"status": "done"})

        return act

    def _made(self, name: str, lock: LeasedLockfile) -> None:
        """As `state.release.made`."""
        while True:
            try:
                lock.record({})
                self._once(name, lock)
            except NotChosenError as other:
                if self.repository.state(other.mine) == "draft":
                    self.repository.delete(other.mine)
                lock.go_on_with(other)
            else:
                return

    def _once(self, name: str, lock: LeasedLockfile) -> None:
        """As `Attempt.made`."""
        self._look(name, lock)
        if "id" not in lock.facts:
            lock.record({"base_url": "https://x/", "marker": MARK, "intents": {"create": NOW}})
            try:
                made = self.repository.create(name)
            except TimeoutError:
                lock.record({"unanswered": True})
                raise FailedError from None
            lock.record({"id": made, "intents": {"create": None}})
        if not lock.facts.get("versions"):
            lock.record({"intents": {"publish": NOW}})
            self.repository.publish(lock.facts["id"])
            self._published(lock)

    def _look(self, name: str, lock: LeasedLockfile) -> None:
        """As `Release.observe`."""
        facts, repository = lock.facts, self.repository
        if "create" in facts.get("intents", {}):
            found = repository.oldest(name)
            lock.record({"id": found, "unanswered": True, "intents": {"create": None}})
        if "id" in lock.facts:
            state = repository.state(lock.facts["id"])
            if state == "gone":
                lock.record({"id": None, "intents": {"publish": None}})
            elif state == "published":
                self._published(lock)

    def _published(self, lock: LeasedLockfile) -> None:
        lock.record({"versions": [{"id": lock.facts["id"], "published_at": NOW}], "intents": {"publish": None}})
