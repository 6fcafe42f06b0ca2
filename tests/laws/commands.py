"""The commands that every repository has: whole, killed, under faults, and while somebody is at work on the web."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule
from hypothesis.strategies import SearchStrategy

import publishpipe
from publishpipe.errors import InputError, PublishPipeError, RefusedError, UsageError
from tests.laws.bench import Bench
from tests.laws.process import MOMENTS, KilledError, Process

TIMES = st.integers(1, 6)  # of a request or a write
KILLS = st.builds(Process, st.sampled_from(MOMENTS), TIMES)
EARLY = st.builds(Process, st.sampled_from(MOMENTS), st.integers(1, 2))

CHANGES = st.runner().flatmap(lambda bench: bench.changes)
FAULTS = st.runner().flatmap(lambda bench: bench.faults)
ACTS = st.runner().flatmap(lambda bench: bench.acts)
UNTIL = st.runner().flatmap(lambda bench: st.sampled_from(bench.actions))
FIRST = st.lists(CHANGES, min_size=1, max_size=2)  # what is changed here before, or little would be left to go wrong


class Commands(Bench):
    """Rules about commands.

    None has a precondition, but may do nothing: what is drawn must not depend on what a server came to.
    """

    changes: ClassVar[SearchStrategy[Any]]  # of the manifest and the files: the name of a method, and what it is given
    faults: ClassVar[SearchStrategy[str]]
    acts: ClassVar[SearchStrategy[Any]]  # what `somebody` may do while a command is at work
    actions: ClassVar[tuple[str, ...]]  # of steps

    def somebody(self, act: Any) -> None:
        """Somebody does this on the web."""
        raise NotImplementedError

    def may_end(self, ended: Any) -> bool:
        """Whether an apply may end like this, without a fault and if it was not refused."""
        return isinstance(ended, publishpipe.Result | KilledError)

    @rule(changes=st.lists(CHANGES, min_size=1, max_size=3))
    def change_here(self, changes: list[Any]) -> None:
        for name, *values in changes:
            getattr(self.local, name)(*values)
        self.local.write()

    @rule()
    def plan_and_apply(self) -> None:
        made = self.look(lambda: publishpipe.plan(self.local.manifest))
        seen = self.look(lambda: publishpipe.status(self.local.manifest))
        assert isinstance(seen, publishpipe.Status), f"{seen!r} without a fault"
        self.laws.told(seen.state, seen.id, self.held)
        ended = self.apply()
        if isinstance(made, publishpipe.Plan):
            assert self.may_end(ended), f"planned, but {ended!r}"
            if isinstance(ended, publishpipe.Result):
                assert ended.status == ("done" if made.pending else "unchanged")
            assert seen.changes == bool(made.pending)
        else:
            assert isinstance(made, self.refusals), f"{made!r} without a fault"
            assert type(ended) is type(made)
            assert seen.changes

    @rule(until=UNTIL)
    def apply_until(self, until: str) -> None:
        ended = self.apply(until=until)
        assert self.may_end(ended) or isinstance(ended, (*self.refusals, UsageError)), f"{ended!r} without a fault"

    @rule(kills=st.lists(KILLS, min_size=1, max_size=3), first=FIRST)
    def apply_and_die(self, kills: list[Process], first: list[Any]) -> None:
        self.change_here(first)
        for kill in kills:
            ended = self.apply(replace(kill))
            assert self.may_end(ended) or isinstance(ended, self.refusals), f"{ended!r} without a fault"

    @rule(at=TIMES, act=ACTS, first=FIRST)
    def apply_while_somebody_acts(self, at: int, act: Any, first: list[Any]) -> None:
        self.change_here(first)
        ended = self.apply(Process(at=at, meanwhile=lambda: self.somebody(act)))
        assert isinstance(ended, publishpipe.Result | PublishPipeError), f"{ended!r} without a fault"

    @rule(faults=st.lists(FAULTS, min_size=1, max_size=2), first=FIRST)
    def apply_under_faults(self, faults: list[str], first: list[Any]) -> None:
        self.change_here(first)
        ended = self.apply(None, *faults)
        assert not isinstance(ended, InputError) or isinstance(ended, self.refusals), f"{ended!r}"

    @rule(faults=st.lists(FAULTS, min_size=1, max_size=1))
    def look_under_faults(self, faults: list[str]) -> None:
        self.look(lambda: publishpipe.plan(self.local.manifest), *faults)
        self.look(lambda: publishpipe.status(self.local.manifest), *faults)

    @rule()
    def save_a_plan(self) -> None:
        made = self.look(lambda: publishpipe.plan(self.local.manifest, out=self.local.plan))
        assert isinstance(made, (publishpipe.Plan, *self.refusals)), f"{made!r} without a fault"
        if isinstance(made, publishpipe.Plan):
            self.saved = self.local.state(), self.held

    @rule()
    def apply_the_saved_plan(self) -> None:
        if not self.saved:
            return
        (here, there), (now_here, now_there) = self.saved, (self.local.state(), self.held)
        ended = self.apply(plan=True)
        if (here, there) == (now_here, now_there):
            assert self.may_end(ended), f"nothing moved, but {ended!r}"
        elif here != now_here:
            assert isinstance(ended, (RefusedError, *self.refusals)), "what the plan follows from moved here"
