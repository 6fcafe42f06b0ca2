"""Drafts that processes made in vain and did not come to delete, as they were killed: found by what they wrote down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from publishpipe.campaign.state import durable
from publishpipe.campaign.state.choices import Choices, working
from publishpipe.campaign.state.files import Epochs
from publishpipe.campaign.state.lockfile import facts_of
from publishpipe.campaign.state.release import delete
from publishpipe.model.facts import Facts

if TYPE_CHECKING:
    from publishpipe.repositories.base import AnyRelease


@dataclass(frozen=True, slots=True)
class Stray:
    """What one who lost its lease may have left: a draft by its id; or without one, whatever its last request made."""

    epoch: int
    facts: Facts
    id: str


def strays(folder: Path, name: str, key: str) -> Iterator[Stray]:
    """Of a release, what nobody has looked for yet."""
    chosen = {choice.id for choice in Choices(folder, name).all()}
    for epoch in range(1, Epochs(folder, "leases", name).last()):
        facts = None if _swept(folder, name).path(epoch).exists() else facts_of(folder, name, epoch, key)
        if facts and (number := working(facts)) and number not in chosen:
            yield Stray(epoch, facts, number)
        elif facts and "create" in facts.get("intents", {}):
            yield Stray(epoch, facts, "")


def sweep(release: AnyRelease, folder: Path, name: str, key: str, now: Facts) -> None:
    """Delete what is left of a release besides what was chosen, where it is published by now as these facts say."""
    for stray in strays(folder, name, key) if now.get("versions") else ():
        if stray.id:
            delete(release, stray.facts, stray.id)
        else:
            lost = {**now, "marker": stray.facts.get("marker"), "unanswered": True, "created": ""}
            release.tidy(cast("Facts", lost))
        durable.place(_swept(folder, name).path(stray.epoch), {"name": name})


def _swept(folder: Path, name: str) -> Epochs:
    return Epochs(folder, "swept", name)
