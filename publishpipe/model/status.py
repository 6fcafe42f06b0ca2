"""What `status` tells: the lockfile and the server, as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publishpipe.model.comparison import State
from publishpipe.model.facts import Version


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
    versions: tuple[Version, ...]
    reserved_doi: str | None
    communities: Mapping[str, str]


def published(version: Version) -> Version:
    """What is told of a version."""
    return {
        "id": version["id"],
        "doi": version.get("doi"),
        "version": version.get("version"),
        "published_at": version["published_at"],
    }
