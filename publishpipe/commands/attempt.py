"""A manifest made true: look, ask, do; and look again where another run of the same release was first."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from functools import partial

from publishpipe import engine
from publishpipe.commands.observe import basis_of, planned
from publishpipe.commands.whose_token import with_token
from publishpipe.errors import (
    CopiedError,
    GaveWayError,
    LookalikeError,
    NotTakenError,
    PublishPipeError,
    RefusedError,
    ServerError,
)
from publishpipe.files.checksums import Checksums
from publishpipe.model import identity
from publishpipe.model.events import Emit, Planned, StepChanged
from publishpipe.model.facts import Facts, Patch, merge
from publishpipe.model.plan import Confirm, Plan, confirm_needed
from publishpipe.model.steps import Step
from publishpipe.model.steps import until as steps_until
from publishpipe.repositories.base import Observation
from publishpipe.repositories.values import Reference
from publishpipe.state import saved_plan
from publishpipe.state.saved_plan import SavedPlan
from publishpipe.workspace import belonging, connection, workspace
from publishpipe.workspace.workspace import Connect, Connection, Workspace

MOMENT = 1.0  # seconds; whoever thinks for longer may be answering a question that is out of date
REFUSED = range(400, 500)  # as a server refuses what cannot be done any more
UNUSED = "--new had no effect so far: this release has begun already, or nothing looks like it"


@dataclass(frozen=True, slots=True)
class Way:
    """How a release is applied.

    Attributes:
        confirm: see `Confirm`.
        until: see `model.steps.until`.
        jobs: see `engine.run`.
        new: what looks like this release is another one.
        through: makes the connection.
        alone: makes this the only run that applies the release.
        made: makes an attempt, see `Attempt.made`; None: just that.
    """

    confirm: Confirm
    until: str | None = None
    jobs: int | None = None
    new: bool = False
    through: Connect = connection.connected
    alone: Callable[[Workspace], AbstractContextManager[None]] = workspace.applying
    made: Callable[[Attempt], bool] | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is to be made true, and how."""

    space: Workspace
    connection: Connection
    checksums: Checksums
    way: Way
    emit: Emit

    def made(self, saved: SavedPlan | None) -> bool:
        """Make it true, as a saved plan says if there is one; whether anything was to be done."""
        new = self.way.new
        begun = new and self._begin_another()
        try:
            return self._once(saved, note=UNUSED if new and not begun else "")
        except LookalikeError as alike:  # before the publication
            if begun or not new:
                raise
            self._set_apart(alike)
            return self._once()
        except GaveWayError as gave:
            return self._after(gave)
        except ServerError as refused:
            if refused.status in REFUSED and self._is_done_elsewhere():
                return True
            raise

    def _once(self, saved: SavedPlan | None = None, note: str = "") -> bool:
        made, seen = self._looked(saved)
        made = replace(made, notes=(*made.notes, note)) if note else made
        wanted = steps_until(made.steps, self.way.until)
        self.emit(Planned(made, wanted))
        asked = replace(made, losses=()) if saved else made  # whoever saved the plan has seen them
        if confirm_needed(asked, wanted) and _took_long(partial(self.way.confirm, asked)):
            now, seen = self._looked(None)
            _is_still(made, now)
        return self._done(wanted, seen)

    def _looked(self, saved: SavedPlan | None) -> tuple[Plan, Observation]:
        """The plan as it is now, and what it follows from. Raises RefusedError if that is not the saved one."""
        space, release, before = self.space, self.connection.release, self.space.lock.facts
        belonging.check(space)
        try:
            found = release.observe(before)
        except ServerError as unreachable:
            if saved is None:
                raise
            raise saved_plan.stale(saved.path, f"what it is about cannot be looked at: {unreachable.message}") from None
        if saved:
            outlook = release.plan(merge(before, found.learned), found.seen)
            saved.check(basis_of(space, self.checksums, before, found.seen, outlook))
        self._record(found.learned)
        if found.trouble:
            raise found.trouble
        facts, looks = space.lock.facts, self.connection.session.transport.requests
        made = planned(space, self.connection.base_url, facts, release.plan(facts, found.seen), looks=looks)
        return with_token(made, self.connection.session), found.seen

    def _record(self, learned: Patch) -> None:
        """Write down what was learned, if anything, and whose it is."""
        if merge(self.space.lock.facts, learned) != self.space.lock.facts:
            self.space.lock.record({**learned, **belonging.binding(self.space)})

    def _done(self, steps: tuple[Step, ...], seen: Observation) -> bool:
        """Do what is pending; whether anything was."""
        lock, release = self.space.lock, self.connection.release
        lock.record(release.tidy(lock.facts))
        if self.space.wanted.manifest_id and "id" in lock.facts:
            lock.record(belonging.binding(self.space))  # an id that was added later counts from now on
        if not any(step.pending for step in steps):
            for step in steps:
                self.emit(StepChanged(step, "skipped", step.done))
            return False
        lock.record(belonging.binding(self.space))
        try:
            work = engine.Work(release, lock, self.connection.session, self.emit)
            engine.run(steps, work, seen, jobs=self.way.jobs)
        except NotTakenError as error:
            error.problems = tuple(self.space.manifest.problem(place, why) for place, why in error.faults)
            raise
        return True

    def _begin_another(self) -> bool:
        """Begin a release of its own beside what looks like this one; False if nothing does."""
        try:
            self._looked(None)
        except LookalikeError as alike:
            self._set_apart(alike)
            return True
        return False

    def _set_apart(self, alike: LookalikeError) -> None:
        """Write down that what looks like this release is another one. A copied lockfile is forgotten."""
        lock = self.space.lock
        others = sorted(alike.ids | set(lock.facts.get("others", ())))
        known = Facts() if isinstance(alike, CopiedError) else lock.facts
        mine: Patch = {"identity": known.get("identity", identity.another()), "others": others}
        lock.replace(merge(known, {**belonging.anew(self.space), **mine}))

    def _is_done_elsewhere(self) -> bool:
        """Whether another run, which worked on the same draft, has published it meanwhile, just as it is wanted."""
        before = self.space.lock.facts
        if before.get("versions") or "marker" not in before:
            return False
        with suppress(PublishPipeError):
            made, _ = self._looked(None)
            return bool(self.space.lock.facts.get("versions")) and not made.pending
        return False

    def _after(self, gave: GaveWayError) -> bool:
        """Go on with what the other run made: its draft, if it is ours; or what it published, if that is as wanted."""
        try:
            return self._once()
        except LookalikeError as other:
            if other.published and self._is_taken_over(other.published):
                return False
            if other.published:
                other.state = "The draft of this run was deleted; nothing of it is left."
                raise
            gave.hint = f"{gave.hint} {other.message}"
            raise gave from None

    def _is_taken_over(self, number: str) -> bool:
        """Whether that is published just as the manifest wants it: then it is this release."""
        space, release = self.space, self.connection.release
        remote = space.repository.remote()
        facts = remote.adopt(self.connection.session, Reference(id=number), space.wanted.metadata).facts
        found = release.observe(facts)
        facts = merge(facts, found.learned)
        if any(step.pending for step in release.plan(facts, found.seen).steps):
            return False
        space.lock.replace(merge(facts, belonging.binding(space)))
        return True


def _took_long(ask: Callable[[], None]) -> bool:
    """Whether somebody had to think."""
    began = time.monotonic()
    ask()
    return time.monotonic() - began > MOMENT


def _is_still(shown: Plan, now: Plan) -> None:
    """Raise RefusedError if what would be done is not what was shown when somebody said yes to it."""
    if (shown.steps, shown.drift, shown.losses) != (now.steps, now.drift, now.losses):
        raise RefusedError(
            "Somebody changed the record, or a file changed here, while you were asked.",
            state="Nothing was sent.",
            hint="Run the same command again: it shows what is to be done now.",
        )
