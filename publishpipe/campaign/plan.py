"""The verb `plan` for many releases: what apply would do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publishpipe.campaign.looking.foresee import Foreseeing
from publishpipe.campaign.releases import AS_IT_STANDS, Words, opened
from publishpipe.campaign.running.connections import Connections
from publishpipe.campaign.running.telling import UntilEnd
from publishpipe.model.campaign import CampaignEmit, CampaignPlan, ignore


def plan(
    paths: Sequence[Path],
    words: Words = AS_IT_STANDS,
    *,
    offline: bool = False,
    sample: int | None = None,
    emit: CampaignEmit = ignore,
) -> CampaignPlan:
    """What `apply` would do to each, and what all of it comes to. Changes nothing, here or on the server.

    Args:
        paths: manifests, or one campaign file.
        words: what is said instead of the manifests.
        offline: believe the lockfiles instead of asking servers.
        sample: only so many releases.
        emit: told how far it is.

    Raises:
        PublishPipeError: something is wrong with the campaign, or with the account.
    """
    emit = UntilEnd(emit)
    releases = opened(paths, words)
    releases.check(emit)
    if sample:
        releases.sample(sample)
    with Connections() as connections:
        return Foreseeing(releases, connections, emit, offline=offline).plan()
