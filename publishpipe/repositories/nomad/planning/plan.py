"""(what the manifest wants, what was recorded, what the server holds) → steps. Pure: no network, no files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publishpipe.model.plan import Outlook
from publishpipe.model.quoting import some
from publishpipe.model.steps import Step, taking_one_more
from publishpipe.repositories.lookalikes import refusal
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata import fields
from publishpipe.repositories.nomad.metadata.fields import dataset_key, wants_doi
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.nomad.planning import preconditions
from publishpipe.repositories.nomad.planning.changes import changes
from publishpipe.repositories.nomad.planning.dropped import told_left_out
from publishpipe.repositories.nomad.planning.observation import Holding
from publishpipe.repositories.nomad.planning.parts import Part
from publishpipe.repositories.nomad.planning.readback import entries_are_good
from publishpipe.repositories.nomad.planning.state import Goal, extra, in_one_go, missing, to_change

UNPUBLISHED = 10  # uploads of one author, NOMAD's `services.upload_limit`: an Oasis may allow others


def outlook(goal: Goal, facts: Facts, held: Holding | None) -> Outlook:
    """The steps to `goal`, and what somebody changed on the server.

    Args:
        goal: what the manifest wants.
        facts: what the lockfile recorded.
        held: what the server holds; None if there is no upload.

    Raises:
        InputError: the manifest wants what the upload cannot become any more.
        LookalikeError: there is none, and something looks like this release.
    """
    if held is None and goal.alike:
        raise refusal(goal.alike, files=len(goal.files))
    preconditions.people(goal)
    if held:
        preconditions.datasets(goal, facts, held)
    if held and held.upload.published:
        preconditions.published(goal, facts, held)
    drift = tuple(_drift(goal, facts, held)) if held else ()
    steps = tuple(_steps(goal, facts, held))
    notes = (*_notes(goal), *_made_before(goal, facts, steps))
    return Outlook(steps, drift, notes, changes=tuple(changes(goal, facts, held)) if held else ())


def _steps(goal: Goal, facts: Facts, held: Holding | None) -> Iterator[Step]:
    done = "the upload exists" if held else ""
    requests = 3 if goal.rehearsal else 2  # whose token it is, unless a look has told
    yield Step("create", summary="new empty upload", done=done, marked=True, requests=requests)
    files = list(_of_files(goal, facts, held or Holding(Upload(""))))
    yield from files
    changing = held is None or any(step.pending for step in files)
    started = in_one_go(goal, facts, held or Holding(Upload(""))) if changing else facts.get("processing") == "started"
    ending = _ending(goal, facts, None if changing else held, started=started, anew=held is None)
    whose = held is not None and held.upload.published and held.upload.author  # may be another's than the token
    yield from taking_one_more(ending) if whose else ending


def _of_files(goal: Goal, facts: Facts, held: Holding) -> Iterator[Step]:
    published = held.upload.published
    for name in () if published else extra(goal, facts, held):
        yield Step("remove", name, f"take {name} out of the upload", requests=2, waits=True)
    for number, part in enumerate(goal.parts, start=1):
        left = () if published else missing(part, goal, held)
        size = sum(goal.files[name].size for name in left)
        some = f"{len(left)} of {len(part)}" if len(left) < len(part) else str(len(part))
        done = "" if left else "the upload holds it: same names and sizes, and the bytes that were sent"
        summary = f"send {some} {'file' if some == '1' else 'files'}" + _origins(goal, left or part)
        waits = not in_one_go(goal, facts, held)
        requests = 3 if waits else 2
        yield Step("upload", f"part-{number}", summary, size, done=done, requests=requests, waits=waits, files=left)


def _origins(goal: Goal, part: Part) -> str:
    """Where files of a part come from whose names do not tell: all of them, so that none can hide behind others."""
    told = "; ".join(f"{name}: {goal.origins[name]}" for name in part if name in goal.origins)
    return f" ({told})" if told else ""


def _ending(goal: Goal, facts: Facts, held: Holding | None, *, started: bool, anew: bool) -> Iterator[Step]:
    """The steps after the files; `held` is None if they are still to change.

    `started`: NOMAD processes the files once they are there. `anew`: the upload is still to be made.
    """
    published = held is not None and held.upload.published
    processed = held is not None and (published or _is_processed(goal, facts, held))
    summary = "wait for NOMAD to process the files" if held is None and len(goal.parts) == 1 else "process all files"
    done = "all files are processed" if processed else ""
    yield Step("wait", summary=summary, done=done, requests=3 if started else 4, waits=True)
    known = facts.get("datasets", {})
    for key in map(dataset_key, goal.datasets):
        yield Step("dataset", key, "find the dataset, or make it", done="it exists" if key in known else "", waits=True)
    changed = to_change(goal, facts, held) if held else tuple(goal.metadata)
    described = held is not None and processed and not changed and not held.upload.failed
    summary = f"set the metadata ({', '.join(changed)})" if changed else "set the metadata"
    yield Step(
        "describe",
        summary=summary,
        done="the server has this metadata already" if described else "",
        repeatable=True,
        requests=3,
        waits=True,
    )
    summary = "compare every file's name and size, every entry and field with the manifest"
    done = "all files, entries and metadata were read back and are right" if described else ""
    yield Step("verify", summary=summary, done=done, repeatable=True)
    yield from _for_good(goal, facts, held, anew=anew)


def _is_processed(goal: Goal, facts: Facts, held: Holding) -> bool:
    return (
        facts.get("processing") == "done"
        and not held.upload.running
        and not entries_are_good(goal.entries, held.entries)
    )


def _for_good(goal: Goal, facts: Facts, held: Holding | None, *, anew: bool) -> Iterator[Step]:
    if not goal.publish:  # then nothing is for good, even if somebody has published the upload
        return
    months = int(goal.metadata.get("embargo_length", 0))
    when = f"publish under an embargo of {months} months" if months else "publish"
    done = f"published as {held.upload.id}" if held and held.upload.published else ""
    looks = 0 if goal.rehearsal else 2 if anew else 3  # whether it was published from elsewhere; whose token it is
    yield Step("publish", summary=when, irreversible=True, done=done, requests=4 + looks, waits=True)
    known = facts.get("datasets", {})
    for item in filter(wants_doi, () if goal.missed else goal.datasets):  # no DOI for what lacks something
        key = dataset_key(item)
        doi = known[key].get("doi") if key in known else None
        summary = f"register a DOI for the dataset {key}"
        yield Step("dataset-doi", key, summary, irreversible=True, done=f"it is {doi}" if doi else "", requests=2)


def _notes(goal: Goal) -> Iterator[str]:
    """Whether an upload can be made, and which files are not, or will not be, published."""
    if goal.unpublished >= UNPUBLISHED:
        yield (
            f"you have {goal.unpublished} uploads that are not published, and NOMAD takes {UNPUBLISHED} by default: it "
            "may refuse another one. Publish or delete one first; publishpipe list shows them"
        )
    yield from told_left_out(goal.left_out)
    if goal.missed:
        without = "; no dataset gets a DOI before allow_loss: names them" if any(map(wants_doi, goal.datasets)) else ""
        yield f"NOMAD did not keep these files when it published: {some(goal.missed)}{without}"


def _made_before(goal: Goal, facts: Facts, steps: Sequence[Step]) -> Iterator[str]:
    """Which files NOMAD has made of others that change now: some of its parsers let stay what is there."""
    made = [name for name in facts.get("generated", ()) if name not in goal.files]
    if made and any(step.pending for step in steps if step.action in {"upload", "remove"}):
        yield (
            f"NOMAD made these itself, from the files as they were, and may leave them like that: {some(made)}. "
            "publishpipe discard before apply has all made anew"
        )


def _drift(goal: Goal, facts: Facts, held: Holding) -> Iterator[str]:
    """What somebody changed on the server since it was last seen: neither what was recorded nor what is wanted."""
    then = facts.get("metadata", {})
    now = fields.differences(then, {"metadata": then}, held.upload, held.entries) if held.entries else ()
    for name in to_change(goal, facts, held):
        if name in now:
            yield f"metadata {name}"
    for name, file in {} if held.upload.published else facts.get("files", {}).items():
        if name not in held.files:
            if name in goal.files:  # else that is what is wanted, and may be an earlier run's work
                yield f"file {name} was removed"
        elif held.files[name].size != file["size"]:
            yield f"file {name} was replaced"
    for name in extra(goal, facts, held):
        if name not in facts.get("files", {}):
            yield f"file {name} was added"
