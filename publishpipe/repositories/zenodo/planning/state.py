"""What the manifest wants of a record, and in what it differs from what the server holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publishpipe.model import identity
from publishpipe.model.facts import FileFact, Metadata
from publishpipe.model.listing import Lookalike
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import (
    canonical,
    differences,
    pinned,
    sent,
    wanted,
    without_marker,
)
from publishpipe.repositories.zenodo.models import Stored, stored_in
from publishpipe.repositories.zenodo.planning.observation import Holding


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
        origins: where files come from whose names do not tell, in words.
        identity: see `model.identity`.
        alike: what may be this very release, where the lockfile knows none.
        rehearsal: nobody looks for that.
        review: the community to ask first, whose curators then publish it; nothing if that is not wanted.
        at_first: the metadata while no DOI is known: as create sent them.
    """

    files: Mapping[str, FileFact]
    metadata: Metadata
    publish: bool = False
    naming_doi: frozenset[str] = frozenset()
    preview: str = ""
    restated: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    identity: str = ""
    alike: tuple[Lookalike, ...] = ()
    rehearsal: bool = False
    review: str = ""
    at_first: Metadata = field(default_factory=dict)


def last_files(facts: Facts) -> dict[str, Stored]:
    """The files of the last published version, whether a newer one has begun or not; none if nothing is published."""
    if not facts.get("versions"):
        return {}
    last = facts["versions"][-1]
    return stored_in(last if "files" in last else facts)


def keeps_files(goal: Goal, facts: Facts) -> bool:
    """Whether a new version has any file of the last one as it is. One that names its version's DOI is not kept."""
    last = last_files(facts)
    return any(same_file(local, last.get(name)) for name, local in goal.files.items() if name not in goal.naming_doi)


def meant(metadata: Metadata, facts: Facts) -> Metadata:
    """The metadata to send: the manifest's, and what the server chose once for the fields left out.

    No community is asked twice: its curators would get a second request for the same record.
    """
    value = dict(sent({**facts.get("pinned", {}), **metadata}))
    if facts.get("versions"):
        left = [item for item in value.pop("communities", ()) if item["identifier"] not in facts.get("communities", ())]
        return value | ({"communities": left} if left else {})
    return value


def as_wanted(goal: Goal, facts: Facts, held: Holding) -> Metadata:
    """The metadata once they are as wanted, in canonical form: with what the server chose, and short forms keep."""
    meaning = meant(goal.metadata, facts)
    return wanted({**pinned(meaning, held.metadata), **meaning}, held.metadata, said_before(facts))


def unmarked(held: Holding, facts: Facts) -> Metadata:
    """The metadata that are there; the mark of an unfinished draft is no field of anybody's.

    What was published on the web before its mark was taken out has it still, by which it is told from others.
    """
    if held.state == "draft":
        return without_marker(held.metadata)
    own = identity.marker(facts.get("base_url", ""), facts.get("identity", ""))
    return without_marker(held.metadata, own)


def unmet(meaning: Metadata, read: Metadata, facts: Facts) -> tuple[str, ...]:
    """The fields in which `read` is not what is wanted; where the server may choose, its choice is.

    Communities are asked with a publication, and people decide. The server does not show those that were asked, and
    none is taken back by leaving it out.
    """
    names = differences({**pinned(meaning, read), **meaning}, read, said_before(facts))
    if not facts.get("versions"):
        return names
    return tuple(name for name in names if name != "communities" or not communities(meaning) <= communities(read))


def communities(metadata: Metadata) -> set[str]:
    """The slugs of the communities in metadata."""
    return {str(one["identifier"]) for one in canonical(metadata).get("communities", ())}


def reviewer(metadata: Metadata) -> str:
    """The slug of the community that is to look at a first release before it is published, or nothing."""
    return next((str(one["identifier"]) for one in metadata.get("communities", ()) if one.get("review")), "")


def stated(metadata: Metadata) -> Metadata:
    """The fields that a manifest says, in canonical form, those of one's own domain one by one."""
    value = dict(canonical(metadata))
    if "access_right" not in metadata:
        del value["access_right"]  # which is open if nobody says more
    own = value.pop("custom", {})
    return {**value, **{f"custom {name}": given for name, given in own.items()}}


def said(facts: Facts) -> Metadata:
    """What the manifest said when it was applied last; an older publishpipe wrote down what was there then."""
    return facts["said"] if "said" in facts else stated(recorded(facts))


def said_before(facts: Facts) -> Metadata:
    """The same as `said`, for what short forms keep: nothing where only what was there is known."""
    return facts.get("said", {})


def recorded(facts: Facts) -> Metadata:
    """The metadata in the lockfile; an older publishpipe wrote them in the words of the deposit API."""
    return canonical(facts["metadata"]) if facts.get("metadata") else {}


def metadata_to_change(goal: Goal, facts: Facts, held: Holding) -> tuple[str, ...]:
    """The fields in which the server holds something else; the file shown first is one, though no field of it."""
    fields = unmet(meant(goal.metadata, facts), held.metadata, facts)
    matters = goal.preview or facts.get("preview")  # else what somebody chose on the web stays
    return (*fields, "preview") if matters and goal.preview != _preview_left(goal, held) else fields


def _preview_left(goal: Goal, held: Holding) -> str:
    """The file that is shown first once the files are as wanted: one removed or replaced is so no more."""
    local = goal.files.get(held.preview)
    return held.preview if local and same_file(local, held.files.get(held.preview)) else ""


def same_file(local: FileFact, stored: Stored | None) -> bool:
    """Whether the server holds these bytes."""
    return stored is not None and local.checksum == stored.md5 and local.size == stored.size


def files_to_change(goal: Goal, stored: Mapping[str, Stored]) -> tuple[str, ...]:
    """The files that differ, in words."""
    sent = (name for name, local in goal.files.items() if not same_file(local, stored.get(name)))
    return *sent, *(f"{name} (removed)" for name in stored if name not in goal.files)


def is_as_recorded(metadata: Metadata, preview: str, facts: Facts) -> bool:
    """Whether what was read is what was described last. Communities are gone from what is public once asked."""
    now, then = canonical(metadata), recorded(facts)
    names = (now.keys() | then.keys()) - {"communities"}
    return all(now.get(name) == then.get(name) for name in names) and facts.get("preview", preview) == preview


def differs(goal: Goal, facts: Facts, held: Holding) -> bool:
    """Whether anything is not as wanted."""
    return bool(metadata_to_change(goal, facts, held) or files_to_change(goal, held.files))
