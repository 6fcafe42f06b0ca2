"""The verbs `status` and `verify` for many releases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from publishpipe.campaign.looking.ask import Answer, Question, ask
from publishpipe.campaign.releases import AS_IT_STANDS, Words, opened
from publishpipe.campaign.running.telling import UntilEnd
from publishpipe.commands import status as statuses
from publishpipe.commands import verify as verifications
from publishpipe.commands.observe import looked
from publishpipe.model.campaign import CampaignEmit
from publishpipe.model.campaign import ignore as nobody
from publishpipe.model.comparison import Verification
from publishpipe.model.events import ignore
from publishpipe.model.status import Status
from publishpipe.workspace.workspace import Connect, Workspace

T = TypeVar("T")


def status(
    paths: Sequence[Path], words: Words = AS_IT_STANDS, *, offline: bool = False, emit: CampaignEmit = nobody
) -> tuple[Answer[Status], ...]:
    """What of each is released now, but for what takes requests for each: communities and share links.

    Args:
        paths: manifests, or one campaign file.
        words: what is said instead of the manifests.
        offline: believe the lockfiles instead of asking servers.
        emit: told how far it is.

    Raises:
        PublishPipeError: something is wrong with the campaign, or with the account.
    """

    def question(space: Workspace, through: Connect, known: Any) -> Status:
        with looked(space, ignore, offline=offline, through=through, known=known) as seen:
            return statuses.of(seen, whole=False)

    return _asked(paths, words, question, emit, by_lists=not offline)


def verify(
    paths: Sequence[Path], words: Words = AS_IT_STANDS, *, download: bool = False, emit: CampaignEmit = nobody
) -> tuple[Answer[Verification], ...]:
    """Compare what is published of each with its files and its manifest; each is looked at by itself.

    Args:
        paths: manifests, or one campaign file.
        words: what is said instead of the manifests.
        download: read the bytes of every file back.
        emit: told how far it is.

    Raises:
        PublishPipeError: something is wrong with the campaign, or with the account. A difference is none.
    """

    def question(space: Workspace, through: Connect, _known: Any) -> Verification:
        with looked(space, ignore, offline=False, anew=True, through=through) as seen:
            return verifications.of(seen, download=download)

    return _asked(paths, words, question, emit, by_lists=False)


def _asked(
    paths: Sequence[Path], words: Words, question: Question[T], emit: CampaignEmit, *, by_lists: bool
) -> tuple[Answer[T], ...]:
    emit = UntilEnd(emit)
    releases = opened(paths, words)
    releases.check(emit)
    return ask(releases, question, emit, by_lists=by_lists)
