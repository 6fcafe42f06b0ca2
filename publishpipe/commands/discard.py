"""The verb `discard`: the draft is deleted, or the open edit dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from publishpipe.commands.advice import copyable
from publishpipe.commands.named import Named
from publishpipe.commands.observe import result_of
from publishpipe.errors import RefusedError
from publishpipe.model.events import Emit, ignore
from publishpipe.model.facts import Patch
from publishpipe.repositories.base import AnyRelease, Observation, Outcome
from publishpipe.repositories.lookalikes import adopting
from publishpipe.repositories.values import Discarded
from publishpipe.workspace import belonging, workspace
from publishpipe.workspace.workspace import Workspace


@copyable
def discard(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    set: Mapping[str, str] | None = None,
    confirm: Callable[[str], None],
    emit: Emit = ignore,
) -> Discarded:
    """Delete the unpublished draft of a release, or drop the open edit of what is published; never anything published.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        set: path in the manifest, such as `metadata.version` → what it would say there, as text.
        confirm: told what would be discarded, but in `local`; raises RefusedError to keep it.
        emit: told about waits, and about files that are read.

    Returns:
        What was discarded: `draft`, `edit`, or nothing, the empty string.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds.
    """
    space = Named(path, environment, url, set).workspace()
    with workspace.applying(space):
        belonging.check(space)
        if not space.lock.facts and space.wanted.rehearsal:
            return ""
        with workspace.connected(space, space.checksums(emit), emit) as connection:
            looked = connection.release.observe(space.lock.facts)
            if not space.lock.facts:
                _check_unknown(connection.release, looked)
                return ""
            space.lock.record(looked.learned)
            if told := _to_discard(space, connection.base_url):
                confirm(told)
            found, left = connection.release.discard(space.lock.facts, looked.seen)
            space.lock.replace(left)
            return found


def _check_unknown(release: AnyRelease, looked: Outcome[Patch, Observation]) -> None:
    """Raise RefusedError if something looks like this release, of which the lockfile knows nothing."""
    if found := looked.learned.get("id"):
        raise RefusedError(
            f"The draft {found} seems to be this release's, but the lockfile does not know it.",
            state="Nothing was deleted.",
            hint=f"To discard it, take it over first:\n{adopting(found)}",
        )
    if looked.seen.alike:
        release.plan({}, looked.seen)  # which refuses, and names them


def _to_discard(space: Workspace, base_url: str) -> str:
    """What a person is asked about; nothing in a rehearsal, or where nothing of one's own is open."""
    seen = result_of(space, base_url, space.lock.facts)
    if seen.id is None or seen.environment == "local":
        return ""
    if not seen.published:
        return f"the draft {seen.record_url} and its files; nothing is left of it"
    return f"the open edit of {seen.record_url}; what is published stays" if seen.editing else ""
