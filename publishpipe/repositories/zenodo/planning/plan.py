"""(what the manifest wants, what was recorded, what the server holds) → steps. Pure: no network, no files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from publishpipe.errors import Place
from publishpipe.model.plan import Outlook
from publishpipe.model.quoting import some
from publishpipe.model.steps import Step, taking_one_more
from publishpipe.repositories import lookalikes
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import canonical
from publishpipe.repositories.zenodo.models import UNDER_REVIEW, Stored
from publishpipe.repositories.zenodo.planning import preconditions
from publishpipe.repositories.zenodo.planning.changes import changes, fields
from publishpipe.repositories.zenodo.planning.doubts import of_new_version
from publishpipe.repositories.zenodo.planning.losses import never_said, overwritten, removed, told
from publishpipe.repositories.zenodo.planning.observation import Holding
from publishpipe.repositories.zenodo.planning.state import (
    Goal,
    communities,
    differs,
    files_to_change,
    is_as_recorded,
    keeps_files,
    last_files,
    metadata_to_change,
    recorded,
    same_file,
)

RELEASE = "publish it and register its DOI"
UNKNOWN = (
    "which this lockfile does not know: get the newest lockfile (git pull); only if there is none, adopt takes it over"
)


def outlook(goal: Goal, facts: Facts, held: Holding | None) -> Outlook:
    """The steps to `goal`, what somebody changed on the server, and what else should be known.

    Args:
        goal: what the manifest wants.
        facts: what the lockfile recorded.
        held: what the deposition holds; None if there is none.

    Raises:
        RefusedError: what the manifest wants cannot be had, or would touch what somebody else has begun.
    """
    steps = tuple(_steps(goal, facts, held))
    if held is None:
        return Outlook(steps)
    lost = never_said(removed(goal, facts, held), facts, held)
    notes = (
        *_notes(held),
        *(f"apply replaces what was written on the server: {one}" for one in _told(overwritten(goal, facts, held))),
    )
    drift, losses = tuple(_drift(goal, facts, held, lost)), tuple(_told(told(lost, facts, held)))
    doubts = tuple(of_new_version(goal, facts, held))
    return Outlook(steps, drift, notes, losses, doubts, tuple(changes(goal, facts, held)))


def _steps(goal: Goal, facts: Facts, held: Holding | None) -> Iterator[Step]:
    preconditions.communities(goal)
    if held and "new-version" in facts.get("intents", {}):  # of which nobody knows what became
        preconditions.must_be_latest(held)
    if held is None and goal.alike:
        raise lookalikes.refusal(goal.alike, files=len(goal.files))
    if held is None or held.state == "draft":
        yield from _draft(goal, facts, held)
    elif changed := files_to_change(goal, held.files):
        preconditions.new_version(goal, facts, held)
        what = f"files changed ({some(changed)}): a new version with its own DOI"
        dropped = "; the open edit is dropped" if facts.get("editing") else ""
        begun = held if keeps_files(goal, facts) else replace(held, files={})
        requests = 5 if begun.files else 4
        yield Step("new-version", summary=what + dropped, requests=requests + bool(dropped))
        yield from _files(goal, begun, facts, anew=goal.naming_doi)
        yield from _ending(goal, facts, begun, begun=False)
    elif metadata_to_change(goal, facts, held) or facts.get("editing") or _is_hidden(facts, held):
        yield from _edit(goal, facts, held)
    else:
        yield from _nothing(goal, facts, held)


def _draft(goal: Goal, facts: Facts, held: Holding | None) -> Iterator[Step]:
    """A first release or a new version, as far as it is not done yet."""
    if held and facts.get("versions"):
        preconditions.another_version(goal, facts)
        begun = "the draft of the new version exists" if held.files or not keeps_files(goal, facts) else ""
        yield Step("new-version", summary="take over the files of the last version", done=begun, requests=4)
        preview = facts["versions"][-1].get("preview", "")
        held = held if begun else replace(held, files=last_files(facts), preview=preview)
    else:
        done = begun = "the deposition exists" if held else ""
        yield Step("create", summary="new deposition with the metadata", done=done, marked=True, requests=2)
    files = _files(goal, held or Holding(), facts)
    unplaced = begun and held and (not held.doi or "doi" in goal.metadata)  # nobody asked yet where its files go
    yield from taking_one_more(files, "upload") if unplaced else files
    yield from _ending(goal, facts, held or Holding(), begun=held is not None)


def _is_hidden(facts: Facts, held: Holding) -> bool:
    """Whether somebody else's edit hides what is public, which may be something else."""
    return held.hidden or (held.state == "editing" and not is_as_recorded(held.metadata, held.preview, facts))


def _edit(goal: Goal, facts: Facts, held: Holding) -> Iterator[Step]:
    """An edit of what is published, as far as it is not done yet."""
    differ = metadata_to_change(goal, facts, held)
    preconditions.edit(goal, facts, held, differ)
    begun = held.state == "editing"
    what = f"metadata only ({', '.join(differ)}): the same DOI"
    yield Step("edit", summary=what, done="the edit is open" if begun else "", requests=2)
    yield from _ending(goal, facts, held, begun=begun, publishing=f"publish the edit; the DOI stays {held.doi}")


def _nothing(goal: Goal, facts: Facts, held: Holding) -> Iterator[Step]:
    yield Step("create", done="the deposition exists")
    yield from _files(goal, held, facts)
    yield Step("describe", done="the server has this metadata already")
    yield Step("verify", done="all files and metadata were read back and are right")
    yield Step("publish", done=f"published as {held.doi}", irreversible=True)


def _files(goal: Goal, held: Holding, facts: Facts, anew: frozenset[str] = frozenset()) -> Iterator[Step]:
    """The steps on files: a replacement meets whatever else is done to a draft, new names go up side by side."""
    for name in (name for name in held.files if name not in goal.files):
        yield Step("remove", name, f"take {name} off the draft", repeatable=True, requests=1)
    known = {**last_files(facts), **held.files}
    for name, local in sorted(goal.files.items(), key=lambda item: item[0] not in held.files):
        there = same_file(local, held.files.get(name)) and name not in anew
        done = "the server holds it, same md5" if there else ""
        summary = f"replace {name}" if name in known else f"send {name}"
        summary += f" ({goal.origins[name]})" if name in goal.origins else ""
        if name not in known and (before := _renamed(name, goal, known)):
            summary += f", which was {before}: Zenodo cannot rename"
        parallel = name not in held.files
        yield Step("upload", name, summary, local.size, done=done, repeatable=True, parallel=parallel)


def _renamed(name: str, goal: Goal, known: Mapping[str, Stored]) -> str:
    local = goal.files[name]
    return next((old for old, file in known.items() if old not in goal.files and same_file(local, file)), "")


def _ending(goal: Goal, facts: Facts, held: Holding, *, begun: bool, publishing: str = RELEASE) -> Iterator[Step]:
    """The steps after the files; `begun`: `held` is the draft that is worked on."""
    differ = metadata_to_change(goal, facts, held) if begun or facts.get("versions") else ()
    described = "the server has this metadata already" if begun and not differ else ""
    names = ", ".join(change.name for change in fields(goal, facts, held)) if differ else ""
    summary = f"set the metadata ({names})" if names else "set the final metadata"
    yield Step("describe", summary=summary, done=described, repeatable=True, requests=1)
    complete = described and not differs(goal, facts, held)
    yield Step(
        "verify",
        summary="compare every checksum and field with the manifest",
        done="all files and metadata were read back and are right" if complete else "",
        repeatable=True,
        requests=1 if described else 0,
    )
    preconditions.review(goal, held, complete=bool(complete))
    looks = 0 if facts.get("versions") or goal.rehearsal else 2  # whether it was published from elsewhere
    if goal.publish and goal.review:
        summary = f"ask the community {goal.review}, whose curators then publish it"
        asked = f"the community {goal.review} has been asked: its curators publish it or decline"
        done = asked if held.review == UNDER_REVIEW else ""
        yield Step("review", summary=summary, done=done, irreversible=True, requests=looks + 4, waits=True)
    elif goal.publish:
        before = set(facts.get("communities", ()))
        anew = communities(goal.metadata) - before
        waits = bool(anew or before or facts.get("unanswered"))  # what becomes of communities shows late
        requests = looks + 1 + bool(anew or before) + bool(anew)
        yield Step("publish", summary=publishing, irreversible=True, requests=requests, waits=waits)


def _drift(goal: Goal, facts: Facts, held: Holding, lost: Iterable[Place]) -> Iterator[str]:
    """What somebody changed on the server since it was last seen: neither what was recorded nor what is wanted."""
    now, then = canonical(held.metadata), recorded(facts)
    told_already = {place[0] for place in lost}
    for name in metadata_to_change(goal, facts, held) if then else ():
        if now.get(name) != then.get(name) and name not in told_already:
            yield f"metadata {name}"
    for name, file in facts.get("files", {}).items():
        stored = held.files.get(name)
        if stored is None:
            if name in goal.files:  # else that is what is wanted, and may be an earlier run's work
                yield f"file {name} was removed"
        elif stored.md5 not in (file.get("md5"), goal.files[name].checksum if name in goal.files else None):
            yield f"file {name} was replaced"


def _told(fields: Mapping[str, object]) -> Iterator[str]:
    """Fields with their values."""
    for name, value in fields.items():
        yield f"{name} ({value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)})"


def _notes(held: Holding) -> Iterator[str]:
    """What was done on the web that no apply sets back."""
    if held.newer:
        yield f"a newer version is published, {held.newer}, {UNKNOWN}"
    if held.has_draft:
        draft = f"a draft of a new version is open{f', {held.draft}' if held.draft else ''}"
        yield f"{draft}, {UNKNOWN}"
    if held.kept:
        yield f"the record holds what no manifest can say, and keeps it: {some(held.kept)}"
