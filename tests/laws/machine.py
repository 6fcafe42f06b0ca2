"""The commands: whole, killed, under faults, and while somebody is at work on the web."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

import publishpipe
from publishpipe.errors import InputError, PublishPipeError, RefusedError, UsageError
from tests.laws.faults import FAULTS
from tests.laws.here import CHANGES, Here
from tests.laws.process import MOMENTS, KilledError, Process
from tests.laws.web import ACTS, Web

UNTIL = st.sampled_from(["create", "new-version", "edit", "upload", "remove", "describe", "verify"])
TIMES = st.integers(1, 5)  # of a request or a write
KILLS = st.builds(Process, st.sampled_from(MOMENTS), TIMES)
EARLY = st.builds(Process, st.sampled_from(MOMENTS), st.integers(1, 2))
FIRST = st.lists(CHANGES, min_size=1, max_size=2)  # what is changed here before, or little would be left to go wrong


class Machine(Here, Web):
    """Rules about commands.

    None has a precondition, but may do nothing: what is drawn must not depend on what a server came to.
    """

    @rule()
    def plan_and_apply(self) -> None:
        made = self.look(lambda: publishpipe.plan(self.local.manifest))
        seen = self.look(lambda: publishpipe.status(self.local.manifest))
        assert isinstance(seen, publishpipe.Status), f"{seen!r} without a fault"
        self.laws.told(seen.state, seen.id, self.held)
        ended = self.apply()
        if isinstance(made, publishpipe.Plan):
            assert isinstance(ended, publishpipe.Result), f"planned, but {ended!r}"
            assert ended.status == ("done" if made.pending else "unchanged")
            assert seen.changes == bool(made.pending)
        else:
            assert isinstance(made, RefusedError), f"{made!r} without a fault"
            assert type(ended) is type(made)
            assert seen.changes

    @rule(until=UNTIL)
    def apply_until(self, until: str) -> None:
        ended = self.apply(until=until)
        assert isinstance(ended, publishpipe.Result | RefusedError | UsageError), f"{ended!r} without a fault"

    @rule(kills=st.lists(KILLS, min_size=1, max_size=3), first=FIRST)
    def apply_and_die(self, kills: list[Process], first: list[Any]) -> None:
        self.change_here(first)
        for kill in kills:
            ended = self.apply(replace(kill))
            assert isinstance(ended, publishpipe.Result | RefusedError | KilledError), f"{ended!r} without a fault"

    @rule(at=TIMES, act=st.sampled_from(ACTS), first=FIRST)
    def apply_while_somebody_acts(self, at: int, act: str, first: list[Any]) -> None:
        self.change_here(first)
        ended = self.apply(Process(at=at, meanwhile=lambda: self.somebody(act)))
        assert isinstance(ended, publishpipe.Result | PublishPipeError), f"{ended!r} without a fault"

    @rule(faults=st.lists(FAULTS, min_size=1, max_size=2), first=FIRST)
    def apply_under_faults(self, faults: list[str], first: list[Any]) -> None:
        self.change_here(first)
        assert not isinstance(self.apply(None, *faults), InputError | KilledError)

    @rule(faults=st.lists(FAULTS, min_size=1, max_size=1))
    def look_under_faults(self, faults: list[str]) -> None:
        self.look(lambda: publishpipe.plan(self.local.manifest), *faults)
        self.look(lambda: publishpipe.status(self.local.manifest), *faults)

    @rule()
    def save_a_plan(self) -> None:
        made = self.look(lambda: publishpipe.plan(self.local.manifest, out=self.local.plan))
        assert isinstance(made, publishpipe.Plan | RefusedError), f"{made!r} without a fault"
        if isinstance(made, publishpipe.Plan):
            self.saved = self.local.state(), self.held

    @rule()
    def apply_the_saved_plan(self) -> None:
        if not self.saved:
            return
        (here, there), (now_here, now_there) = self.saved, (self.local.state(), self.held)
        ended = self.apply(plan=True)
        if (here, there) == (now_here, now_there):
            assert isinstance(ended, publishpipe.Result), f"nothing moved, but {ended!r}"
        elif here != now_here:
            assert isinstance(ended, RefusedError), "what the plan follows from moved here"

    @rule(faults=st.lists(FAULTS, max_size=1), kill=st.none() | EARLY)
    def discard(self, faults: list[str], kill: Process | None) -> None:
        open_before, either = self.ledger.own_open(self.held), set(self.ledger.either)
        ended = self.call(lambda: publishpipe.discard(self.local.manifest, confirm=lambda _: None), kill, *faults)
        if isinstance(ended, PublishPipeError) and not faults:
            assert isinstance(ended, RefusedError), f"{ended!r} without a fault"
        if isinstance(ended, str):
            assert not self.ledger.own_open(self.held), "law 2: discarded, but something is left"
            anybodys = ended == "edit" and either
            assert anybodys or bool(ended) == bool(open_before), f"discarded {ended!r} of {open_before}"

    def can_adopt(self) -> bool:
        """Whether there is anything, and the lockfile is clear about it."""
        return bool(self.held) and not self.local.facts.keys() & {"intents", "unanswered"}

    @rule(lose=st.booleans())
    def adopt(self, *, lose: bool) -> None:
        """Take over the newest of what is there, as the cure of a lost lockfile, or of what somebody else began."""
        if not self.can_adopt():
            return
        newest = max(self.held, key=int)
        if lose:
            self.local.lock.unlink()
        self.saved = None
        self.take_over(newest)
