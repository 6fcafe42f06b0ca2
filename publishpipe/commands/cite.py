"""The verb `cite`: how a release is cited, by what its lockfile knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from publishpipe.commands.advice import copyable
from publishpipe.commands.named import Named
from publishpipe.model.citation import Citation
from publishpipe.model.facts import Facts
from publishpipe.model.target import Target
from publishpipe.repositories.base import Repository


@copyable
def cite(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> Citation:
    """How a release is cited: what is published last, or else its draft. No request.

    Args:
        path: the manifest.
        environment: instead of the manifest's.
        url: instead of the manifest's.
        set: path in the manifest, such as `target.environment` → what it would say there, as text.

    Raises:
        NotReleasedError: there is neither a record nor a draft yet.
        PublishPipeError: see `publishpipe.errors` for the other kinds.
    """
    found = Named(path, environment, url, set).recorded()
    return citation_of(found.repository, found.target, found.base_url, found.facts)


def citation_of(repository: Repository, target: Target, base_url: str, facts: Facts) -> Citation:
    """The same of what is known already. A rehearsal's pages have no address that lasts."""
    made = repository.citation(base_url, facts)
    return replace(made, url="", badge="") if target.is_embedded else made
