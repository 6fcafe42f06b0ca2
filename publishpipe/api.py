"""The verbs: validate, plan, apply, status, discard. The command line is a thin layer over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from publishpipe import engine, workspace
from publishpipe.checksums import Checksums
from publishpipe.errors import InputError, Problem, PublishPipeError, RefusedError
from publishpipe.events import Emit, Planned, Result, StepChanged, UntilResult, ignore
from publishpipe.facts import Facts
from publishpipe.looking import looked, planned, result_of
from publishpipe.steps import Plan, confirm_needed
from publishpipe.steps import until as steps_until
from publishpipe.workspace import Connection, Workspace

Confirm = Callable[[Plan], None]
"""Called before the first request that changes anything if something irreversible lies ahead; raises RefusedError."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the lockfile and the server say now. `versions` is what was published, oldest first."""

    repository: str
    environment: str
    base_url: str
    state: Literal["absent", "draft", "published", "editing"]
    changes: bool
    id: str | None
    doi: str | None
    doi_url: str | None
    record_url: str | None
    versions: tuple[dict[str, Any], ...]


def refuse(_plan: Plan) -> None:
    """The default answer to an irreversible step."""
    raise RefusedError(
        "Publishing cannot be undone, and nobody confirmed it.",
        state="Nothing was sent.",
        hint="Pass confirm=publishpipe.accept (on the command line: --yes).",
    )


def accept(_plan: Plan) -> None:
    """Go on with irreversible steps."""


def validate(path: Path | str, *, environment: str | None = None, url: str | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with a manifest as far as it can be known without a network; empty if nothing is."""
    try:
        workspace.load(Path(path), environment=environment, url=url)
    except InputError as error:
        return error.problems or (Problem(str(path), 1, 1, "", error.message, error.hint),)
    return ()


def plan(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    offline: bool = False,
    emit: Emit = ignore,
) -> Plan:
    """What `apply` would do. Changes nothing, here or on the server.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        offline: believe the lockfile instead of asking the server.
        emit: told about waits.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds.
    """
    space = workspace.load(Path(path), environment=environment, url=url)
    with looked(space, emit, offline=offline) as seen:
        return seen.plan()


def status(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    offline: bool = False,
    emit: Emit = ignore,
) -> Status:
    """What is released now, and whether there is something to apply. Raises PublishPipeError."""
    space = workspace.load(Path(path), environment=environment, url=url)
    with looked(space, emit, offline=offline) as seen:
        result = result_of(space, seen.base_url, seen.facts)
        return Status(
            repository=space.manifest.target.repository,
            environment=space.manifest.target.environment,
            base_url=seen.base_url,
            state=_state(result, editing=seen.release.editing),
            changes=seen.has_changes,
            id=result.id,
            doi=result.doi,
            doi_url=result.doi_url,
            record_url=result.record_url,
            versions=tuple(seen.facts.get("versions", ())),
        )


def _state(result: Result, *, editing: bool) -> Literal["absent", "draft", "published", "editing"]:
    if result.published:
        return "editing" if editing else "published"
    return "draft" if result.id else "absent"


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
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        until: the key of the last step to do, or an action such as `upload`.
        jobs: how many files are sent at once.
        confirm: see `Confirm`.
        emit: told about everything that happens; the last event is the result.

    Raises:
        UsageError: there is no step `until`.
        PublishPipeError: it did not go well; see `publishpipe.errors` for the kinds.
    """
    ending = Result("failed")
    emit = UntilResult(emit)
    try:
        space = workspace.load(Path(path), environment=environment, url=url)
        target = space.manifest.target
        ending = replace(ending, repository=target.repository, environment=target.environment)
        checksums = space.checksums()
        with workspace.applying(space), workspace.connected(space, checksums, emit) as connection:
            try:
                done = _apply(space, connection, checksums, until=until, jobs=jobs, confirm=confirm, emit=emit)
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


def discard(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    confirm: Callable[[str], None],
    emit: Emit = ignore,
) -> bool:
    """Delete the unpublished draft of a release; never anything published. False if there is none.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        confirm: told what would be deleted, but in `local`; raises RefusedError to keep it.
        emit: told about waits.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds.
    """
    space = workspace.load(Path(path), environment=environment, url=url)
    with workspace.applying(space):
        facts = space.lock.facts
        if not facts:
            return False
        with workspace.connected(space, space.checksums(), emit) as connection:
            space.lock.record(connection.release.observe(facts))
            return _discard(space, connection, confirm)


def _discard(space: Workspace, connection: Connection, confirm: Callable[[str], None]) -> bool:
    """Delete what is not published: the draft, or a twin that showed only after the release was published."""
    lock = space.lock
    if lock.facts.get("versions"):
        found = "unanswered" in lock.facts and connection.release.discard(lock.facts)
        lock.record({"marker": None, "unanswered": None})
        return found
    if "id" in lock.facts and space.manifest.target.environment != "local":
        confirm(space.repository.addresses(connection.base_url, lock.facts).record)
    found = connection.release.discard(lock.facts)
    lock.forget()
    return found


def _apply(
    space: Workspace,
    connection: Connection,
    checksums: Checksums,
    *,
    until: str | None,
    jobs: int,
    confirm: Confirm,
    emit: Emit,
) -> bool:
    """Plan, ask, do; whether anything was to be done."""
    lock, release = space.lock, connection.release
    lock.record(_with_base(space, release.observe(lock.facts)))
    made = planned(space, connection.base_url, lock.facts, release.plan(lock.facts))
    checksums.save()
    wanted = steps_until(made.steps, until)
    emit(Planned(made))
    pending = any(step.pending for step in wanted)
    if confirm_needed(wanted):
        confirm(made)
    if not pending:
        for step in wanted:
            emit(StepChanged(step, "skipped", step.done))
        return False
    lock.record({"base_url": workspace.bound_url(space)})
    engine.run(wanted, release, lock, connection.session, emit, jobs=jobs)
    return True


def _with_base(space: Workspace, learned: Facts) -> Facts:
    return {"base_url": workspace.bound_url(space), **learned} if learned else {}
