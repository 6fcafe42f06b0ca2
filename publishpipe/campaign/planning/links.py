"""Releases that name each other's DOIs: which belong together, in which order they are done, and what cannot be. Pure.

A DOI of Zenodo is known once there is a draft, one of NOMAD only after the publication. So drafts come first, then all
that needs nothing else is made complete and compared, and only then anything is published: what others wait for first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from publishpipe.repositories.values import DoiKnown

Links = Mapping[str, frozenset[str]]
"""Release → the releases whose DOIs it names."""

COMPLETE = "verify"  # the step after which a draft is as it should be


class Act(NamedTuple):
    """What is done to a release, up to and including that step; or everything."""

    release: str
    until: str = ""


def groups(releases: Sequence[str], links: Links) -> list[tuple[str, ...]]:
    """The releases that are bound to each other, in the order in which they are named; most are alone."""
    home = {release: release for release in releases}

    def root(release: str) -> str:
        while home[release] != release:
            release = home[release]
        return release

    for release, others in links.items():
        for other in others:
            home[root(other)] = root(release)
    found: dict[str, list[str]] = {}
    for release in releases:
        found.setdefault(root(release), []).append(release)
    return [tuple(group) for group in found.values()]


def circle(links: Links, known: Mapping[str, DoiKnown]) -> tuple[str, ...]:
    """Releases that each must be published before the next, round in a circle; nothing if there are none."""
    try:
        tuple(_sorted(links.keys(), links, known))
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def acts(group: Iterable[str], links: Links, known: Mapping[str, DoiKnown], reserving: Mapping[str, str]) -> list[Act]:
    """What is done to the releases of a group, in order.

    Args:
        group: releases that are bound to each other.
        links: see `Links`.
        known: from when on the DOI of each is known.
        reserving: of those whose DOI is not known yet the step that reserves it, empty if that is its publication.
    """
    order = list(_sorted(group, links, known))
    named = frozenset().union(*(links.get(release, frozenset()) for release in order))
    drafts = [Act(release, reserving[release]) for release in order if release in named and reserving.get(release)]
    late = {release for release in order if any(reserving.get(other) == "" for other in links.get(release, ()))}
    complete = [Act(release, COMPLETE) for release in order if release not in late]
    return [*drafts, *complete, *(Act(release) for release in order)]


def _sorted(releases: Iterable[str], links: Links, known: Mapping[str, DoiKnown]) -> Iterator[str]:
    """The releases, each after those that must be published before it."""
    before = {
        release: {other for other in links.get(release, ()) if known.get(other) == "published"} for release in releases
    }
    yield from TopologicalSorter(before).static_order()
