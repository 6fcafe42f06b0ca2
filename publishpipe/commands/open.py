"""The verb `open`: where a release is to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from publishpipe.commands.advice import copyable
from publishpipe.commands.named import Named
from publishpipe.errors import NotReleasedError, RefusedError
from publishpipe.model.quoting import quoted
from publishpipe.model.urls import is_address, origin_of
from publishpipe.workspace import recorded
from publishpipe.workspace.recorded import Recorded


@copyable
def address(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> str | Path:
    """The address of the record's page, or of the draft's; of a rehearsal the page itself, a file. No request.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        set: path in the manifest, such as `target.environment` → what it would say there, as text.

    Raises:
        NotReleasedError: there is neither a record nor a draft yet.
        RefusedError: the lockfile leads to something that is no web page.
        PublishPipeError: see `publishpipe.errors` for the other kinds.
    """
    found = Named(path, environment, url, set).recorded()
    return _page(found) if found.target.is_embedded else _url(found)


def _page(found: Recorded) -> Path:
    page = recorded.page(found.path.parent, found.facts)
    if page is None:
        raise NotReleasedError(
            f"The page of {found.facts['id']} is not there any more.",
            hint="publishpipe apply MANIFEST rehearses once more.",
        )
    return page


def _url(found: Recorded) -> str:
    """The page, on the very server that the release was made with."""
    url = found.repository.addresses(found.base_url, found.facts).record
    if not is_address(url) or origin_of(url) != origin_of(found.base_url):
        raise RefusedError(f"{quoted(url)} is no web page of {found.base_url}.", state="Nothing was opened.")
    return url
