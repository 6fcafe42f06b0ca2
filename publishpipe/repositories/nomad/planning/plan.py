"""(what the manifest wants, what was recorded, what the server holds) → steps. Pure: no network, no files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publishpipe.errors import InputError, RefusedError
from publishpipe.model.quoting import some
from publishpipe.model.steps import Outlook, Step
from publishpipe.repositories.lookalikes import MIXED_UP, copied, is_known, refusal
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata import fields
from publishpipe.repositories.nomad.metadata.fields import dataset_key, wants_doi
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.nomad.planning.changes import changes
from publishpipe.repositories.nomad.planning.dropped import told_left_out
from publishpipe.repositories.nomad.planning.observation import Holding
from publishpipe.repositories.nomad.planning.parts import Part
from publishpipe.repositories.nomad.planning.readback import check_patterns, entries_are_good
from publishpipe.repositories.nomad.planning.state import Goal, extra, missing, same_file, to_change


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
    _are_known(goal)
    if held:
        _datasets_stay(goal, facts, held)
    if held and held.upload.published:
        _still_possible(goal, facts, held)
    drift = tuple(_drift(goal, facts, held)) if held else ()
    steps = tuple(_steps(goal, facts, held))
    notes = (*_notes(goal), *_made_before(goal, facts, steps))
    return Outlook(steps, drift, notes, changes=tuple(changes(goal, facts, held)) if held else ())


def is_ours(facts: Facts, there: Upload) -> None:
    """Raise RefusedError if what the lockfile's id stands for is not what it stood for when that was written down."""
    if there.created and facts.get("created", there.created) != there.created:
        raise RefusedError(
            f"The upload {there.id} is not the lockfile's: it was made at {there.created}.",
            state="Nothing was sent; it is as it was.",
            hint=MIXED_UP,
        )


def _are_known(goal: Goal) -> None:
    """Raise InputError if NOMAD does not know somebody whom the manifest names."""
    if goal.unknown:
        raise InputError(
            f"NOMAD knows no {', '.join(goal.unknown)}.",
            where="metadata",
            hint="Ask people to log in to this NOMAD once, or correct the name in the manifest.",
        )


def not_yours(there: Upload) -> RefusedError:
    """What is published is somebody else's: the lockfile was made with another token."""
    return RefusedError(
        f"The upload {there.id} belongs to somebody else.",
        state="Nothing was sent; it is as it was.",
        hint="Use the token of its main author, or of a coauthor.",
    )


def _datasets_stay(goal: Goal, facts: Facts, held: Holding) -> None:
    """A dataset with a DOI gives no entry back, of an unpublished upload neither."""
    gone = fields.taken_out(fields.meant(goal.metadata, facts), facts, held.entries)
    for key, known in facts.get("datasets", {}).items():
        if known["id"] in gone and known.get("doi"):
            raise InputError(
                f"The dataset {key} has a DOI, and NOMAD takes no entry out of such a dataset.",
                hint=f"Name {key} under datasets again"
                + (". It stays." if held.upload.published else ", or begin again without it: publishpipe discard."),
            )


def _still_possible(goal: Goal, facts: Facts, held: Holding) -> None:
    changed = [name for name, local in goal.files.items() if not same_file(local, held.files.get(name), published=True)]
    removed = extra(goal, facts, held)
    changed += [f"{name} (removed)" for name in removed]
    if changed:
        _same_release(goal, facts, held)
        raise InputError(
            f"The upload {held.upload.id} is published, and NOMAD never changes files then; these differ: "
            f"{some(changed, 10)}.",
            hint="Undo the changes, or publish the files as a new upload: copy the manifest under another name "
            f"(its lockfile stays with the old one) and apply the copy; {_both(goal, facts)}."
            + _perhaps_made([name for name in removed if not held.files[name].checksum]),
        )
    if not goal.publish and (fields := to_change(goal, facts, held)):
        raise InputError(
            f"The upload {held.upload.id} is published, and NOMAD changes the metadata of such an upload at once, "
            f"without a draft; these differ: {', '.join(fields)}.",
            hint="Set publish: true to change them, or undo the changes.",
        )
    check_patterns(goal, held.entries)
    embargo = goal.metadata.get("embargo_length", 0)
    if embargo and held.upload.embargo not in (0, embargo):
        raise InputError(
            f"The upload {held.upload.id} is published with an embargo of {held.upload.embargo} months, "
            f"and NOMAD can only lift it, not make it {embargo}.",
            hint=f"Set embargo_length to {held.upload.embargo}, or to 0 to lift the embargo.",
        )


def _perhaps_made(names: Sequence[str]) -> str:
    """What to do with files of which nobody knows whether they were sent: the lockfile was lost, and adopted anew."""
    if not names:
        return ""
    return (
        f" Did NOMAD make {some(names)} itself? Only the lost lockfile knew that: download what it made, and name it "
        "under files."
    )


def _both(goal: Goal, facts: Facts) -> str:
    """What it means for the datasets that another upload comes into them."""
    known = facts.get("datasets", {})
    keys = [key for item in goal.datasets if (key := dataset_key(item)) in known]
    dois = [f"{key} ({doi})" for key in keys if (doi := known[key].get("doi"))]
    if not dois:
        return "the same dataset can hold both uploads"
    return f"what has a DOI would then stand for both, {some(dois)}: name another dataset in the copy if it should not"


def _same_release(goal: Goal, facts: Facts, held: Holding) -> None:
    """Raise CopiedError if neither the identity nor a single file is left of what was published."""
    files = held.files.values()
    kept = any(same_file(local, stored, published=True) for local in goal.files.values() for stored in files)
    if not kept and not is_known((goal.identity, str(goal.metadata.get("upload_name"))), facts, "upload_name"):
        raise copied(
            f"The name and every file differ from those of the upload {held.upload.id}, which the lockfile knows: they "
            "seem to be another data set in a copied folder.",
            facts,
        )


def _steps(goal: Goal, facts: Facts, held: Holding | None) -> Iterator[Step]:
    done = "the upload exists" if held else ""
    looks = 0 if goal.rehearsal else 2  # whether it is there already
    yield Step("create", summary="new empty upload", done=done, marked=True, requests=3 + looks)
    files = list(_of_files(goal, facts, held or Holding(Upload(""))))
    yield from files
    changing = held is None or any(step.pending for step in files)
    yield from _ending(goal, facts, None if changing else held)


def _of_files(goal: Goal, facts: Facts, held: Holding) -> Iterator[Step]:
    published = held.upload.published
    for name in () if published else extra(goal, facts, held):
        yield Step("remove", name, f"take {name} out of the upload", requests=2)
    for number, part in enumerate(goal.parts, start=1):
        left = () if published else missing(part, goal, held)
        size = sum(goal.files[name].size for name in left)
        some = f"{len(left)} of {len(part)}" if len(left) < len(part) else str(len(part))
        done = "" if left else "the upload holds it: same names and sizes, and the bytes that were sent"
        summary = f"send {some} {'file' if some == '1' else 'files'}" + _origins(goal, left or part)
        yield Step("upload", f"part-{number}", summary, size, done=done, requests=3, files=left)


def _origins(goal: Goal, part: Part) -> str:
    """Where files of a part come from whose names do not tell: all of them, so that none can hide behind others."""
    told = "; ".join(f"{name}: {goal.origins[name]}" for name in part if name in goal.origins)
    return f" ({told})" if told else ""


def _ending(goal: Goal, facts: Facts, held: Holding | None) -> Iterator[Step]:
    """The steps after the files; `held` is None if they are still to change."""
    published = held is not None and held.upload.published
    processed = held is not None and (published or _is_processed(goal, facts, held))
    summary = "wait for NOMAD to process the files" if held is None and len(goal.parts) == 1 else "process all files"
    yield Step("wait", summary=summary, done="all files are processed" if processed else "", requests=4)
    known = facts.get("datasets", {})
    for key in map(dataset_key, goal.datasets):
        yield Step("dataset", key, "find the dataset, or make it", done="it exists" if key in known else "", requests=3)
    changed = to_change(goal, facts, held) if held else tuple(goal.metadata)
    described = held is not None and processed and not changed and not held.upload.failed
    summary = f"set the metadata ({', '.join(changed)})" if changed else "set the metadata"
    yield Step(
        "describe",
        summary=summary,
        done="the server has this metadata already" if described else "",
        repeatable=True,
        requests=3,
    )
    summary = "compare every file's name and size, every entry and field with the manifest"
    done = "all files, entries and metadata were read back and are right" if described else ""
    yield Step("verify", summary=summary, done=done, repeatable=True, requests=2)
    yield from _for_good(goal, facts, held)


def _is_processed(goal: Goal, facts: Facts, held: Holding) -> bool:
    return (
        facts.get("processing") == "done"
        and not held.upload.running
        and not entries_are_good(goal.entries, held.entries)
    )


def _for_good(goal: Goal, facts: Facts, held: Holding | None) -> Iterator[Step]:
    if not goal.publish:  # then nothing is for good, even if somebody has published the upload
        return
    months = int(goal.metadata.get("embargo_length", 0))
    when = f"publish under an embargo of {months} months" if months else "publish"
    done = f"published as {held.upload.id}" if held and held.upload.published else ""
    looks = 0 if goal.rehearsal else 2  # whether the same was published from elsewhere
    yield Step("publish", summary=when, irreversible=True, done=done, requests=5 + looks)
    known = facts.get("datasets", {})
    for item in filter(wants_doi, () if goal.missed else goal.datasets):  # no DOI for what lacks something
        key = dataset_key(item)
        doi = known[key].get("doi") if key in known else None
        summary = f"register a DOI for the dataset {key}"
        yield Step("dataset-doi", key, summary, irreversible=True, done=f"it is {doi}" if doi else "")


def _notes(goal: Goal) -> Iterator[str]:
    """Which files are not, or will not be, published."""
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
            yield f"file {name} was removed"
        elif held.files[name].size != file["size"]:
            yield f"file {name} was replaced"
    for name in extra(goal, facts, held):
        if name not in facts.get("files", {}):
            yield f"file {name} was added"
