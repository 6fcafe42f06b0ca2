"""How a record stands: as it was seen on the server, or as the lockfile remembers it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from publishpipe.errors import ServerError
from publishpipe.model.facts import Metadata
from publishpipe.model.listing import Lookalike
from publishpipe.repositories.zenodo.facts import Facts, Version
from publishpipe.repositories.zenodo.metadata.canonical import canonical
from publishpipe.repositories.zenodo.metadata.replacing import kept
from publishpipe.repositories.zenodo.models import Deposition, State, Stored, stored_in


@dataclass(frozen=True, slots=True)
class Holding:
    """What a deposition holds, observed or remembered.

    Attributes:
        state: `editing` is a published record with an edit open: then `metadata` is the edit's.
        doi: reserved for a draft, registered else.
        concept_doi: a published record without one has a DOI of its own, which Zenodo did not give.
        has_draft: the draft of a new version is open beside it.
        draft: the id of that, if a search shows it.
        newer: the DOI of a newer version that is published.
        preview: the file chosen to be shown first.
        kept: the fields that no manifest can say; an edit leaves them as they are.
        hidden: an edit that is not ours lies over what is public, and that is not what the lockfile says.
        review: see `Deposition.review`.
        reviewed_elsewhere: that is not the community of the manifest.
    """

    state: State = "draft"
    doi: str = ""
    concept_doi: str = ""
    files: Mapping[str, Stored] = field(default_factory=dict)
    metadata: Metadata = field(default_factory=dict)
    has_draft: bool = False
    newer: str = ""
    preview: str = ""
    kept: tuple[str, ...] = ()
    draft: str = ""
    hidden: bool = False
    review: str = ""
    reviewed_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """How a published version stands to the others of its record.

    `newer` is the latest one as the lockfile would have it, if that is another; `draft` is the id of the draft of a new
    version, if a search shows it.
    """

    has_draft: bool = False
    newer: Version | None = None
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen of a release on Zenodo.

    Attributes:
        deposition: what the lockfile's id stands for; None if that is not there.
        current: nothing was done to it since.
        family: the versions beside it, once they were looked at.
        missing: the communities to ask that are not on this server.
        begun: a new version or an edit was asked for in this run: what is open since is ours.
        alike: what may be this very release, where the lockfile knows none.
        hidden: see `Holding`.
        reviewed_elsewhere: see `Holding`.
    """

    deposition: Deposition | None = None
    current: bool = False
    family: Family | None = None
    missing: tuple[str, ...] = ()
    begun: bool = False
    alike: tuple[Lookalike, ...] = ()
    hidden: bool = False
    reviewed_elsewhere: bool = False

    @property
    def editing(self) -> bool:
        """Whether an edit of the published record is open, whoever opened it."""
        return self.deposition is not None and self.deposition.state == "editing"

    @property
    def newer(self) -> Version | None:
        """What is published of the record since the version that the lockfile knows, as the lockfile would have it."""
        return self.family.newer if self.family else None

    @property
    def draft(self) -> str | None:
        """The id of the draft of a new version that is open beside what is published, see `Family`; None: none is."""
        return self.family.draft if self.family and self.family.has_draft else None

    @property
    def there(self) -> Deposition:
        """The deposition. Raises ServerError if it is not there."""
        if self.deposition is None:
            raise ServerError("The deposition is gone.", hint="Run the same command again: it starts a new one.")
        return self.deposition

    def held(self) -> Holding | None:
        """What the deposition holds; None if it is not there."""
        if self.deposition is None:
            return None
        family = self.family or Family()
        return Holding(
            self.deposition.state,
            doi=self.deposition.doi,
            concept_doi=self.deposition.concept_doi,
            files=self.deposition.files,
            metadata=self.deposition.metadata,
            has_draft=family.has_draft,
            newer=family.newer["doi"] or family.newer["id"] if family.newer else "",
            preview=self.deposition.preview,
            kept=tuple(kept(self.deposition.held)),
            draft=family.draft,
            hidden=self.hidden,
            review=self.deposition.review,
            reviewed_elsewhere=self.reviewed_elsewhere,
        )

    def as_json(self) -> object:
        """What it holds, as JSON values; not by what id a search shows a draft, which it may not yet."""
        held = self.held()
        if held is None:
            return None
        shown = asdict(held) | {"metadata": canonical(held.metadata)}
        del shown["draft"]
        return shown


def remembered(facts: Facts) -> Holding | None:
    """What the lockfile says that the server holds."""
    if "id" not in facts:
        return None
    versions = facts.get("versions", ())
    state: State = "draft"
    if versions and versions[-1]["id"] == facts["id"]:
        state = "editing" if facts.get("editing") else "published"
    return Holding(
        state,
        doi=facts.get("doi", ""),
        concept_doi=facts.get("concept_doi", ""),
        files=stored_in(facts),
        metadata=facts.get("metadata", {}),
        preview=facts.get("preview", ""),
        review=facts.get("review", ""),
    )
