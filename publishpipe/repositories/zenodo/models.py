"""A deposition as the server showed it: the one place that knows the shape of Zenodo's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from publishpipe.errors import understood
from publishpipe.model.facts import Metadata, StoredFile, told
from publishpipe.repositories.zenodo.facts import Facts, Version
from publishpipe.repositories.zenodo.metadata.canonical import canonical, lifted


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
    def of(cls, answer: Any) -> Deposition:
        """Read an answer. Links are not followed, but for the bucket's id; all else is built from ids.

        Raises:
            ServerError: it is not a deposition.
        """
        with understood():
            metadata = lifted(answer["metadata"], today())
            reserved = (metadata.get("prereserve_doi") or {}).get("doi")
            return cls(
                id=str(answer["id"]),
                concept_id=str(answer.get("conceptrecid") or ""),
                state=answer["state"],
                submitted=answer["submitted"],
                doi=answer.get("doi") or metadata.get("doi") or reserved or "",
                concept_doi=answer.get("conceptdoi") or "",
                bucket=str(answer.get("links", {}).get("bucket") or "").rpartition("/")[2],
                files={item["filename"]: Stored(int(item["filesize"]), item["checksum"]) for item in answer["files"]},
                metadata=metadata,
                created=answer["created"],
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
        version = self.metadata.get("version")
        return {"id": self.id, "doi": self.doi or None, "version": version, "published_at": self.created}


def stored_in(kept: Facts | Version) -> dict[str, Stored]:
    """The files that a lockfile has of a release, or of one of its versions."""
    return {name: _stored(file) for name, file in kept.get("files", {}).items()}


def _stored(file: StoredFile) -> Stored:
    return Stored(file["size"], file["md5"])
