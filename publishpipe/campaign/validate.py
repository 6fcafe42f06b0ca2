"""The verb `validate` for a campaign file: all that is wrong with it, its table, and each release."""

from __future__ import annotations

from pathlib import Path

from publishpipe.campaign.releases import AS_IT_STANDS, Words, opened
from publishpipe.errors import InputError, Problem
from publishpipe.model.campaign import CampaignEmit, ignore


def problems(path: Path, words: Words = AS_IT_STANDS, *, emit: CampaignEmit = ignore) -> tuple[Problem, ...]:
    """Everything that is wrong, as far as it can be known without a network; nothing if it is sound."""
    try:
        return opened([path], words).problems(emit)
    except InputError as error:
        return error.problems
