"""The verb `status`: what is released now, and whether there is something to apply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from publishpipe.commands.advice import copyable
from publishpipe.commands.named import Named
from publishpipe.commands.observe import Look, looked, result_of, state_of
from publishpipe.model.events import Emit, ignore
from publishpipe.model.facts import Version
from publishpipe.model.status import ForeignDraft, Status, alike, published


@copyable
def status(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    set: Mapping[str, str] | None = None,
    offline: bool = False,
    emit: Emit = ignore,
) -> Status:
    """What is released now, and whether there is something to apply. Raises PublishPipeError."""
    space = Named(path, environment, url, set).workspace()
    with looked(space, emit, offline=offline) as seen:
        return of(seen, whole=not offline)


def of(seen: Look, *, whole: bool) -> Status:
    """How a release stands that was looked at; `whole`: with what takes requests of its own."""
    space = seen.space
    result = result_of(space, seen.base_url, seen.facts)
    return Status(
        repository=space.manifest.target.repository,
        environment=space.manifest.target.environment,
        base_url=seen.base_url,
        state=state_of(result, editing=seen.editing or result.editing),
        changes=seen.has_changes,
        id=result.id,
        doi=result.doi,
        doi_url=result.doi_url,
        record_url=result.record_url,
        versions=tuple(map(published, _versions(seen))),
        reserved_doi=None if result.published else seen.facts.get("doi"),
        alike=tuple(map(alike, seen.alike)),
        communities=seen.release.communities(seen.facts) if whole else {},
        datasets=seen.release.datasets(seen.facts),
        share_links=seen.share_links if whole else (),
        foreign_draft=_foreign(seen),
    )


def _foreign(seen: Look) -> ForeignDraft | None:
    """What is open on the server and was not begun from here, if that was seen."""
    if seen.editing and not seen.facts.get("editing"):
        return {"kind": "edit", "id": seen.facts.get("id")}
    draft = seen.observation.draft if seen.observation else None
    return None if draft is None else {"kind": "new-version", "id": draft or None}


def _versions(seen: Look) -> Iterator[Version]:
    """What is published, oldest first: what the lockfile knows, and the latest one if somebody published it since."""
    yield from seen.facts.get("versions", ())
    if seen.newer:
        yield seen.newer
