"""A deposition as the server showed it: the one place that knows the shape of Zenodo's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from publishpipe.errors import understood
from publishpipe.model import shapes
from publishpipe.model.facts import Metadata, StoredFile, told
from publishpipe.repositories.zenodo.facts import Facts, Version
from publishpipe.repositories.zenodo.metadata.canonical import canonical, lifted

State = Literal["draft", "published", "editing"]
STATES: Mapping[str, State] = {"unsubmitted": "draft", "done": "published", "inprogress": "editing"}
STATE = shapes.Form("|".join(STATES), f"the state of a deposition, one of: {', '.join(STATES)}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as the server holds it: size in bytes, md5 in hex."""

    size: int
    md5: str


def today() -> str:
    """The day, UTC, as YYYY-MM-DD."""
    return datetime.now(UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class Deposition:
    """What matters of a deposition. `doi` is reserved until `submitted`, registered from then on."""

    id: str
    concept_id: str
    state: str
    submitted: bool
    doi: str
    concept_doi: str
    bucket: str
    files: Mapping[str, Stored]
    metadata: Metadata
    created: str

    @classmethod
    def of(cls, answer: shapes.Answer) -> Deposition:
        """Read an answer. Links are not followed, but for the bucket's id; all else is built from ids.

        Raises:
            ServerError: it is not a deposition.
        """
        with understood():
            metadata = lifted(shapes.fields(answer["metadata"]), today())
            canonical(metadata)  # which fails on what is not metadata
            reserved = (metadata.get("prereserve_doi") or {}).get("doi")
            return cls(
                id=shapes.matching(answer["id"], shapes.DIGITS),
                concept_id=shapes.matching(answer.get("conceptrecid") or "", shapes.DIGITS.optional),
                state=shapes.matching(answer["state"], STATE),
                submitted=shapes.flag(answer["submitted"]),
                doi=shapes.doi(answer.get("doi") or metadata.get("doi") or reserved),
                concept_doi=shapes.doi(answer.get("conceptdoi")),
                bucket=_bucket(answer.get("links", {}).get("bucket")),
                files=dict(map(_file, shapes.items(answer["files"]))),
                metadata=metadata,
                created=shapes.moment(answer["created"]),
            )

    @property
    def published(self) -> bool:
        """Whether it is public as it is here, with neither a draft nor an edit of it open."""
        return self.state == "done"

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
        """Read one item of a search. Raises ServerError."""
        with understood():
            metadata = shapes.fields(item["metadata"])
            return cls(
                id=shapes.matching(item["id"], shapes.DIGITS),
                concept_id=shapes.matching(item["conceptrecid"], shapes.DIGITS),
                submitted=shapes.flag(item["submitted"]),
                title=shapes.optional(metadata.get("title")),
                doi=shapes.doi(item.get("doi") or metadata.get("doi")),
                marks=str(metadata.get("related_identifiers") or ""),
                md5s=frozenset(shapes.md5(file["checksum"]) for file in shapes.items(item["files"])),
                created=shapes.moment(item["created"]),
            )


def _file(item: shapes.Answer) -> tuple[str, Stored]:
    return shapes.text(item["filename"]), Stored(shapes.count(item["filesize"]), shapes.md5(item["checksum"]))


def _bucket(link: object) -> str:
    """The id at the end of the link to a draft's bucket; what is published has none."""
    return shapes.matching(shapes.optional(link).rpartition("/")[2], shapes.UUID.optional)


def stored_in(kept: Facts | Version) -> dict[str, Stored]:
    """The files that a lockfile has of a release, or of one of its versions."""
    return {name: _stored(file) for name, file in kept.get("files", {}).items()}


def _stored(file: StoredFile) -> Stored:
    return Stored(file["size"], file["md5"])
