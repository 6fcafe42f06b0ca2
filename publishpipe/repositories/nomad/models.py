"""An upload and its entries as the server showed them: the one place that knows the shape of NOMAD's JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from publishpipe.errors import understood


@dataclass(frozen=True, slots=True)
class Upload:
    """What matters of an upload.

    `status` is the outcome of the last operation only, `message` words for people: they may be of an earlier one.
    The people are user ids. `embargo` is in months.
    """

    id: str
    name: str = ""
    running: bool = False
    status: str = "READY"
    message: str = ""
    errors: tuple[str, ...] = ()
    published_at: str | None = None
    embargo: int = 0
    author: str = ""
    coauthors: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()

    @property
    def published(self) -> bool:
        """Whether it is public, or will be when its embargo ends."""
        return self.published_at is not None

    @property
    def failed(self) -> bool:
        """Whether its last operation failed."""
        return not self.running and self.status == "FAILURE"

    @classmethod
    def of(cls, answer: Any) -> Upload:
        """Read an answer. Most of its fields may be left out. Raises ServerError if it is not an upload."""
        with understood():
            data = answer.get("data", answer)
            time = data.get("publish_time") or data.get("upload_create_time")
            return cls(
                id=data["upload_id"],
                name=data.get("upload_name") or "",
                running=bool(data["process_running"]),
                status=data["process_status"],
                message=data.get("last_status_message") or data.get("current_process") or "",
                errors=tuple(map(str, data.get("errors") or ())),
                published_at=utc(time) if data.get("published") else None,
                embargo=int(data.get("embargo_length") or 0),
                author=data.get("main_author") or "",
                coauthors=frozenset(data.get("coauthors") or ()),
                reviewers=frozenset(data.get("reviewers") or ()),
            )


@dataclass(frozen=True, slots=True)
class Entry:
    """What NOMAD made of one main file. `datasets` are ids."""

    mainfile: str
    status: str = "SUCCESS"
    errors: tuple[str, ...] = ()
    comment: str = ""
    references: tuple[str, ...] = ()
    datasets: frozenset[str] = frozenset()

    @property
    def good(self) -> bool:
        """Whether it was parsed without errors."""
        return self.status == "SUCCESS"

    @classmethod
    def of(cls, answer: Any) -> Entry:
        """Read one item of an answer. Raises ServerError if it is not an entry."""
        with understood():
            metadata = answer.get("entry_metadata") or {}
            return cls(
                mainfile=answer["mainfile"],
                status=answer["process_status"],
                errors=tuple(map(str, answer.get("errors") or ())),
                comment=metadata.get("comment") or "",
                references=tuple(metadata.get("references") or ()),
                datasets=frozenset(item["dataset_id"] for item in metadata.get("datasets") or ()),
            )


def utc(time: str) -> str:
    """A time as RFC 3339 wants it: old servers leave out that they mean UTC."""
    return time if time.endswith("Z") or "+" in time else f"{time}Z"
