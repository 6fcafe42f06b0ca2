"""All releases with something to do, each exactly once; past a failure, up to what stops all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from publishpipe.campaign.looking.foresee import reserving
from publishpipe.campaign.planning import links
from publishpipe.campaign.planning.links import Act
from publishpipe.campaign.releases import Releases
from publishpipe.campaign.running.account import concerns_all
from publishpipe.campaign.running.connections import Connections
from publishpipe.campaign.running.one import Done, as_shown, one, unchanged
from publishpipe.campaign.running.pool import Stop, each
from publishpipe.commands.attempt import Way
from publishpipe.errors import LookalikeError
from publishpipe.model.campaign import CampaignEmit, CampaignPlan, Ended, Foreseen, Told
from publishpipe.model.events import Result
from publishpipe.model.plan import Confirm
from publishpipe.model.quoting import some
from publishpipe.workspace.workspace import Workspace

Group = tuple[str, ...]
"""Releases that are bound to each other, as some name others; mostly it is one."""

AT_ONCE = 4  # releases, where nobody says how many


@dataclass
class Running:
    """Does what a plan says, a few releases at a time.

    Attributes:
        releases: of the campaign.
        connections: to their servers.
        plan: what is to be done.
        confirm: what each release is confirmed by.
        emit: told what happens.
        until: the last step to do of each; nothing for all.
        jobs: how many releases at once; where it is one, how many of its files: see `engine.run`.
        max_failures: more of them stop all; None: no number does.
        again: starts the releases afresh that look like others of the campaign.
    """

    releases: Releases
    connections: Connections
    plan: CampaignPlan
    confirm: Confirm
    emit: CampaignEmit
    until: str | None = None
    jobs: int | None = None
    max_failures: int | None = None
    stop: Stop = field(default_factory=Stop)
    ended: dict[str, Ended] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    _alike: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def sent(self) -> tuple[int, int]:
        """The requests so far, and the bytes of files."""
        return self.connections.requests, self.connections.bytes_sent

    def run(self) -> None:
        """Do all of it. What did not end well is in `ended`, what was not begun is not."""
        todo = []
        for found in self.plan.releases:
            if found.error:
                self._count(Done(self._refused(found), found.error))
            elif not (found.pending or found.news):
                self._settle(found)
            else:
                todo.append(found.release)
        self._plans = {found.release: found for found in self.plan.releases}
        reserved = reserving(self.plan, self.releases)
        groups = links.groups(self.releases.names, self.releases.links)
        work = [group for group in groups if not set(group).isdisjoint(todo)]
        workers = max(1, min(self.jobs or AT_ONCE, len(work)))
        self._files_at_once = self.jobs if workers == 1 else max(1, (self.jobs or AT_ONCE) // workers)
        self._each(work, lambda group: self._group(group, set(todo), reserved), workers)
        alike, self._alike = self._alike, []
        for name in alike:  # those that looked like others, of which more is known by now
            if not self.stop:
                self._count(self._act(Act(name)))

    def _each(self, work: list[Group], do: Callable[[Group], None], workers: int) -> None:
        each(work, do, workers=workers, stop=self.stop)

    def _group(self, group: Group, todo: set[str], reserved: dict[str, str]) -> None:
        """Releases that are bound to each other, one after the other; mostly it is one."""
        if len(group) == 1 and not self.releases.links.get(group[0]):
            self._count(self._act(Act(group[0])))
            return
        acts = [act for act in self._acts(group, reserved) if self._is_due(act, todo)]
        begun, last = dict[str, Result](), {act.release: number for number, act in enumerate(acts)}
        for number, act in enumerate(acts):
            if self.stop:
                return
            if act.release in self.ended or not self._is_ready(act, reserved):
                continue
            done = self._act(act, begun.get(act.release), last=last[act.release] == number)
            if done.ended.result.status == "done":
                begun[act.release] = done.ended.result
            if done.error or last[act.release] == number:
                self._count(done)

    def _acts(self, group: Group, reserved: dict[str, str]) -> list[Act]:
        """What is done to bound releases, in order; where it stops early, the drafts still come first."""
        acts = links.acts(group, self.releases.links, self.releases.doi_known, reserved)
        if not self.until:
            return acts
        drafts = [act for act in acts if act.until and act.until == reserved.get(act.release)]
        return [*drafts, *(Act(act.release, self.until) for act in acts if not act.until)]

    def _is_due(self, act: Act, todo: set[str]) -> bool:
        """Whether there is something to do; a release of which nothing is pending may get another DOI to name."""
        return act.release in todo or any(name in todo for name in self.releases.links.get(act.release, ()))

    def _is_ready(self, act: Act, reserved: dict[str, str]) -> bool:
        """Whether all that it names is known, or its draft is needed first."""
        if act.until and act.until == reserved.get(act.release):
            return True
        named = sorted(self.releases.links.get(act.release, ()))
        failed = [name for name in named if name in self.ended and self.ended[name].exit_code]
        missing = failed or self.releases.dois.unknown(named)
        if missing:
            why = "which failed" if failed else "which is not known yet"
            self.waiting[act.release] = f"it names the DOI of {some(missing)}, {why}"
        else:
            self.waiting.pop(act.release, None)
        return not missing

    def _act(self, act: Act, earlier: Result | None = None, *, last: bool = True) -> Done:
        read, way = partial(self._read, act.release), self._way(act)
        done = one(act.release, read, way, self.emit, earlier=earlier, last=last)
        if done.error:
            done.ended = replace(done.ended, hint=self.releases.advised(act.release, done.error).hint)
        if done.space:
            lock = done.space.lock
            self.releases.known.learn(lock.path, lock.key, lock.facts)
            if doi := lock.facts.get("doi"):
                self.releases.dois.learn(act.release, doi)
        return done

    def _read(self, name: str) -> Workspace:
        return self.releases.read(name)

    def _way(self, act: Act) -> Way:
        found = self._plans[act.release]
        return Way(
            as_shown(found.plan, self.confirm) if found.plan else self.confirm,
            until=act.until or self.until,
            jobs=self._files_at_once,
            through=self.connections.connected,
        )

    def _count(self, done: Done) -> None:
        """Note how a release ended, and whether that stops all."""
        name, error = done.ended.release, done.error
        with self._lock:
            if isinstance(error, LookalikeError) and done.space and error.ids <= set(done.space.wanted.others):
                self._alike.append(name)
                return
            self.ended[name] = done.ended
            failures = sum(bool(ended.exit_code) for ended in self.ended.values())
        if error and concerns_all(error):
            self.stop(f"{error.message} {error.hint}".strip())
        elif self.max_failures is not None and failures > self.max_failures:
            self.stop(f"more than {self.max_failures} have failed")

    def _settle(self, found: Foreseen) -> None:
        if found.plan and found.result and not self._waits(found):
            self.ended[found.release] = unchanged(found.release, found.plan, found.result, self.emit)

    def _waits(self, found: Foreseen) -> bool:
        """Whether it names what is not known yet, so that something will be to do."""
        return bool(self.releases.dois.unknown(found.waits_for))

    def _refused(self, found: Foreseen) -> Ended:
        assert found.error  # noqa: S101  # whoever asks has seen it
        assert found.result  # noqa: S101  # as above
        self.emit(Told(found.release, found.result))
        return Ended(found.release, found.result, found.error.exit_code, found.error.hint)
