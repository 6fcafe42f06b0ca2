"""How a record goes on: published, edited, a new version begun or given up; each as a patch of the facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.model.facts import Metadata, StoredFile
from publishpipe.repositories.zenodo.facts import Facts, Patch, Version
from publishpipe.repositories.zenodo.metadata.canonical import PINNED, pinned, to_keep
from publishpipe.repositories.zenodo.models import UNASKED, Deposition
from publishpipe.repositories.zenodo.planning.state import communities, meant, stated

BEGUN = ("create", "new-version", "edit", "review", "publish")


def read_back(facts: Facts, seen: Deposition, metadata: Metadata) -> Patch:
    """What a deposition that was just read teaches; `metadata` is the manifest's."""
    known = seen.facts()
    same = facts.get("doi") if facts.get("id") == seen.id else None  # a draft's is reserved, which it does not show
    return {
        **known,
        "doi": seen.doi or same,
        "concept_id": _concept(facts, seen),
        "created": None if seen.submitted else seen.created,
        "files": _instead(facts, known.get("files", {})),
        "pinned": to_keep(pinned(meant(metadata, facts), seen.metadata)),
        "said": stated(metadata),
        "review": None if seen.submitted or seen.review in UNASKED else seen.review,
    }


def _concept(facts: Facts, seen: Deposition) -> str | None:
    """It never changes, whatever is told later; before anything is published, of two that are told the next decides."""
    known = facts.get("concept_id")
    if known and seen.concept_id not in ("", known) and not facts.get("versions"):
        return None
    return known or seen.concept_id or None


def published(facts: Facts, seen: Deposition, metadata: Metadata) -> Patch:
    """A first release, a new version or an edit is public. Those communities were asked that its draft named.

    The mark of a create without an answer stays: what that made may show even later.
    """
    asked = sorted(
        {*communities(facts.get("metadata", {})), *facts.get("communities", ()), *communities(seen.metadata)}
    )
    learned: Patch = {
        **read_back(facts, seen, metadata),
        "concept_doi": seen.concept_doi or None,
        "versions": [*(old for old in facts.get("versions", ()) if old["id"] != seen.id), _version(facts, seen)],
        "communities": asked or None,
        "editing": None,
        "intents": dict.fromkeys(BEGUN),
    }
    return learned if facts.get("unanswered") else {**learned, "marker": None}


def _version(facts: Facts, seen: Deposition) -> Version:
    """What is kept of what was just published; an edit does not change when that was."""
    version = seen.version()
    for old in facts.get("versions", ()):
        if old["id"] == seen.id:
            version["published_at"] = old["published_at"]
    return {**version, "preview": facts["preview"]} if facts.get("preview") else version


def begun(facts: Facts, draft: Deposition, metadata: Metadata) -> Patch:
    """The draft of a new version exists; it has a publication date of its own, and what was said of the last one."""
    *older, last = facts["versions"]
    chosen = {name: value for name, value in facts.get("pinned", {}).items() if name != "publication_date"}
    learned = read_back({**facts, "pinned": chosen}, draft, metadata)
    del learned["said"]
    return {
        **learned,
        "preview": last.get("preview"),
        "pinned": {"publication_date": None, **learned["pinned"]},
        "versions": [*older, {**last, "files": last.get("files", facts.get("files", {}))}],
        "editing": None,
        "intents": {"new-version": None, "edit": None},
    }


def back(facts: Facts) -> Patch:
    """The draft is gone: what is left is the last version, or nothing."""
    gone: Patch = {
        "id": None,
        "created": None,
        "doi": None,
        "metadata": None,
        "said": None,
        "editing": None,
        "review": None,
        "preview": None,
        "intents": dict.fromkeys(BEGUN),
        "pinned": dict.fromkeys(PINNED),
        "files": _instead(facts, {}),
    }
    if not facts.get("versions"):
        return {**gone, "concept_id": None}
    *older, last = facts["versions"]
    bare: Version = {**last}
    files = bare.pop("files", {})
    return {
        **gone,
        "id": last["id"],
        "doi": last.get("doi"),
        "preview": last.get("preview"),
        "files": _instead(facts, files),
        "versions": [*older, bare],
    }


def _instead(facts: Facts, files: Mapping[str, StoredFile]) -> dict[str, StoredFile | None]:
    """These files in place of all that are known."""
    return {**dict.fromkeys(facts.get("files", {})), **files}
