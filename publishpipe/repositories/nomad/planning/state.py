"""What the manifest wants and what the server holds, as values that can be compared. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from publishpipe.model.facts import Facts, FileFact
from publishpipe.repositories.nomad import metadata
from publishpipe.repositories.nomad.models import Entry, Upload
from publishpipe.repositories.nomad.planning.parts import Part


@dataclass(frozen=True, slots=True)
class Goal:
    """What the manifest wants; `parts` holds the names of all files. `entries` is `all` or `any`."""

    files: Mapping[str, FileFact]
    parts: tuple[Part, ...]
    metadata: Mapping[str, Any]
    publish: bool = False
    entries: str = "all"

    @property
    def datasets(self) -> tuple[Any, ...]:
        """The datasets, as the manifest writes them."""
        return tuple(self.metadata.get("datasets", ()))


@dataclass(frozen=True, slots=True)
class Holding:
    """What the server holds, observed or remembered. The md5s are of what was sent."""

    upload: Upload
    entries: tuple[Entry, ...] = ()
    files: Mapping[str, FileFact] = field(default_factory=dict)


def observed(facts: Facts, upload: Upload, entries: tuple[Entry, ...], sizes: Mapping[str, int]) -> Holding:
    """What the server was seen to hold.

    The files of a published upload never change, so they are not looked at; those of one that is being processed may
    not have been unpacked yet.
    """
    known = {name: FileFact(file["size"], file.get("md5")) for name, file in facts.get("files", {}).items()}
    seen = {
        name: known[name] if known.get(name, FileFact(-1)).size == size else FileFact(size)
        for name, size in sizes.items()
    }
    arriving = upload.running and facts.get("processing") == "started"
    return Holding(upload, entries, known if upload.published or arriving else seen)


def remembered(facts: Facts) -> Holding | None:
    """What the lockfile says that the server holds."""
    if "id" not in facts:
        return None
    stored, versions = facts.get("metadata", {}), facts.get("versions")
    upload = Upload(
        id=facts["id"],
        name=stored.get("upload_name", ""),
        published_at=versions[-1]["published_at"] if versions else None,
        embargo=stored.get("embargo_length", 0),
        coauthors=frozenset(stored.get("coauthors", ())),
        reviewers=frozenset(stored.get("reviewers", ())),
    )
    sets = frozenset(stored.get("datasets", ()))
    entry = Entry("", comment=stored.get("comment", ""), references=tuple(stored.get("references", ())), datasets=sets)
    files = {name: file["size"] for name, file in facts.get("files", {}).items()}
    return observed(facts, upload, (entry,) if facts.get("processing") == "done" else (), files)


def same_file(local: FileFact, stored: FileFact | None, *, published: bool = False) -> bool:
    """Whether the server holds these bytes.

    A draft's file whose md5 nobody recorded may hold other bytes of the same number: it is not the same.
    """
    if stored is None or local.size != stored.size:
        return False
    return local.md5 == stored.md5 if stored.md5 else published


def extra(goal: Goal, facts: Facts, held: Holding) -> tuple[str, ...]:
    """Files that the upload should not hold; those that NOMAD's own processing made belong to it."""
    expected = goal.files.keys() | set(facts.get("generated", ()))
    return tuple(name for name in held.files if name not in expected)


def missing(part: Part, goal: Goal, held: Holding) -> Part:
    """The files of a part that are still to be sent."""
    return tuple(name for name in part if not same_file(goal.files[name], held.files.get(name)))


def in_one_go(goal: Goal, held: Holding) -> bool:
    """Whether one part brings everything to an empty upload: then its arrival starts a processing of everything."""
    return len(goal.parts) == 1 and not held.files


def to_change(goal: Goal, facts: Facts, held: Holding) -> tuple[str, ...]:
    """The metadata fields in which the server holds something else."""
    return metadata.differences(metadata.meant(goal.metadata, facts), facts, held.upload, held.entries)
