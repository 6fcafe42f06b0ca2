"""(what the manifest wants, what was recorded, what the server holds) → steps. Pure: no network, no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from publishpipe.errors import RefusedError
from publishpipe.facts import Facts, FileFact
from publishpipe.repositories.zenodo.deposition import Deposition, Stored
from publishpipe.repositories.zenodo.metadata import canonical, differences, pinned
from publishpipe.steps import Outlook, Step


@dataclass(frozen=True, slots=True)
class Goal:
    """What the manifest wants."""

    files: Mapping[str, FileFact]
    metadata: Mapping[str, Any]
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """What a deposition holds, observed or remembered."""

    submitted: bool = False
    doi: str = ""
    files: Mapping[str, Stored] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)


def observed(deposition: Deposition) -> Holding:
    """What the server was seen to hold."""
    return Holding(deposition.submitted, deposition.doi, deposition.files, deposition.metadata)


def remembered(facts: Facts) -> Holding | None:
    """What the lockfile says that the server holds."""
    if "id" not in facts:
        return None
    files = {name: Stored(**file) for name, file in facts.get("files", {}).items()}
    return Holding(bool(facts.get("versions")), facts.get("doi", ""), files, facts.get("metadata", {}))


def meant(metadata: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """The metadata to send: the manifest's, and what the server chose once for the fields left out."""
    return {**facts.get("pinned", {}), **metadata}


def unmet(meaning: Mapping[str, Any], read: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields in which `read` is not as meant; where the server may choose, its choice is."""
    return differences({**pinned(meaning, read), **meaning}, read)


def outlook(goal: Goal, facts: Facts, held: Holding | None) -> Outlook:
    """The steps to `goal`, and the drift.

    Args:
        goal: what the manifest wants.
        facts: what the lockfile recorded.
        held: what the deposition holds; None if there is none.

    Raises:
        RefusedError: the manifest wants something else than what is published.
    """
    if held and held.submitted and (changed := changes(goal, facts, held)):
        raise RefusedError(
            f"This is published as {held.doi}, and the manifest has changed since: {', '.join(changed)}.",
            state="Nothing was sent; the record is as it was.",
            hint="This publishpipe publishes first releases only: undo the changes, or make a new version by hand.",
        )
    return Outlook(tuple(_steps(goal, facts, held)), tuple(_drift(goal, facts, held)) if held else ())


def same_file(local: FileFact, stored: Stored | None) -> bool:
    """Whether the server holds these bytes."""
    return stored is not None and local.md5 == stored.md5 and local.size == stored.size


def metadata_to_change(goal: Goal, facts: Facts, held: Holding) -> tuple[str, ...]:
    """The fields in which the server holds something else. Once published, people decide on communities."""
    names = unmet(meant(goal.metadata, facts), held.metadata)
    return tuple(name for name in names if not (held.submitted and name == "communities"))


def changes(goal: Goal, facts: Facts, held: Holding) -> tuple[str, ...]:
    """What the server holds differently, in words."""
    fields = tuple(f"metadata {name}" for name in metadata_to_change(goal, facts, held))
    files = tuple(f"file {name}" for name, local in goal.files.items() if not same_file(local, held.files.get(name)))
    return fields + files + tuple(f"file {name} (removed)" for name in held.files if name not in goal.files)


def _steps(goal: Goal, facts: Facts, held: Holding | None) -> Iterator[Step]:
    exists = held is not None
    held = held or Holding()
    yield Step("create", summary="new deposition with the metadata", done="the deposition exists" if exists else "")
    for name in (name for name in held.files if name not in goal.files):
        yield Step("remove", name, f"take {name} off the draft", repeatable=True, requests=2)
    for name, local in goal.files.items():
        there = "the server holds it, same md5" if same_file(local, held.files.get(name)) else ""
        summary = f"replace {name}" if name in held.files else f"send {name}"
        yield Step("upload", name, summary, local.size, done=there, repeatable=True, parallel=True)
    yield from _ending(goal, facts, held, exists=exists)


def _ending(goal: Goal, facts: Facts, held: Holding, *, exists: bool) -> Iterator[Step]:
    fields = metadata_to_change(goal, facts, held) if exists else ()
    described = "" if fields or not exists else "the metadata is as meant"
    complete = described and not changes(goal, facts, held)
    summary = f"set the metadata ({', '.join(fields)})" if fields else "set the metadata, without the marker"
    yield Step("describe", summary=summary, done=described, repeatable=True)
    yield Step(
        "verify",
        summary="compare every checksum and field with what is meant",
        done="all files and metadata were read back as meant" if complete else "",
        repeatable=True,
        requests=1 if described else 0,
    )
    if goal.publish or held.submitted:
        done = f"published as {held.doi}" if held.submitted else ""
        yield Step("publish", summary="publish it and register the DOI", irreversible=True, done=done)


def _drift(goal: Goal, facts: Facts, held: Holding) -> Iterator[str]:
    """What somebody changed on the server since it was last seen: neither as recorded nor as meant."""
    now, then = canonical(held.metadata), facts.get("metadata", {})
    for name in metadata_to_change(goal, facts, held) if then else ():
        if now.get(name) != then.get(name):
            yield f"metadata {name}"
    for name, file in facts.get("files", {}).items():
        stored = held.files.get(name)
        if stored is None:
            yield f"file {name} was removed"
        elif stored.md5 not in (file["md5"], goal.files[name].md5 if name in goal.files else None):
            yield f"file {name} was replaced"
