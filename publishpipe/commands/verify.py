"""The verb `verify`: what is published beside what is here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from publishpipe.commands.advice import copyable
from publishpipe.commands.named import Named
from publishpipe.commands.observe import Look, looked, result_of, state_of
from publishpipe.model.comparison import Verification
from publishpipe.model.events import Emit, ignore
from publishpipe.model.status import alike


@copyable
def verify(
    path: Path | str,
    *,
    environment: str | None = None,
    url: str | None = None,
    set: Mapping[str, str] | None = None,
    download: bool = False,
    emit: Emit = ignore,
) -> Verification:
    """Compare the last published version, or the draft if there is none, with the local files and the manifest.

    Every local file is read, those too whose checksum is known.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        set: path in the manifest, such as `metadata.version` → what it would say there, as text.
        download: read the bytes of every file back, instead of believing the server's list.
        emit: told about waits, downloads and files that are read.

    Raises:
        PublishPipeError: see `publishpipe.errors` for the kinds. A difference is none.
    """
    space = Named(path, environment, url, set).workspace()
    with looked(space, emit, offline=False, anew=True) as seen:
        return of(seen, download=download)


def of(seen: Look, *, download: bool) -> Verification:
    """The same of a release that was looked at, its local files anew."""
    space = seen.space
    found = seen.release.compare(seen.facts, seen.observation, download=download)
    whole = result_of(space, seen.base_url, seen.facts)
    compared = result_of(space, seen.base_url, {**seen.facts, "id": found.id} if found.id else {})
    return Verification(
        repository=space.manifest.target.repository,
        environment=space.manifest.target.environment,
        base_url=seen.base_url,
        state=state_of(whole, editing=seen.editing or whole.editing),
        id=found.id,
        doi=compared.doi,
        record_url=compared.record_url,
        publish=space.manifest.publish,
        published=found.published,
        newer=seen.newer.get("doi") if seen.newer else None,
        files=found.files,
        fields=found.fields,
        checksum=space.repository.CHECKSUM,
        alike=tuple(map(alike, seen.alike)),
    )
