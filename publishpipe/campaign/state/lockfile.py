"""What a process knows of the release that it has taken: a lockfile that nobody else writes, and what it leads to."""

from __future__ import annotations

from pathlib import Path

from publishpipe.campaign.state.choices import Choices, NotChosenError, working
from publishpipe.campaign.state.files import Epochs
from publishpipe.campaign.state.leases import Lease
from publishpipe.errors import InputError
from publishpipe.model.facts import Facts, Patch
from publishpipe.state.lockfile import Lockfile, sections

ENDING = ".json"


class LeasedLockfile(Lockfile):
    """One release's facts as whoever has the lease knows them, beginning with what the last one knew.

    Whatever is written down, the draft in it is chosen then, or another one is already; what is begun after that is
    begun with the chosen one. It is written before the lease is looked at, so that whoever takes over reads it.

    Args:
        folder: the shared one.
        lease: who writes it.
        own: the release's lockfile outside of it, which counts as long as nobody has begun here.
    """

    def __init__(self, folder: Path, lease: Lease, own: Lockfile) -> None:
        super().__init__(_files(folder, lease.name).path(lease.epoch, ENDING), own.key, own.schema)
        self.own = own
        self._lease = lease
        self.choices = Choices(folder, lease.name)
        if not self.path.exists():
            known = known_facts(folder, lease.name, own.key, before=lease.epoch)
            super().replace(own.facts if known is None else known)

    def record(self, patch: Patch) -> None:
        """See `Lockfile.record`.

        Raises:
            NotChosenError: another draft was chosen than the one in these facts.
            LostLeaseError: another process has taken the release over.
            RefusedError: the chosen draft is gone, and others name its DOI.
        """
        before = self.facts
        super().record(patch)
        self._follow(before)

    def replace(self, facts: Facts) -> None:
        """See `Lockfile.replace`, and `record`."""
        before = self.facts
        super().replace(facts)
        self._follow(before)

    def go_on_with(self, other: NotChosenError) -> None:
        """Know the chosen draft instead of one's own, which is gone. Raises LostLeaseError."""
        super().replace(other.chosen.facts)
        self._lease.check()

    def hand_back(self) -> None:
        """Have what is known in the release's own lockfile, too, unless another process knows more by now."""
        self._lease.check()
        self.own.reload()
        self.own.replace(self.facts)

    def _follow(self, before: Facts) -> None:
        was, now = working(before), working(self.facts)
        if was and was != now and not any(version["id"] == was for version in self.facts.get("versions", ())):
            self.choices.give_up(was)
        self.choices.settle(self.facts)
        self._lease.check()


def known_facts(folder: Path, name: str, key: str, *, before: int = 0) -> Facts | None:
    """What is known of a release by whoever had it last, before an epoch if that is said; None if nobody began.

    Raises:
        InputError: a file is damaged.
    """
    newest = before - 1 if before else Epochs(folder, "leases", name).last()
    each = (facts_of(folder, name, epoch, key) for epoch in range(newest, 0, -1))
    return next((facts for facts in each if facts is not None), None)


def facts_of(folder: Path, name: str, epoch: int, key: str) -> Facts | None:
    """What the process knows that has or had an epoch; None if it had no time to write. Raises InputError."""
    path = _files(folder, name).path(epoch, ENDING)
    try:
        return sections(path.read_text("utf-8"), path).get(key, Facts())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}", where=str(path)) from None


def _files(folder: Path, name: str) -> Epochs:
    return Epochs(folder, "facts", name)
