"""The same by several processes, which share a folder: each takes what nobody has, until all is over."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from publishpipe.campaign.planning.links import Act
from publishpipe.campaign.releases import Releases
from publishpipe.campaign.running.account import concerns_all
from publishpipe.campaign.running.one import Done
from publishpipe.campaign.running.pool import each
from publishpipe.campaign.running.run import Group, Running
from publishpipe.campaign.state import release
from publishpipe.campaign.state.joined import Claim, Joined
from publishpipe.campaign.state.lockfile import LeasedLockfile
from publishpipe.campaign.state.strays import strays, sweep
from publishpipe.commands.attempt import Attempt, Way
from publishpipe.errors import LookalikeError, PublishPipeError
from publishpipe.model.campaign import Ended
from publishpipe.model.events import Result, ignore
from publishpipe.model.facts import Facts
from publishpipe.repositories import lookalikes
from publishpipe.state.storage import scratch
from publishpipe.workspace import workspace
from publishpipe.workspace.workspace import Workspace

LOOK_EVERY = 1.0  # seconds between two looks at what others still do
KEPT = "status repository environment id doi doi_url record_url published error concept_doi requests bytes_sent".split()


@dataclass
class Together(Running):
    """One of these processes. What others did counts as done, and is in the lockfiles here, too."""

    joined: Joined = field(kw_only=True)
    _held: dict[str, tuple[Claim, LeasedLockfile | None]] = field(default_factory=dict)

    def _each(self, work: list[Group], do: Callable[[Group], None], workers: int) -> None:
        left = random.sample(work, len(work))
        while left and not self.stop:
            each(left, do, workers=workers, stop=self.stop)
            left = [group for group in left if not self._is_over(group)]
            if left and not self.stop:
                time.sleep(LOOK_EVERY)
        if not self.stop:
            self._tidy()

    def _group(self, group: Group, todo: set[str], reserved: dict[str, str]) -> None:
        if why := self.joined.stopped:
            self.stop(why)
            return
        with self._taken(group) as taken:
            if taken:
                for name in group:
                    if doi := (self.joined.known(name, self.releases.keys[name]) or Facts()).get("doi"):
                        self.releases.dois.learn(name, doi)
                unknown = self.releases.dois.unknown(group)  # what another process reserved need not be reserved again
                super()._group(group, todo, {name: reserved[name] for name in unknown if name in reserved})

    @contextmanager
    def _taken(self, group: Group) -> Iterator[bool]:
        """Have all of a group that is not over, or none of it; all is given back in the end, told how it went."""
        mine = list[str]()
        try:
            for name in group:
                if self._is_over((name,)):
                    continue
                claim = self.joined.claim(name)
                if claim is None:
                    break
                self._held[name] = claim, None
                mine.append(name)
            else:
                yield bool(mine)
                return
            yield False
        finally:
            for name in mine:
                claim, lock = self._held.pop(name)
                ended = self.ended.get(name)
                claim.release(_as_kept(ended) if ended else None, lock)

    def _is_over(self, group: Group) -> bool:
        """Whether all of these have ended, here or elsewhere, which is noted."""
        for name in group:
            ending = None if name in self.ended else self.joined.ending(name)
            if ending:
                result = Result(**{key: value for key, value in ending["result"].items() if key in KEPT})
                self.ended[name] = Ended(name, result, ending["exit_code"], ending["hint"])
                collect(name, self.joined, self.releases)
        return all(name in self.ended for name in group)

    def _read(self, name: str) -> Workspace:
        space, (claim, _) = super()._read(name), self._held[name]
        lock = claim.lockfile(space.lock)
        self._held[name] = claim, lock
        return replace(space, lock=lock, wanted=replace(space.wanted, joined=True))

    def _way(self, act: Act) -> Way:
        def made(attempt: Attempt) -> bool:
            scratch(attempt.space.folder)
            return release.made(attempt, self._lock_of(act.release))

        return replace(super()._way(act), alone=lambda _space: nullcontext(), made=made)

    def _lock_of(self, name: str) -> LeasedLockfile:
        lock = self._held[name][1]
        assert lock  # noqa: S101  # it was read before
        return lock

    def _act(self, act: Act, earlier: Result | None = None, *, last: bool = True) -> Done:
        done = super()._act(act, earlier, last=last)
        if isinstance(done.error, LookalikeError) and self._are_others(act.release, done.error.ids):
            done = super()._act(act, earlier, last=last)
        if act.until and not done.error:  # so that others may name its DOI
            self.joined.keep(act.release)
        return done

    def _are_others(self, name: str, ids: frozenset[str]) -> bool:
        """Whether these are all other releases' of the campaign, whoever did them; that is noted."""
        own, found = self._lock_of(name).own, set[str]()
        for other in self.releases.names:
            facts = self.joined.known(other, own.key) if other != name else None
            if facts and (theirs := lookalikes.ids(facts)) & ids:
                found |= theirs
                self.releases.known.learn(own.path.with_name(f"{other}{own.path.suffix}"), own.key, facts)
        return ids <= found

    def _count(self, done: Done) -> None:
        held = self._held.get(done.ended.release)
        if done.error and held and held[0].is_lost:
            return  # another process goes on with it, whatever this one found in its way
        super()._count(done)
        if (name := done.ended.release) in self._alike:  # which was tried twice already
            self._alike.remove(name)
            self.ended[name] = done.ended
        if done.error and concerns_all(done.error):
            self.joined.stop(self.stop.reason)

    def _tidy(self) -> None:
        """Delete what processes that were killed made in vain; one process does that for all."""
        with self.joined.sweeping() as ours:
            for name in self.ended if ours else ():
                key = self.releases.keys[name]
                if facts := next(strays(self.joined.folder, name, key), None) and self.joined.known(name, key):
                    with suppress(PublishPipeError):
                        self._sweep(name, facts)

    def _sweep(self, name: str, facts: Facts) -> None:
        space = self.releases.read(name)
        checksums = space.checksums(ignore)
        with workspace.connected(space, checksums, ignore, self.connections.connected) as connection:
            sweep(connection.release, self.joined.folder, name, space.lock.key, facts)


def collect(name: str, joined: Joined, releases: Releases) -> None:
    """Have what is known of a release, whoever did it, in its lockfile here; and its DOI known."""
    if facts := joined.known(name, releases.keys[name]):
        if not releases.is_read(name, facts):
            releases.lockfile(name, facts).replace(facts)
            releases.forget(name)
        if doi := facts.get("doi"):
            releases.dois.learn(name, doi)


def _as_kept(ended: Ended) -> dict[str, Any]:
    """How a release ended, as other processes read it."""
    result = {name: value for name in KEPT if (value := getattr(ended.result, name)) is not None}
    return {"status": ended.result.status, "result": result, "exit_code": ended.exit_code, "hint": ended.hint}
