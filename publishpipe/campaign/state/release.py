"""One release in the hands of one process of several: made true with the draft that was chosen, whoever made that."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from publishpipe.campaign.state.choices import NotChosenError
from publishpipe.model.facts import Facts, merge

if TYPE_CHECKING:
    from publishpipe.campaign.state.lockfile import LeasedLockfile
    from publishpipe.commands.attempt import Attempt
    from publishpipe.repositories.base import AnyRelease


def made(attempt: Attempt, lock: LeasedLockfile) -> bool:
    """See `Attempt.made`; a draft that this process made in vain is deleted.

    Raises:
        LostLeaseError: another process has taken the release over.
        PublishPipeError: as ever.
    """
    while True:
        try:
            lock.record({})
            return attempt.made(None)
        except NotChosenError as other:
            delete(attempt.connection.release, lock.facts, other.mine)
            lock.go_on_with(other)


def delete(release: AnyRelease, facts: Facts, number: str) -> None:
    """Delete a draft that these facts are of and that nobody needs, if it is there. What is published stays."""
    own = cast("Facts", {name: value for name, value in facts.items() if name not in {"intents", "unanswered"}})
    found = release.observe(own)
    known = merge(own, found.learned)
    if known.get("id") == number:  # else it is gone, and something else was found
        release.discard(known, found.seen)
