"""How a record goes on: published, edited, a new version begun or given up; each as a patch of the facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishpipe.model.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import PINNED, pinned
from publishpipe.repositories.zenodo.models import Deposition
from publishpipe.repositories.zenodo.planning.state import communities, meant

BEGUN = ("create", "new-version", "edit", "publish")


def read_back(facts: Facts, seen: Deposition, metadata: Mapping[str, Any]) -> Facts:
    """What a deposition that was just read teaches; `metadata` is the manifest's."""
    gone = dict.fromkeys(facts.get("files", {}).keys() - seen.files.keys())
    files = {**gone, **seen.facts().get("files", {})}
    return {**seen.facts(), "files": files, "pinned": pinned(meant(metadata, facts), seen.metadata)}


def published(facts: Facts, seen: Deposition, metadata: Mapping[str, Any]) -> Facts:
    """A first release, a new version or an edit is public. Those communities were asked that its draft named.

    The marker of an unanswered create stays: a twin may show even later.
    """
    versions = [version for version in facts.get("versions", ()) if version["id"] != seen.id]
    first_time = {version["id"]: version["published_at"] for version in facts.get("versions", ())}
    shown_first = {"preview": facts["preview"]} if facts.get("preview") else {}
    entry = {**seen.version(), "published_at": first_time.get(seen.id, seen.created), **shown_first}
    described = facts.get("metadata", {}).get("communities", ())
    asked = sorted({*described, *facts.get("communities", ()), *communities(seen.metadata)})
    return {
        **read_back(facts, seen, metadata),
        "concept_doi": seen.concept_doi or None,
        "versions": [*versions, entry],
        "communities": asked or None,
        "editing": None,
        "intents": dict.fromkeys(BEGUN),
        **({} if facts.get("unanswered") else {"marker": None}),
    }


def begun(facts: Facts, draft: Deposition, metadata: Mapping[str, Any]) -> Facts:
    """The draft of a new version exists; it has a publication date of its own."""
    *older, last = facts["versions"]
    without_date = {**facts, "pinned": {k: v for k, v in facts.get("pinned", {}).items() if k != "publication_date"}}
    learned = read_back(without_date, draft, metadata)
    return {
        **learned,
        "preview": last.get("preview"),
        "pinned": {"publication_date": None, **learned["pinned"]},
        "versions": [*older, {**last, "files": last.get("files", facts.get("files", {}))}],
        "editing": None,
        "intents": {"new-version": None, "edit": None},
    }


def back(facts: Facts) -> Facts:
    """The draft is gone: what is left is the last version, or nothing."""
    no_files = dict.fromkeys(facts.get("files", {}))
    gone = {
        **dict.fromkeys(("id", "doi", "metadata", "editing", "preview")),
        "intents": dict.fromkeys(BEGUN),
        "pinned": dict.fromkeys(PINNED),
    }
    if not facts.get("versions"):
        return {**gone, "concept_id": None, "files": no_files}
    *older, last = facts["versions"]
    files = {**no_files, **last.get("files", {})}
    bare = {name: value for name, value in last.items() if name != "files"}
    kept = {name: last.get(name) for name in ("id", "doi", "preview")}
    return {**gone, **kept, "files": files, "versions": [*older, bare]}
