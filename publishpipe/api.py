"""The verbs: validate, plan, apply, status, verify, discard. The command line is a thin layer over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publishpipe import savedplans, workspace
from publishpipe.comparison import State, Verification
from publishpipe.errors import InputError, Problem, UsageError
from publishpipe.events import Emit, Result, ignore
from publishpipe.looking import Look, looked, result_of
from publishpipe.repositories.base import Discarded
from publishpipe.steps import Plan
from publishpipe.workspace import Connection, Workspace

VERSION = ("id", "doi", "version", "published_at")


@dataclass(frozen=True, slots=True)
class Status:
    """What the lockfile and the server say now.

    `versions` is what was published, oldest first; `reserved_doi` is a draft's. `communities` tells what became of each
    that was asked: accepted, requested, declined, cancelled, expired, ignored, or unknown to the server.
    """

    repository: str
    environment: str
    base_url: str
    state: State
    changes: bool
    id: str | None
    doi: str | None
    doi_url: str | None
    record_url: str | None
    versions: tuple[dict[str, Any], ...]
    reserved_doi: str | None
    communities: Mapping[str, str]


def validate(path: Path | str, *, environment: str | None = None, url: str | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with a manifest as far as it can be known without a network; empty if nothing is."""
    try:
        workspace.load(Path(path), environment=environment, url=url)
    except InputError as error:
        return error.problems or (Problem(str(path), 1, 1, "", error.message, error.hint),)
    return ()


def notes(path: Path | str, *, environment: str | None = None, url: str | None = None) -> tuple[str, ...]:
    """What is right in a manifest, but may not be what its author expects. Raises InputError if it is not valid."""
    space = workspace.load(Path(path), environment=environment, url=url)
    return tuple(space.repository.notes(space.wanted))


def plan(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    offline: bool = False,
    out: Path | str | None = None,
    emit: Emit = ignore,
) -> Plan:
    """What `apply` would do. Changes nothing, here or on the server.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        offline: believe the lockfile instead of asking the server.
        out: save the plan to this file, for `apply`; every file is read then, but for those whose checksum is known.
        emit: told about waits.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds.
    """
    space = workspace.load(Path(path), environment=environment, url=url)
    if out and offline:
        raise UsageError("A plan can be saved only if the server is looked at.", hint="Leave --offline out.")
    with looked(space, emit, offline=offline) as seen:
        if not out:
            return seen.plan()
        made, basis = seen.plan_to_save()
        savedplans.save(Path(out), made, basis, environment=environment, url=url)
        return made


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
            state=_state(result, editing=seen.release.editing or result.editing),
            changes=seen.has_changes,
            id=result.id,
            doi=result.doi,
            doi_url=result.doi_url,
            record_url=result.record_url,
            versions=tuple({name: version[name] for name in VERSION} for version in _versions(seen)),
            reserved_doi=None if result.published else seen.facts.get("doi"),
            communities={} if offline else seen.release.communities(seen.facts),
        )


def _versions(seen: Look) -> Iterator[Mapping[str, Any]]:
    """What is published, oldest first: what the lockfile knows, and what somebody published since."""
    yield from seen.facts.get("versions", ())
    if seen.release.newer:
        yield seen.release.newer


def verify(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    download: bool = False,
    emit: Emit = ignore,
) -> Verification:
    """Hold the last published version, or the draft if there is none, against the local files and the manifest.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        download: read the bytes of every file back, instead of believing the server's list.
        emit: told about waits and downloads.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds. A difference is none.
    """
    space = workspace.load(Path(path), environment=environment, url=url)
    with looked(space, emit, offline=False) as seen:
        found = seen.release.compare(seen.facts, download=download)
        whole = result_of(space, seen.base_url, seen.facts)
        compared = result_of(space, seen.base_url, {**seen.facts, "id": found.id} if found.id else {})
    return Verification(
        repository=space.manifest.target.repository,
        environment=space.manifest.target.environment,
        base_url=seen.base_url,
        state=_state(whole, editing=seen.release.editing or whole.editing),
        id=found.id,
        doi=compared.doi,
        record_url=compared.record_url,
        publish=space.manifest.publish,
        published=found.published,
        newer=seen.release.newer["doi"] if seen.release.newer else None,
        files=found.files,
        fields=found.fields,
    )


def _state(result: Result, *, editing: bool) -> State:
    if result.published:
        return "editing" if editing else "published"
    return "draft" if result.id else "absent"


def discard(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    confirm: Callable[[str], None],
    emit: Emit = ignore,
) -> Discarded:
    """Delete the unpublished draft of a release, or drop the open edit of what is published; never anything published.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        confirm: told what would be discarded, but in `local`; raises RefusedError to keep it.
        emit: told about waits.

    Returns:
        What was discarded: `draft`, `edit`, or nothing, the empty string.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds.
    """
    space = workspace.load(Path(path), environment=environment, url=url)
    with workspace.applying(space):
        if not space.lock.facts:
            return ""
        with workspace.connected(space, space.checksums(), emit) as connection:
            space.lock.record(connection.release.observe(space.lock.facts))
            if told := _to_discard(space, connection):
                confirm(told)
            found, left = connection.release.discard(space.lock.facts)
            space.lock.replace(left)
            return found


def _to_discard(space: Workspace, connection: Connection) -> str:
    """What a person is asked about; nothing in a rehearsal, or where nothing of one's own is open."""
    seen = result_of(space, connection.base_url, space.lock.facts)
    if seen.id is None or seen.environment == "local":
        return ""
    if not seen.published:
        return f"the draft {seen.record_url} and its files; nothing is left of it"
    return f"the open edit of {seen.record_url}; what is published stays" if connection.release.editing else ""
