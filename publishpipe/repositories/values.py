"""What goes into a repository and comes out of it, as values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from publishpipe.model.facts import Facts, FileFact, Metadata

if TYPE_CHECKING:
    from publishpipe.files.local_file import LocalFile

Discarded = Literal["", "draft", "edit"]
DoiKnown = Literal["never", "drafted", "published"]
"""From when on a DOI is known: not at all, once there is a draft, or once that is published."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the manifest says should be true, its files found.

    `entries` says how many of the entries that NOMAD makes of the files must be good; Zenodo makes none. `released`:
    something of it is published already. `rehearsal`: it goes to the embedded repository. `identity` and `manifest_id`:
    see `model.identity`. `others`: the ids that other manifests of the folder know as theirs. `allow_loss`: patterns
    of files that NOMAD may drop. `joined`: several processes do it together, and have chosen which draft is published.
    """

    files: Mapping[str, LocalFile]
    metadata: Metadata
    publish: bool
    entries: Literal["all", "any"] = "all"
    released: bool = False
    rehearsal: bool = False
    identity: str = ""
    manifest_id: str = ""
    allow_loss: tuple[str, ...] = ()
    others: Collection[str] = frozenset()
    joined: bool = False

    @property
    def preview(self) -> str:
        """The file that the record's page is to show first, if one is marked."""
        return next((name for name, file in self.files.items() if file.preview), "")

    @property
    def origins(self) -> Mapping[str, str]:
        """Where files come from whose names do not tell, in words."""
        return {name: origin for name, file in self.files.items() if (origin := file.origin)}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a release is found. `record` is its page for people: the draft's until it is published.

    `doi` is that of what is published, and `concept_doi` of all its versions.
    """

    record: str
    doi: str | None = None
    concept_doi: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What an id, a DOI or an address stands for, as far as its form tells; `origin` is that of an address."""

    id: str = ""
    doi: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was found on a server: facts for a lockfile, and what a manifest says of the same.

    `metadata` is as a manifest writes it; `preview` is the file that the record's page shows first, if one was chosen.
    """

    facts: Facts
    files: Mapping[str, FileFact]
    metadata: Metadata
    preview: str = ""
