"""Drafts and records as the server showed them: the one place that knows the shape of Zenodo's JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from publishpipe.errors import understood
from publishpipe.model import shapes
from publishpipe.model.facts import Metadata, StoredFile, told
from publishpipe.repositories.zenodo.facts import Facts, Version
from publishpipe.repositories.zenodo.metadata.canonical import canonical, lifted
from publishpipe.repositories.zenodo.metadata.custom_fields import COMMUNITIES
from publishpipe.repositories.zenodo.metadata.native import manifest
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING, Parts

State = Literal["draft", "published", "editing"]
UNDER_REVIEW = "submitted"
UNASKED = frozenset({"", "created"})  # of a review: none, or one that nobody has been told of
STATES: Mapping[str, State] = {"unsubmitted": "draft", "done": "published", "inprogress": "editing"}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as the server holds it: size in bytes, md5 in hex."""

    size: int
    md5: str


def today() -> str:
    """The day, UTC, as YYYY-MM-DD."""
    return datetime.now(UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files of a draft go, and the DOI that is reserved for it."""

    bucket: str
    doi: str

    @classmethod
    def of(cls, answer: shapes.Answer) -> Place:
        """Read an answer of the deposit API. Raises ServerError."""
        with understood():
            metadata = shapes.fields(answer["metadata"])
            reserved = (metadata.get("prereserve_doi") or {}).get("doi")
            bucket = shapes.matching(shapes.optional(answer["links"]["bucket"]).rpartition("/")[2], shapes.UUID)
            return cls(bucket, shapes.doi(answer.get("doi") or metadata.get("doi") or reserved))


@dataclass(frozen=True, slots=True)
class Deposition:
    """A draft, an open edit or what is published, as the native API shows it.

    Attributes:
        doi: registered, or one's own; a draft's reserved one is told by `Place`.
        concept_doi: a published record without one has a DOI of its own, which Zenodo did not give.
        metadata: as a manifest would say it.
        held: the same as the record holds it, with what no manifest can say: see `metadata.replacing`.
        preview: the file chosen to be shown first.
        is_latest: no newer version is published.
        has_draft: the draft of a new version is open beside it.
        may_edit: it is the account's own, or shared with it: only then Zenodo tells of drafts.
        review: how a draft stands with the community that was asked to publish it: submitted, declined, expired …
        review_id: of that request.
        reviewer: the UUID of that community.
        errors: what Zenodo did not take of a request that it answered with success: field, and why.
    """

    id: str
    concept_id: str
    state: State
    doi: str
    concept_doi: str
    files: Mapping[str, Stored]
    metadata: Metadata
    held: Parts
    created: str
    preview: str = ""
    is_latest: bool = True
    has_draft: bool = False
    may_edit: bool = True
    review: str = ""
    review_id: str = ""
    reviewer: str = ""
    errors: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, answer: shapes.Answer) -> Deposition:
        """Read an answer. Links are not followed: all addresses are built from ids.

        Raises:
            ServerError: it is neither a draft nor a record.
        """
        with understood():
            held = {part: shapes.fields(answer[part]) for part in NOTHING}
            metadata = lifted(manifest(held), today())
            if communities := _communities(answer, held):
                metadata = {**metadata, "communities": communities}
            canonical(metadata)  # which fails on what is not metadata
            parent, versions, files = answer["parent"], answer["versions"], answer["files"]
            latest = shapes.flag(versions["is_latest"])
            review = parent.get("review") or {}
            return cls(
                id=shapes.matching(answer["id"], shapes.DIGITS),
                concept_id=shapes.matching(parent["id"], shapes.DIGITS),
                state=_state(answer),
                doi=_doi(answer),
                concept_doi=_doi(parent),
                files=dict(map(_file, shapes.fields(files.get("entries") or {}).items())),
                metadata=metadata,
                held=held,
                created=shapes.moment(answer["created"]),
                preview=shapes.optional(files.get("default_preview")),
                is_latest=latest,
                has_draft=latest and not shapes.flag(versions.get("is_latest_draft", True)),
                may_edit="is_latest_draft" in versions,
                review=shapes.optional(review.get("status")),
                review_id=shapes.optional(review.get("id")),
                reviewer=shapes.optional((review.get("receiver") or {}).get("community")),
                errors=tuple(_errors(answer)),
            )

    @property
    def submitted(self) -> bool:
        """Whether it was published once: an open edit lies over that."""
        return self.state != "draft"

    @property
    def published(self) -> bool:
        """Whether it is public as it is here, with neither a draft nor an edit of it open."""
        return self.state == "published"

    @property
    def under_review(self) -> bool:
        """Whether a community's curators are to decide on it: nobody else can publish or delete it meanwhile."""
        return self.review == UNDER_REVIEW

    @property
    def was_turned_down(self) -> bool:
        """Whether a community has decided, and not published it."""
        return not self.submitted and is_turned_down(self.review)

    def facts(self) -> Facts:
        """What the lockfile keeps of it."""
        return told(
            Facts(
                id=self.id,
                concept_id=self.concept_id,
                doi=self.doi,
                files={name: {"size": file.size, "md5": file.md5} for name, file in self.files.items()},
                metadata=canonical(self.metadata),
            )
        )

    def version(self) -> Version:
        """What the lockfile keeps of it for good once it is published."""
        version = str(self.metadata["version"]) if "version" in self.metadata else None
        return {"id": self.id, "doi": self.doi or None, "version": version, "published_at": self.created}


def is_turned_down(review: str) -> bool:
    """Whether a community has decided so: see `Deposition.review`."""
    return review not in {*UNASKED, UNDER_REVIEW}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a search shows of a deposition: of a draft no files. `marks` is where a mark would be."""

    id: str
    concept_id: str
    submitted: bool
    title: str
    doi: str
    marks: str
    md5s: frozenset[str]
    created: str

    @classmethod
    def of(cls, item: shapes.Answer) -> Listed:
        """Read one item of a search by the native API. Raises ServerError."""
        with understood():
            metadata, files = shapes.fields(item["metadata"]), shapes.fields(item["files"].get("entries") or {})
            return cls(
                id=shapes.matching(item["id"], shapes.DIGITS),
                concept_id=shapes.matching(item["parent"]["id"], shapes.DIGITS),
                submitted=shapes.flag(item["is_published"]),
                title=shapes.optional(metadata.get("title")),
                doi=_doi(item),
                marks=str(metadata.get("identifiers") or ""),
                md5s=frozenset(stored.md5 for _, stored in map(_file, files.items())),
                created=shapes.moment(item["created"]),
            )


def _file(item: tuple[str, shapes.Answer]) -> tuple[str, Stored]:
    name, file = item
    return shapes.text(name), Stored(shapes.count(file["size"]), shapes.md5(file["checksum"]))


def _state(answer: shapes.Answer) -> State:
    if not shapes.flag(answer["is_published"]):
        return "draft"
    return "editing" if shapes.flag(answer["is_draft"]) else "published"


def _doi(answer: shapes.Answer) -> str:
    return shapes.doi((answer["pids"].get("doi") or {}).get("identifier"))


def _communities(answer: shapes.Answer, held: Parts) -> list[dict[str, str]]:
    """Those that it is in, and those that it is to ask."""
    inside = [shapes.text(one["slug"]) for one in (answer["parent"].get("communities") or {}).get("entries") or ()]
    asked = map(shapes.text, held["custom_fields"].get(COMMUNITIES) or ())
    return [{"identifier": slug} for slug in sorted({*inside, *asked})]


def _errors(answer: shapes.Answer) -> Iterator[tuple[str, str]]:
    """Files are looked at by themselves; what a community's checks say of a draft may be no more than advice."""
    for error in answer.get("errors") or ():
        field = shapes.text(error["field"])
        if error.get("severity", "error") == "error" and not field.startswith("files"):
            yield field, " ".join(map(shapes.text, error["messages"]))


def stored_in(kept: Facts | Version) -> dict[str, Stored]:
    """The files that a lockfile has of a release, or of one of its versions."""
    return {name: _stored(file) for name, file in kept.get("files", {}).items()}


def _stored(file: StoredFile) -> Stored:
    return Stored(file["size"], file["md5"])
