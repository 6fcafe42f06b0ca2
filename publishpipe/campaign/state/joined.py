"""A campaign that several processes do together, as one of them sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from publishpipe.campaign.state import durable, home
from publishpipe.campaign.state.choices import Choices
from publishpipe.campaign.state.files import Epochs
from publishpipe.campaign.state.leases import LEFT, OVER, Lease, Leases, LostLeaseError
from publishpipe.campaign.state.lockfile import LeasedLockfile, known_facts
from publishpipe.campaign.state.members import BEATS, LEASE, Members
from publishpipe.model.facts import Facts

if TYPE_CHECKING:
    from publishpipe.campaign.state.budget import SharedBudget
    from publishpipe.state.lockfile import Lockfile

SWEEP = "\0sweep"  # no release's name


@dataclass(frozen=True)
class Claim:
    """A release that this process has taken, until it gives it back."""

    folder: Path
    lease: Lease

    def lockfile(self, own: Lockfile) -> LeasedLockfile:
        """What is known of it: to be used in place of its own lockfile. Raises InputError, PublishPipeError."""
        return LeasedLockfile(self.folder, self.lease, own)

    @property
    def is_lost(self) -> bool:
        """Whether another process has taken it over."""
        return self.lease.is_lost

    def release(self, ending: Mapping[str, Any] | None, lock: LeasedLockfile | None = None) -> None:
        """Give it back, and tell how it ended; None: anybody may take it up. Its own lockfile then is up to date."""
        with suppress(LostLeaseError):
            if lock:
                lock.hand_back()
            self.lease.end(ending or {"status": LEFT})


@dataclass
class Joined:
    """A process of a campaign. Threads may share it. `retry`: what failed before is taken up again, once."""

    folder: Path
    members: Members
    retry: bool = False
    _again: dict[str, int] = field(default_factory=dict)  # what had ended when this process joined: with which epoch
    _heard: int = 0  # of the stops, those before this process took part: what they tell of may be put right by now

    @classmethod
    @contextmanager
    def joined(
        cls,
        folder: Path,
        identity: Mapping[str, Any],
        *,
        retry: bool = False,
        lease: float = LEASE,
    ) -> Iterator[Self]:
        """Take part in a campaign; see `home.enter` for the folder, its identity and the errors.

        Args:
            folder: the one that all share.
            identity: what tells the campaign from others.
            retry: take up again what failed.
            lease: seconds, the same for all: who does not move for so long loses what it does.
        """
        home.enter(folder, identity)
        members = Members(folder / "members")
        with members.beating(lease / BEATS):
            yield cls(folder, members, retry, _heard=_stops(folder).last())

    def before(self, names: Iterable[str]) -> list[str]:
        """Those of these releases that had ended, however that was, before this process began.

        From now on those that ended well may be taken up again, as their files may have changed since; and those that
        did not, if this process is to retry them.
        """
        found = {name: ended for name in names if (ended := self._leases.ended(name))}
        for name, (epoch, ending) in found.items():
            if self.retry or ending["status"] in OVER:
                self._again[name] = epoch
        return list(found)

    def failed(self, names: Iterable[str]) -> list[str]:
        """Those of these releases that somebody tried, and that did not end well."""
        endings = ((name, self._leases.ended(name)) for name in names)
        return [name for name, ended in endings if ended and ended[1]["status"] not in OVER]

    def claim(self, name: str) -> Claim | None:
        """Take a release; None if somebody else has it, or it is over."""
        lease = None if self.stopped else self._leases.take(name, after=self._again.get(name, 0))
        return Claim(self.folder, lease) if lease else None

    def ending(self, name: str) -> dict[str, Any] | None:
        """How a release ended, whoever did it; None if it has not, or may be taken up again."""
        epoch, ending = self._leases.ended(name) or (0, None)
        return None if epoch == self._again.get(name) else ending

    def known(self, name: str, key: str) -> Facts | None:
        """What is known of a release by whoever had it last; None if nobody has begun it."""
        return known_facts(self.folder, name, key)

    def keep(self, name: str) -> None:
        """Others will name the DOI of a release's draft: it is not given up from now on."""
        Choices(self.folder, name).keep()

    @contextmanager
    def sweeping(self) -> Iterator[bool]:
        """Whether this process is the one that cleans up."""
        lease = self._leases.take(SWEEP)
        try:
            yield lease is not None
        finally:
            if lease:
                lease.end({"status": LEFT})

    @property
    def _leases(self) -> Leases:
        return Leases(self.folder, self.members)

    def stop(self, reason: str) -> None:
        """Nobody takes a release any more: what is wrong concerns them all."""
        stops = _stops(self.folder)
        durable.place(stops.path(stops.last() + 1), {"reason": reason})

    @property
    def stopped(self) -> str:
        """Why nobody does; empty if that is not so."""
        stops = _stops(self.folder)
        last = stops.last()
        return str((durable.read(stops.path(last)) or {}).get("reason", "")) if last > self._heard else ""

    def budget(self, base_url: str, account: str = "") -> SharedBudget:
        """The requests that an account may still send to a server, shared by all."""
        from publishpipe.campaign.state.budget import SharedBudget  # noqa: PLC0415  # it loads an HTTP library

        whose = sha256(f"{base_url} {account}".encode()).hexdigest()[:32]
        return SharedBudget(self.folder / "budgets" / whose)


def _stops(folder: Path) -> Epochs:
    return Epochs(folder, "stops", "all")
