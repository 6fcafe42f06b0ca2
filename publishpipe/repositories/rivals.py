"""Two runs of one release at once, without a common lockfile: which of them gives way to the other. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publishpipe.errors import GaveWayError
from publishpipe.model.listing import Lookalike
from publishpipe.repositories.lookalikes import drawn, refusal

if TYPE_CHECKING:
    from publishpipe.model.facts import Facts
    from publishpipe.repositories.values import Wanted

LATEST = timedelta(hours=1)  # until no search can lag behind any more


def looked_for_at(base_url: str, wanted: Wanted, facts: Facts) -> str:
    """When our draft was made, by a create that a look came before: nothing if it was adopted, or is of format 1.

    Nor if the draft was chosen among several: whichever is older, that one stays.
    """
    if wanted.joined:
        return ""
    return facts.get("created", "") if facts.get("marker") == drawn(base_url, wanted, facts) else ""


def must_give_way(rivals: Sequence[Lookalike], *, since: str, files: int, state: str) -> bool:
    """Whether another run of this release was first: it began shortly before ours, or has published the same files.

    Args:
        rivals: what is older than our own draft, or published.
        since: when that draft was made, by a create that a look came before; else nothing.
        files: how many the manifest has.
        state: of our own draft, in words.

    Raises:
        LookalikeError: something else is published that looks like it: our own draft is kept.
    """
    if since and any(_was_first(rival, since, files) for rival in rivals):
        return True
    if published := [rival for rival in rivals if rival.state == "published"]:
        raise refusal(published, files=files, state=state)
    return False


def _was_first(rival: Lookalike, since: str, files: int) -> bool:
    """Whether it is a run of this release, which the look before our own draft came too early for."""
    if rival.state == "published" and rival.same == files:
        return True
    if not rival.created:  # it is older, as the repository sorts them
        return True
    ours = datetime.fromisoformat(since)
    return ours - LATEST < datetime.fromisoformat(rival.created) <= ours


def gave_way() -> GaveWayError:
    """The draft of this run was deleted, as another run's is older."""
    return GaveWayError(
        "Another run began to publish the same release before this one, so this one deleted its own draft.",
        state="Nothing of this run is left.",
        hint="Run the same command again when the other one has ended.",
    )
