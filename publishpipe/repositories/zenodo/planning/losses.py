"""What is there and goes, as the manifest does not say it (any more). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from publishpipe.errors import Place
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata import losing
from publishpipe.repositories.zenodo.metadata.losing import lost
from publishpipe.repositories.zenodo.planning.observation import Holding
from publishpipe.repositories.zenodo.planning.state import Goal, as_wanted, said, stated, unmarked


def removed(goal: Goal, facts: Facts, held: Holding) -> list[Place]:
    """What is there and goes, as the manifest does not say it."""
    return lost(_there(held, facts), _left(goal, facts, held))


def never_said(gone: Iterable[Place], facts: Facts, held: Holding) -> list[Place]:
    """What of that did not come to be there by the manifest: it was set on the web, or lately adopted."""
    new = set(lost(_there(held, facts), said(facts)))
    return [place for place in gone if place in new]


def told(gone: Iterable[Place], facts: Facts, held: Holding) -> dict[str, object]:
    """What is lost, field by field."""
    return dict(losing.told(gone, _there(held, facts)))


def overwritten(goal: Goal, facts: Facts, held: Holding) -> dict[str, object]:
    """The texts that get others and that the manifest never said, as they are now."""
    return losing.overwritten(_there(held, facts), _left(goal, facts, held), said(facts))


def _there(held: Holding, facts: Facts) -> Metadata:
    """What somebody set; that files are open is no more than usual, and no community is left by an edit."""
    there = unmarked(held, facts)
    usual = {"communities", *(["access_right"] if there.get("access_right", "open") == "open" else [])}
    return {name: value for name, value in stated(there).items() if name not in usual}


def _left(goal: Goal, facts: Facts, held: Holding) -> Metadata:
    """What the manifest leaves there, with what its short forms keep."""
    full = as_wanted(goal, facts, held)
    unsaid = set() if "access_right" in goal.metadata else {"access_right"}
    return stated({name: value for name, value in full.items() if name not in unsaid})
