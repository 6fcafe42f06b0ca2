"""The same question to each release: a few at a time, by lists where these are enough."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from publishpipe.campaign.looking import lists
from publishpipe.campaign.looking.foresee import AT_ONCE, in_parts
from publishpipe.campaign.releases import Releases
from publishpipe.campaign.running.account import concerns_all
from publishpipe.campaign.running.connections import Connections
from publishpipe.campaign.running.pool import Stop, each
from publishpipe.errors import PublishPipeError
from publishpipe.model.campaign import CampaignEmit, Looking
from publishpipe.workspace.workspace import Connect, Workspace

T = TypeVar("T")
Question = Callable[[Workspace, Connect, Any], T]
"""Asks one release, through a connection, given what a list told of it."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a release answered, or why it did not."""

    release: str
    value: T | None = None
    error: PublishPipeError | None = None


def ask(
    releases: Releases, question: Question[T], emit: CampaignEmit, *, by_lists: bool, workers: int = 4
) -> tuple[Answer[T], ...]:
    """Ask each. Raises what concerns the account, such as a token that is not accepted."""
    found: dict[str, Answer[T]] = {}
    lock, stop, errors = threading.Lock(), Stop(), list[PublishPipeError]()
    with Connections() as connections:
        for names in in_parts(releases.names, AT_ONCE):
            spaces = {name: releases.first_read(name) for name in names}
            known = lists.listed(spaces, connections) if by_lists else {}

            def one(name: str, spaces: dict[str, Workspace] = spaces, known: Any = known) -> None:
                try:
                    value = question(spaces[name], connections.connected, known.get(name))
                    answer = Answer(name, value)
                except PublishPipeError as error:
                    answer = Answer(name, error=releases.advised(name, error))
                    if concerns_all(error):
                        errors.append(error)
                        stop(error.message)
                with lock:
                    found[name] = answer
                    done = len(found)
                emit(Looking("looking", done, len(releases.names)))

            each(names, one, workers=workers, stop=stop)
    if errors:
        raise errors[0]
    return tuple(found[name] for name in releases.names)
