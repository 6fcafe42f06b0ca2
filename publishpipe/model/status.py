"""What `status` tells: the lockfile and the server, as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict

from publishpipe.model.comparison import State
from publishpipe.model.facts import Version
from publishpipe.model.listing import Lookalike, ShareLink


class ForeignDraft(TypedDict):
    """What somebody else began: an `edit` or a `new-version`, and its id, if the server shows that by now."""

    kind: Literal["edit", "new-version"]
    id: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """What the lockfile and the server say now.

    `versions` is what was published, oldest first: what the lockfile knows, and the latest one if that is newer (there
    may be others between). `reserved_doi` is a draft's. `communities` tells what became of each that was asked:
    accepted, requested, declined, cancelled, expired, ignored, or unknown to the server. `datasets` are those of NOMAD,
    with their DOIs. `alike` tells what may be this very release, where the lockfile knows none.
    `share_links` are those of a record or draft on Zenodo, without their secrets. `foreign_draft` is an edit or the
    draft of a new version that is open on the server and that the lockfile does not know: somebody else began it.
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
    datasets: Mapping[str, str | None]
    alike: tuple[Mapping[str, object], ...] = ()
    share_links: tuple[ShareLink, ...] = ()
    foreign_draft: ForeignDraft | None = None

    def __repr__(self) -> str:
        left = "changes to apply" if self.changes else "nothing to apply"
        told = (self.state, self.doi or self.reserved_doi or self.id, self.record_url, left)
        return f"<Status {self.repository}/{self.environment}: {', '.join(filter(None, told))}>"


def alike(one: Lookalike) -> Mapping[str, object]:
    """What is told of something that may be this release; `same_files` is None where they were not compared."""
    return {"id": one.id, "state": one.state, "title": one.title, "doi": one.doi or None, "same_files": one.same}


def published(version: Version) -> Version:
    """What is told of a version."""
    return {
        "id": version["id"],
        "doi": version.get("doi"),
        "version": version.get("version"),
        "published_at": version["published_at"],
    }
