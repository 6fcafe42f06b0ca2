"""The plan of a campaign: each release looked at, without changing anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from publishpipe.campaign.looking import lists
from publishpipe.campaign.planning import links
from publishpipe.campaign.releases import Releases
from publishpipe.campaign.running.account import concerns_all
from publishpipe.campaign.running.connections import Connections
from publishpipe.campaign.running.pool import Stop, each
from publishpipe.commands.observe import Look, looked, result_of
from publishpipe.commands.whose_token import with_token
from publishpipe.errors import PublishPipeError, RefusedError
from publishpipe.model.campaign import CampaignEmit, CampaignPlan, Foreseen, Looking
from publishpipe.model.events import Ending, Result, ignore
from publishpipe.workspace.workspace import Workspace

AT_ONCE = 500  # releases that are in memory together
RESERVING = ("create", "new-version")  # the steps that a DOI is reserved by


@dataclass
class Foreseeing:
    """Looks at releases, a few at a time."""

    releases: Releases
    connections: Connections
    emit: CampaignEmit
    workers: int = 4
    offline: bool = False
    _found: dict[str, Foreseen] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self) -> CampaignPlan:
        """What is to be done for all. Raises what concerns the account, such as a token that is not accepted."""
        for names in in_parts(self.releases.names, AT_ONCE):
            self._look_at(names)
        for name in self._named_anew():  # what was planned with a DOI that will not be it
            self.releases.dois.learn(name, None)
            self._look_at([one for one, others in self.releases.links.items() if name in others])
        found = tuple(self._with_order(self._found[name]) for name in self.releases.names)
        made = CampaignPlan(self.releases.campaign.title, found, self.connections.requests)
        return replace(made, seconds=self.connections.seconds(made.requests), order=tuple(self._order(made)))

    def _order(self, plan: CampaignPlan) -> Iterator[links.Act]:
        """What is done one after the other to releases that name each other."""
        pending, reserved = {one.release for one in plan.pending}, reserving(plan, self.releases)
        for group in links.groups(self.releases.names, self.releases.links):
            if len(group) > 1 and not pending.isdisjoint(group):
                yield from links.acts(group, self.releases.links, self.releases.doi_known, reserved)

    def _look_at(self, names: Sequence[str]) -> None:
        stop, errors = Stop(), list[PublishPipeError]()
        spaces = {name: self.releases.first_read(name) for name in names}
        known = {} if self.offline else lists.listed(spaces, self.connections)

        def look(name: str) -> None:
            space = spaces.pop(name)
            found = self._foreseen(name, space, known.get(name))
            if name in known and (found.error or found.pending or found.news):
                found = self._foreseen(name, space, None)
            if found.error and concerns_all(found.error):
                errors.append(found.error)
                stop(found.error.message)
            with self._lock:
                self._found[name] = found
                done = len(self._found)
            self.emit(Looking("looking", done, len(self.releases.names)))

        each(list(known), look, workers=1, stop=stop)  # where nobody waits for a server, threads only cost time
        each([name for name in names if name not in known], look, workers=self.workers, stop=stop)
        if errors:
            raise errors[0]

    def _foreseen(self, name: str, space: Workspace, known: Any) -> Foreseen:
        through = self.connections.connected
        try:
            with looked(space, ignore, offline=self.offline, through=through, known=known) as seen:
                self._learn(name, seen)
                plan = with_token(seen.plan(), seen.session)
                news = bool(seen.trouble) or seen.facts != space.lock.facts or "unanswered" in seen.facts
                result = replace(result_of(space, seen.base_url, seen.facts), status="unchanged")
                return Foreseen(name, plan, result=replace(result, requests=seen.requests or 0), news=news)
        except PublishPipeError as error:
            self.releases.advised(name, error)
            target = space.manifest.target
            status: Ending = "refused" if isinstance(error, RefusedError) else "failed"
            result = Result(status, target.repository, target.environment, error=error.message)
            return Foreseen(name, error=error, result=result)

    def _learn(self, name: str, seen: Look) -> None:
        """The ids that it knows are no other's; and its DOI can be named."""
        lock = seen.space.lock
        self.releases.known.learn(lock.path, lock.key, seen.facts)
        if doi := seen.facts.get("doi"):
            self.releases.dois.learn(name, doi)

    def _named_anew(self) -> list[str]:
        """The releases that others name and that get another DOI, as their files changed."""
        named = {other for others in self.releases.links.values() for other in others}
        return [name for name in sorted(named & self._found.keys()) if _reserving(self._found[name]) == "new-version"]

    def _with_order(self, found: Foreseen) -> Foreseen:
        """The same with what comes before it."""
        return replace(found, waits_for=tuple(sorted(self.releases.links.get(found.release, ()))))


def reserving(plan: CampaignPlan, releases: Releases) -> dict[str, str]:
    """Of the releases whose DOI is not known the step that reserves it; empty where only the publication does."""
    unknown = set(releases.dois.unknown(releases.names))
    steps = {one.release: _reserving(one) for one in plan.releases if one.release in unknown}
    return {name: step if releases.doi_known[name] == "drafted" else "" for name, step in steps.items()}


def _reserving(found: Foreseen) -> str:
    steps = found.plan.pending if found.plan else ()
    return next((step.key for step in steps if step.key in RESERVING), "")


def in_parts(names: Sequence[str], size: int) -> Iterator[list[str]]:
    """The names, so many at a time."""
    left = iter(names)
    while part := list(islice(left, size)):
        yield part
