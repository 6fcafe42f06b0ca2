"""Who does which release now. Against waste only: nothing that cannot be undone rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publishpipe.campaign.state import durable
from publishpipe.campaign.state.files import Epochs
from publishpipe.campaign.state.members import Members
from publishpipe.errors import BusyError

OVER = ("done", "unchanged")
LEFT = "left"  # anybody may take it up


class LostLeaseError(BusyError):
    """Another process has taken the release over, as this one did not move for too long."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A release in the hands of a process. Each that takes it up has an epoch of its own, one more than the last."""

    folder: Path
    name: str
    epoch: int

    @property
    def is_lost(self) -> bool:
        """Whether another process has taken the release over."""
        return _leases(self.folder, self.name).path(self.epoch + 1).exists()

    def check(self) -> None:
        """Raise LostLeaseError if another process has taken the release over."""
        if self.is_lost:
            raise LostLeaseError(
                f"Another process has taken {self.name} over, as this one did not move for too long.",
                state="That one goes on with it.",
                hint="Nothing is to be done: this one goes on with other releases.",
            )

    def end(self, ending: Mapping[str, Any]) -> None:
        """Give it back, telling how it ended: at least a `status`."""
        durable.place(_endings(self.folder, self.name).path(self.epoch), {**ending, "name": self.name})


@dataclass(frozen=True, slots=True)
class Leases:
    """All of them, as one of the members sees them."""

    folder: Path
    members: Members

    def take(self, name: str, *, after: int = 0) -> Lease | None:
        """Take a release, unless somebody has it, or it is over; if it ended with the epoch `after`, it is not."""
        leases = _leases(self.folder, name)
        last = leases.last()
        if last and not self._is_free(name, last, after):
            return None
        taken = durable.place(leases.path(last + 1), {"member": self.members.me, "name": name})
        return Lease(self.folder, name, last + 1) if taken else None

    def ended(self, name: str) -> tuple[int, dict[str, Any]] | None:
        """With which epoch a release ended, and how; None if it has not, or nobody began."""
        last = _leases(self.folder, name).last()
        ending = durable.read(_endings(self.folder, name).path(last)) if last else None
        return (last, ending) if ending and ending["status"] != LEFT else None

    def _is_free(self, name: str, epoch: int, after: int) -> bool:
        ending = durable.read(_endings(self.folder, name).path(epoch))
        if ending is not None:
            return ending["status"] == LEFT or epoch == after
        holder = durable.read(_leases(self.folder, name).path(epoch)) or {}
        return self.members.is_silent(str(holder.get("member")))


def _leases(folder: Path, name: str) -> Epochs:
    return Epochs(folder, "leases", name)


def _endings(folder: Path, name: str) -> Epochs:
    return Epochs(folder, "endings", name)
