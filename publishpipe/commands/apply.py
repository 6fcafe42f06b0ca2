"""The verb `apply`: plan, ask, do; and tell how it ended, however it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from publishpipe import engine
from publishpipe.commands.observe import basis_of, planned, result_of
from publishpipe.errors import PublishPipeError, RefusedError, ServerError, UsageError
from publishpipe.files.checksums import Checksums
from publishpipe.model.events import Emit, Planned, Result, StepChanged, UntilResult, ignore
from publishpipe.model.facts import Patch, merge
from publishpipe.model.steps import Confirm, Plan, Step, confirm_needed
from publishpipe.model.steps import until as steps_until
from publishpipe.repositories.base import Observation
from publishpipe.state import saved_plan
from publishpipe.state.saved_plan import SavedPlan
from publishpipe.workspace import workspace
from publishpipe.workspace.workspace import Connection, Workspace

MOMENT = 1.0  # seconds; whoever thinks for longer may be answering a question that is out of date


def refuse(_plan: Plan) -> None:
    """The default answer to an irreversible step."""
    raise RefusedError(
        "Publishing cannot be undone, and nobody confirmed it.",
        state="Nothing was sent.",
        hint="Pass confirm=publishpipe.accept (on the command line: --yes).",
    )


def accept(_plan: Plan) -> None:
    """Go on with irreversible steps."""


def apply(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    until: str | None = None,
    jobs: int = 4,
    confirm: Confirm = refuse,
    emit: Emit = ignore,
) -> Result:
    """Make the manifest true, step by step; what was learned is in the lockfile at every moment.

    Args:
        path: the manifest, or a saved plan: that is done exactly as it was made, or refused.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        until: the key of the last step to do, or an action such as `upload`.
        jobs: how many files are sent at once.
        confirm: see `Confirm`.
        emit: told about everything that happens; the last event is the result.

    Raises:
        UsageError: there is no step `until`, or a saved plan is to go elsewhere.
        PublishPipeError: it did not go well; see `publishpipe.errors` for the kinds.
    """
    ending = Result("failed")
    emit = UntilResult(emit)
    try:
        space, saved = _loaded(Path(path), environment, url)
        target = space.manifest.target
        ending = replace(ending, repository=target.repository, environment=target.environment)
        checksums = space.checksums()
        with workspace.applying(space), workspace.connected(space, checksums, emit) as connection:
            try:
                made, seen = _looked(space, connection, checksums, saved)
                wanted = steps_until(made.steps, until)
                emit(Planned(made))
                if confirm_needed(wanted) and _took_long(partial(confirm, made)):
                    now, seen = _looked(space, connection, checksums, None)
                    _is_still(made, now)
                done = _done(space, connection, wanted, seen, emit, jobs=jobs)
            finally:
                ending = result_of(space, connection.base_url, space.lock.facts, connection)
                checksums.save()
        ending = replace(ending, status="done" if done else "unchanged")
    except BaseException as error:
        ending = replace(ending, status="refused" if isinstance(error, RefusedError) else "failed", error=_told(error))
        raise
    finally:
        emit(ending)
    return ending


def _told(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return error.message if isinstance(error, PublishPipeError) else f"{type(error).__name__}: {error}"


def _loaded(path: Path, environment: str | None, url: str | None) -> tuple[Workspace, SavedPlan | None]:
    """What is to be applied: a manifest, or the one of a saved plan."""
    saved = saved_plan.read(path)
    if saved is None:
        return workspace.load(path, environment=environment, url=url), None
    if environment or url:
        raise UsageError(
            f"{path} is a saved plan, which goes where it was made for.",
            state="Nothing was sent.",
            hint="Leave --environment and --url out.",
        )
    return workspace.load(saved.manifest, environment=saved.environment, url=saved.url), saved


def _looked(
    space: Workspace, connection: Connection, checksums: Checksums, saved: SavedPlan | None
) -> tuple[Plan, Observation]:
    """The plan as it is now, and what it follows from. Raises RefusedError if that is not the saved one."""
    lock, release, before = space.lock, connection.release, space.lock.facts
    try:
        found = release.observe(before)
    except ServerError as unreachable:
        if saved is None:
            raise
        raise saved_plan.stale(saved.path, f"what it is about cannot be looked at: {unreachable.message}") from None
    if saved:
        outlook = release.plan(merge(before, found.learned), found.seen)
        saved.check(basis_of(space, checksums, before, found.seen, outlook))
    lock.record(_with_base(space, found.learned))
    return planned(space, connection.base_url, lock.facts, release.plan(lock.facts, found.seen)), found.seen


def _took_long(ask: Callable[[], None]) -> bool:
    """Whether somebody had to think."""
    began = time.monotonic()
    ask()
    return time.monotonic() - began > MOMENT


def _is_still(shown: Plan, now: Plan) -> None:
    """Raise RefusedError if what would be done is not what was shown when somebody said yes to it."""
    if (shown.steps, shown.drift, shown.notes) != (now.steps, now.drift, now.notes):
        raise RefusedError(
            "Somebody changed the record, or a file changed here, while you were asked.",
            state="Nothing was sent.",
            hint="Run the same command again: it shows what is to be done now.",
        )


def _done(
    space: Workspace, connection: Connection, steps: tuple[Step, ...], seen: Observation, emit: Emit, *, jobs: int
) -> bool:
    """Do what is pending; whether anything was."""
    space.lock.record(connection.release.tidy(space.lock.facts))
    if not any(step.pending for step in steps):
        for step in steps:
            emit(StepChanged(step, "skipped", step.done))
        return False
    space.lock.record({"base_url": workspace.bound_url(space.manifest.target)})
    work = engine.Work(connection.release, space.lock, connection.session, emit)
    engine.run(steps, work, seen, jobs=jobs)
    return True


def _with_base(space: Workspace, learned: Patch) -> Patch:
    return {**learned, "base_url": workspace.bound_url(space.manifest.target)} if learned else {}
