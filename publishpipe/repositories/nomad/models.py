"""An upload and its entries as the server showed them: the one place that knows the shape of NOMAD's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from publishpipe.errors import understood
from publishpipe.model import shapes

ID = shapes.Form(r"[A-Za-z0-9_-]{22}", "the id of an upload or a dataset, 22 letters, digits, _ or -")


@dataclass(frozen=True, slots=True)
class Upload:
    """What matters of an upload.

    `status` is the outcome of the last operation only, `message` words for people: they may be of an earlier one.
    The people are user ids, the groups theirs. `embargo` is in months.
    """

    id: str
    name: str = ""
    running: bool = False
    status: str = "READY"
    message: str = ""
    errors: tuple[str, ...] = ()
    published_at: str | None = None
    embargo: int = 0
    created: str = ""
    author: str = ""
    coauthors: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    coauthor_groups: frozenset[str] = frozenset()
    reviewer_groups: frozenset[str] = frozenset()
    description: str = ""

    @property
    def published(self) -> bool:
        """Whether it is public, or will be when its embargo ends."""
        return self.published_at is not None

    @property
    def failed(self) -> bool:
        """Whether its last operation failed."""
        return not self.running and self.status == "FAILURE"

    @classmethod
    def of(cls, answer: shapes.Answer) -> Upload:
        """Read an answer. Most of its fields may be left out. Raises ServerError if it is not an upload."""
        with understood():
            data = shapes.fields(answer.get("data", answer))
            time = data.get("publish_time") or data.get("upload_create_time")
            return cls(
                id=shapes.matching(data["upload_id"], ID),
                name=shapes.optional(data.get("upload_name")),
                running=shapes.flag(data["process_running"]),
                status=shapes.text(data["process_status"]),
                message=shapes.optional(data.get("last_status_message") or data.get("current_process")),
                errors=tuple(map(str, shapes.items(data.get("errors") or []))),
                published_at=shapes.moment(time) if shapes.flag(data.get("published") or False) else None,
                embargo=shapes.count(data.get("embargo_length") or 0),
                created=_made(data.get("upload_create_time")),
                author=shapes.optional(data.get("main_author")),
                coauthors=_words(data, "coauthors"),
                reviewers=_words(data, "reviewers"),
                coauthor_groups=_words(data, "coauthor_groups"),
                reviewer_groups=_words(data, "reviewer_groups"),
                description=shapes.optional(data.get("description")),
            )


def _words(data: Mapping[str, shapes.Answer], name: str) -> frozenset[str]:
    return frozenset(map(shapes.word, shapes.items(data.get(name) or [])))


def _made(value: object) -> str:
    """When an upload was made, to the millisecond: a create is answered in microseconds, which MongoDB cuts off."""
    if not value:
        return ""
    time = datetime.fromisoformat(shapes.moment(value))
    return time.replace(microsecond=time.microsecond // 1000 * 1000).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of an upload's entries are parsed by now, well or not; NOMAD counts anew each time it processes them."""

    done: int = 0
    total: int = 0

    @classmethod
    def of(cls, answer: shapes.Answer) -> Tally:
        """Read what a list of entries tells beside them. Raises ServerError if it tells no numbers.

        NOMAD counts those that ended, then those that failed, and calls the difference successful: an entry that is
        processed again in between makes it -1 (nomad-lab 1.3.16 and 2.0.0, `processing/data.py` and on both, 2026-11).
        """
        with understood():
            ended = shapes.count(answer["processing_successful"] + shapes.count(answer["processing_failed"]))
            return cls(ended, shapes.count(answer["pagination"]["total"]))


@dataclass(frozen=True, slots=True)
class Entry:
    """What NOMAD made of one main file. `datasets` are ids, and so is `id`."""

    mainfile: str
    status: str = "SUCCESS"
    errors: tuple[str, ...] = ()
    comment: str = ""
    references: tuple[str, ...] = ()
    datasets: frozenset[str] = frozenset()
    id: str = ""
    external_id: str = ""

    @property
    def good(self) -> bool:
        """Whether it was parsed without errors."""
        return self.status == "SUCCESS"

    @classmethod
    def of(cls, answer: shapes.Answer) -> Entry:
        """Read one item of an answer. Raises ServerError if it is not an entry."""
        with understood():
            metadata = shapes.fields(answer.get("entry_metadata") or {})
            return cls(
                mainfile=shapes.text(answer["mainfile"]),
                status=shapes.text(answer["process_status"]),
                errors=tuple(map(str, shapes.items(answer.get("errors") or []))),
                comment=shapes.optional(metadata.get("comment")),
                references=tuple(map(shapes.text, shapes.items(metadata.get("references") or []))),
                datasets=frozenset(
                    shapes.matching(item["dataset_id"], ID) for item in shapes.items(metadata.get("datasets") or [])
                ),
                id=shapes.optional(answer.get("entry_id")),
                external_id=shapes.optional(metadata.get("external_id")),
            )
