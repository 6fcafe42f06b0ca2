"""What the manifest wants of a record, what the server holds of it, and in what they differ. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from publishpipe.model.facts import Facts, FileFact
from publishpipe.repositories.zenodo.metadata.canonical import canonical, differences, pinned, sent
from publishpipe.repositories.zenodo.models import Deposition, Stored

State = Literal["draft", "published", "editing"]
STATES: Mapping[str, State] = {"unsubmitted": "draft", "done": "published", "inprogress": "editing"}


@dataclass(frozen=True, slots=True)
class Goal:
    """What the manifest wants.

    Attributes:
        files: what is to be there.
        metadata: as the manifest says, its placeholders filled in.
        publish: whether a draft is not enough.
        naming_doi: the files whose bytes name their version's DOI.
        preview: the file that the record's page shows first, or nothing: then Zenodo chooses.
        restated: the files that differ from those of the last version in nothing but the DOI that they name.
        unknown: the communities to ask that are not on the server.
    """

    files: Mapping[str, FileFact]
    metadata: Mapping[str, Any]
    publish: bool = False
    naming_doi: frozenset[str] = frozenset()
    preview: str = ""
    restated: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """What a deposition holds, observed or remembered.

    Attributes:
        state: `editing` is a published record with an edit open: then `metadata` is the edit's.
        doi: reserved for a draft, registered else.
        concept_doi: a published record without one has a DOI of its own, which Zenodo did not give.
        has_draft: the draft of a new version is open beside it.
        newer: the DOI of a newer version that is published.
        beyond: what it holds that the deposit API does not keep, in words.
        preview: the file chosen to be shown first.
    """

    state: State = "draft"
    doi: str = ""
    concept_doi: str = ""
    files: Mapping[str, Stored] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    has_draft: bool = False
    newer: str = ""
    preview: str = ""
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """How a published version stands to the others of its record; and what it holds beyond the deposit API.

    `newer` is the latest one as the lockfile would have it, if that is another; `preview` is the file shown first.
    """

    has_draft: bool = False
    newer: Mapping[str, Any] | None = None
    beyond: tuple[str, ...] = ()
    preview: str = ""


def observed(deposition: Deposition, family: Family, preview: str) -> Holding:
    """What the server was seen to hold."""
    return Holding(
        STATES[deposition.state],
        deposition.doi,
        deposition.concept_doi,
        deposition.files,
        deposition.metadata,
        family.has_draft,
        family.newer["doi"] or family.newer["id"] if family.newer else "",
        preview,
        family.beyond,
    )


def remembered(facts: Facts) -> Holding | None:
    """What the lockfile says that the server holds."""
    if "id" not in facts:
        return None
    versions = facts.get("versions", ())
    state: State = "draft"
    if versions and versions[-1]["id"] == facts["id"]:
        state = "editing" if facts.get("editing") else "published"
    told = {name: facts.get(name, "") for name in ("doi", "concept_doi", "preview")}
    return Holding(state, files=_stored(facts), metadata=facts.get("metadata", {}), **told)


def version_ids(facts: Facts) -> list[str]:
    """The ids of what is published, oldest first."""
    return [version["id"] for version in facts.get("versions", ())]


def last_files(facts: Facts) -> dict[str, Stored]:
    """The files of the last published version, whether a newer one has begun or not; none if nothing is published."""
    *_, last = facts.get("versions") or [{"files": {}}]
    return _stored(last if "files" in last else facts)


def keeps_files(goal: Goal, facts: Facts) -> bool:
    """Whether a new version has any file of the last one as it is. One that names its version's DOI is not kept."""
    last = last_files(facts)
    return any(same_file(local, last.get(name)) for name, local in goal.files.items() if name not in goal.naming_doi)


def _stored(facts: Facts) -> dict[str, Stored]:
    return {name: Stored(**file) for name, file in facts.get("files", {}).items()}


def meant(metadata: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """The metadata to send: the manifest's, and what the server chose once for the fields left out.

    No community is asked twice: its curators would get a second request for the same record.
    """
    value = sent({**facts.get("pinned", {}), **metadata})
    if facts.get("versions"):
        left = [item for item in value.pop("communities", ()) if item["identifier"] not in facts.get("communities", ())]
        return value | ({"communities": left} if left else {})
    return value


def unmet(meaning: Mapping[str, Any], read: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
    """The fields in which `read` is not as meant; where the server may choose, its choice is.

    Communities are asked with a publication, and people decide. The server does not show those that were asked, and
    none is taken back by leaving it out.
    """
    names = differences({**pinned(meaning, read), **meaning}, read)
    if not facts.get("versions"):
        return names
    return tuple(name for name in names if name != "communities" or not communities(meaning) <= communities(read))


def communities(metadata: Mapping[str, Any]) -> set[str]:
    """The slugs of the communities in metadata."""
    return set(canonical(metadata).get("communities", ()))


def metadata_to_change(goal: Goal, facts: Facts, held: Holding) -> tuple[str, ...]:
    """The fields in which the server holds something else; the file shown first is one, though no field of it."""
    fields = unmet(meant(goal.metadata, facts), held.metadata, facts)
    return fields if goal.preview == _preview_left(goal, held) else (*fields, "preview")


def _preview_left(goal: Goal, held: Holding) -> str:
    """The file that is shown first once the files are as meant: one removed or replaced is so no more."""
    local = goal.files.get(held.preview)
    return held.preview if local and same_file(local, held.files.get(held.preview)) else ""


def same_file(local: FileFact, stored: Stored | None) -> bool:
    """Whether the server holds these bytes."""
    return stored is not None and local.md5 == stored.md5 and local.size == stored.size


def files_to_change(goal: Goal, stored: Mapping[str, Stored]) -> tuple[str, ...]:
    """The files that differ, in words."""
    sent = (name for name, local in goal.files.items() if not same_file(local, stored.get(name)))
    return *sent, *(f"{name} (removed)" for name in stored if name not in goal.files)


def is_as_recorded(metadata: Mapping[str, Any], preview: str, facts: Facts) -> bool:
    """Whether what was read is what was described last. Communities are gone from what is public once asked."""
    now, then = canonical(metadata), facts.get("metadata", {})
    names = (now.keys() | then.keys()) - {"communities"}
    return all(now.get(name) == then.get(name) for name in names) and preview == facts.get("preview", "")


def differs(goal: Goal, facts: Facts, held: Holding) -> bool:
    """Whether anything is not as meant."""
    return bool(metadata_to_change(goal, facts, held) or files_to_change(goal, held.files))
