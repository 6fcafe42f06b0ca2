"""The verbs: validate, plan, apply, status, discard. The command line is a thin layer over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from publishpipe import engine, workspace
from publishpipe.checksums import Checksums
from publishpipe.errors import InputError, Problem, PublishPipeError, RefusedError
from publishpipe.events import Emit, Planned, Result, StepChanged, ignore
from publishpipe.facts import Facts, merge
from publishpipe.repositories.base import Release
from publishpipe.steps import Outlook, Plan, confirm_needed, digest
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
    with _looked(space, emit, offline=offline) as looked:
        return looked.plan()


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
    with _looked(space, emit, offline=offline) as looked:
        result = _result(space, looked.base_url, looked.facts)
        return Status(
            repository=space.manifest.target.repository,
            environment=space.manifest.target.environment,
            base_url=looked.base_url,
            state="published" if result.published else "draft" if result.id else "absent",
            changes=looked.has_changes,
            id=result.id,
            doi=result.doi,
            doi_url=result.doi_url,
            record_url=result.record_url,
            versions=tuple(looked.facts.get("versions", ())),
        )


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
        LookupError: there is no step `until`.
        PublishPipeError: it did not go well; see `publishpipe.errors` for the kinds.
    """
    ending = Result("failed")
    try:
        space = workspace.load(Path(path), environment=environment, url=url)
        target = space.manifest.target
        ending = replace(ending, repository=target.repository, environment=target.environment)
        checksums = space.checksums()
        with workspace.applying(space), workspace.connected(space, checksums, emit) as connection:
            try:
                done = _apply(space, connection, checksums, until=until, jobs=jobs, confirm=confirm, emit=emit)
            finally:
                checksums.save()
                ending = _result(space, connection.base_url, space.lock.facts, connection)
        ending = replace(ending, status="done" if done else "unchanged")
    except RefusedError as error:
        ending = replace(ending, status="refused", error=error.message)
        raise
    except PublishPipeError as error:
        ending = replace(ending, error=error.message)
        raise
    except KeyboardInterrupt:
        ending = replace(ending, error="interrupted")
        raise
    finally:
        emit(ending)
    return ending


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
        confirm: told what would be deleted; raises RefusedError to keep it.
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
            if space.lock.facts.get("versions"):
                return False
            if "id" in space.lock.facts:
                confirm(space.repository.addresses(connection.base_url, space.lock.facts).record)
            found = connection.release.discard(space.lock.facts)
            space.lock.forget()
            return found


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen of a release without changing anything."""

    space: Workspace
    base_url: str
    release: Release
    facts: Facts

    def plan(self) -> Plan:
        """What is left to do. Raises RefusedError or InputError if that cannot be done."""
        return _planned(self.space, self.base_url, self.facts, self.release.plan(self.facts))

    @property
    def has_changes(self) -> bool:
        """Whether the manifest wants something else than what is there, possible or not."""
        try:
            return bool(self.plan().pending)
        except (InputError, RefusedError):
            return True


@contextmanager
def _looked(space: Workspace, emit: Emit, *, offline: bool) -> Iterator[_Look]:
    """Look at the server, or (offline) remember what was there."""
    checksums = space.checksums()
    if offline:
        with workspace.offline_session(space) as session:
            release = space.repository.release(session, space.wanted, checksums, emit)
            yield _Look(space, session.base_url, release, space.lock.facts)
    else:
        with workspace.connected(space, checksums, emit) as connection:
            facts = merge(space.lock.facts, connection.release.observe(space.lock.facts))
            yield _Look(space, connection.base_url, connection.release, facts)
    checksums.save()


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
    made = _planned(space, connection.base_url, lock.facts, release.plan(lock.facts))
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


def _planned(space: Workspace, base_url: str, facts: Facts, outlook: Outlook) -> Plan:
    target = space.manifest.target
    rehearsal = target.environment == "local"  # where nothing is irreversible
    steps = tuple(replace(step, irreversible=step.irreversible and not rehearsal) for step in outlook.steps)
    sizes = {name: file.size for name, file in space.wanted.files.items()}
    return Plan(
        manifest=str(space.manifest.path),
        repository=target.repository,
        environment=target.environment,
        base_url=base_url,
        digest=digest(space.manifest.document.value, sizes, workspace.bound_url(space), facts, outlook),
        steps=steps,
        drift=outlook.drift,
    )


def _result(space: Workspace, base_url: str, facts: Facts, connection: Connection | None = None) -> Result:
    target = space.manifest.target
    addresses = space.repository.addresses(base_url, facts) if "id" in facts else None
    doi = addresses.doi if addresses else None
    return Result(
        status="failed",
        repository=target.repository,
        environment=target.environment,
        id=facts.get("id"),
        doi=doi,
        doi_url=f"https://doi.org/{doi}" if doi else None,
        record_url=addresses.record if addresses else None,
        published=bool(facts.get("versions")),
        requests=connection.session.requests if connection else 0,
        bytes_sent=connection.session.bytes_sent if connection else 0,
    )
