"""The verb `apply`: plan, ask, do; and tell how it ended, however it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from publishpipe.commands.advice import arguments, copyable
from publishpipe.commands.after import after
from publishpipe.commands.attempt import Attempt, Way
from publishpipe.commands.named import Named
from publishpipe.commands.observe import result_of
from publishpipe.errors import PublishPipeError, RefusedError, UsageError
from publishpipe.model.after import Arguments
from publishpipe.model.events import Emit, Ending, Result, UntilResult, ignore
from publishpipe.model.plan import Confirm, Plan, keep_all
from publishpipe.state import saved_plan
from publishpipe.state.saved_plan import SavedPlan
from publishpipe.workspace import workspace
from publishpipe.workspace.workspace import Workspace


def refuse(_plan: Plan) -> None:
    """The default answer to an irreversible step."""
    raise RefusedError(
        "Publishing cannot be undone, and nobody confirmed it.",
        state="Nothing was sent.",
        hint="Pass confirm=publishpipe.accept (on the command line: --yes).",
    )


def accept(plan: Plan) -> None:
    """Go on with irreversible steps. Raises RefusedError if something is lost that the manifest never said."""
    keep_all(plan)


@copyable
def apply(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    set: Mapping[str, str] | None = None,
    until: str | None = None,
    jobs: int | None = None,
    new: bool = False,
    confirm: Confirm = refuse,
    emit: Emit = ignore,
) -> Result:
    """Make the manifest true, step by step; what was learned is in the lockfile at every moment.

    Args:
        path: the manifest, or a saved plan: that is done exactly as it was made, or refused.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        set: path in the manifest, such as `metadata.version` → what it would say there, as text.
        until: the key of the last step to do, or an action such as `upload`.
        jobs: how many files are sent at once; None: 4 to 8, by their sizes and how quickly the server answers.
        new: what looks like this release, so that it would be refused, is another one; that is recorded.
        confirm: see `Confirm`.
        emit: told about everything that happens; the last event is the result.

    Raises:
        UsageError: there is no step `until`, or a saved plan is to go elsewhere.
        PublishPipeError: it did not go well; see `publishpipe.errors` for the kinds.
    """
    way = Way(confirm, until=until, jobs=jobs, new=new)
    return applied(lambda: _loaded(Path(path), environment, url, set or {}, new=new), way, emit)


class Loaded(NamedTuple):
    """A manifest with all that belongs to it, the saved plan of it that is to be done, and the words that mean it."""

    space: Workspace
    saved: SavedPlan | None = None
    means: Arguments | None = None


def applied(load: Callable[[], Loaded], way: Way, emit: Emit) -> Result:
    """Make a release true; how it ended is told, too, if it is raised. What follows is told to whoever has arguments.

    Args:
        load: gives what is to be applied.
        way: how.
        emit: told about everything that happens; the last event is the result.

    Raises:
        PublishPipeError: it did not go well.
    """
    ending = Result("failed")
    emit = UntilResult(emit)
    try:
        space, saved, means = load()
        target, before = space.manifest.target, space.lock.facts
        ending = replace(ending, repository=target.repository, environment=target.environment)
        checksums = space.checksums(emit)
        with way.alone(space), workspace.connected(space, checksums, emit, way.through) as connection:
            try:
                attempt = Attempt(space, connection, checksums, way, emit)
                done = way.made(attempt) if way.made else attempt.made(saved)
            finally:
                ending = result_of(space, connection.base_url, space.lock.facts, connection)
                checksums.save()
        follows = after(space, connection.base_url, before, means) if means else None
        ending = replace(ending, status="done" if done else "unchanged", after=follows)
    except BaseException as error:
        problems = error.problems if isinstance(error, PublishPipeError) else ()
        status: Ending = "refused" if isinstance(error, RefusedError) else "failed"
        ending = replace(ending, status=status, error=_told(error), problems=problems)
        raise
    finally:
        emit(ending)
    return ending


def _told(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return error.message if isinstance(error, PublishPipeError) else f"{type(error).__name__}: {error}"


def _loaded(path: Path, environment: str | None, url: str | None, settings: Mapping[str, str], *, new: bool) -> Loaded:
    """What is to be applied: a manifest, or the one of a saved plan."""
    saved = saved_plan.read(path)
    if saved is None:
        space = Named(path, environment, url, settings).workspace()
        return Loaded(space, None, arguments(path, environment, url, settings, None))
    if environment or url is not None or settings or new:
        raise UsageError(
            f"{path} is a saved plan, which is done just as it was made.",
            state="Nothing was sent.",
            hint="Leave --environment, --url, --set and --new out.",
        )
    space = Named(saved.manifest, saved.environment, saved.url, saved.settings).workspace()
    return Loaded(space, saved, arguments(path, environment, url, settings, saved))
