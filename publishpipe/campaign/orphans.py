"""The verb behind `list --orphans`: one's own drafts that are called like a release, and that no lockfile knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from publishpipe.campaign.releases import AS_IT_STANDS, Releases, Words, opened
from publishpipe.campaign.running.telling import UntilEnd
from publishpipe.campaign.state import home
from publishpipe.campaign.state.choices import Choices
from publishpipe.campaign.state.lockfile import known_facts
from publishpipe.commands import catalog
from publishpipe.model import identity
from publishpipe.model.campaign import CampaignEmit
from publishpipe.model.campaign import ignore as nobody
from publishpipe.model.facts import Facts
from publishpipe.model.listing import Deposit, Listing
from publishpipe.model.target import Target
from publishpipe.repositories import lookalikes
from publishpipe.workspace.workspace import Workspace


@dataclass
class _Place:
    """What the releases of one server are called, and the ids of what is theirs."""

    folder: Path
    titles: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def learn(self, space: Workspace, shared: set[str]) -> None:
        facts: Mapping[str, Any] = space.lock.facts
        naming = space.repository.NAMING
        said = (space.wanted.metadata.get(naming), facts.get("metadata", {}).get(naming))
        self.titles |= {identity.normal(str(title)) for title in said if title}
        self.known |= lookalikes.ids(facts) | shared

    def is_orphan(self, item: Deposit) -> bool:
        mine = item.state == "draft" and not item.shared and item.id not in self.known
        return mine and identity.normal(item.title) in self.titles


def orphans(
    paths: Sequence[Path], words: Words = AS_IT_STANDS, *, join: Path | None = None, emit: CampaignEmit = nobody
) -> tuple[Listing[Deposit], ...]:
    """One's own drafts that have the title of a release, and that no lockfile knows: a list for each server.

    They may be somebody's work all the same, such as what was begun on the web: nothing is done with them.

    Args:
        paths: manifests, or one campaign file.
        words: what is said instead of the manifests.
        join: the folder that processes share which do the campaign: what is written there is known, too.
        emit: told how far it is.

    Raises:
        PublishPipeError: something is wrong with the campaign, with the folder or with the account.
    """
    releases = opened(paths, words)
    releases.check(UntilEnd(emit))
    if join:
        home.check(join, releases.identity)
    return tuple(_listed(target, place) for target, place in _places(releases, join))


def _places(releases: Releases, join: Path | None) -> Iterator[tuple[Target, _Place]]:
    """Where the releases are; an embedded repository is one of its folder."""
    found: dict[tuple[Target, Path | None], _Place] = {}
    for name in releases.names:
        space = releases.first_read(name)
        target = space.manifest.target
        key = (target, space.folder if target.is_embedded else None)
        shared = _shared_ids(join, name, space.lock.key) if join else set[str]()
        found.setdefault(key, _Place(space.folder)).learn(space, shared)
    for (target, _), place in found.items():
        yield target, place


def _listed(target: Target, place: _Place) -> Listing[Deposit]:
    own = catalog.own(target, place.folder)
    return replace(own, items=tuple(filter(place.is_orphan, own.items)))


def _shared_ids(join: Path, name: str, key: str) -> set[str]:
    """The ids that belong to a release as those know it who share a folder."""
    facts = known_facts(join, name, key) or Facts()
    return lookalikes.ids(facts) | {choice.id for choice in Choices(join, name).all()}
