"""Is what NOMAD holds what was wanted? Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from publishpipe.errors import ServerError
from publishpipe.model.quoting import some
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata import by_entry
from publishpipe.repositories.nomad.models import Entry, Upload
from publishpipe.repositories.nomad.planning.observation import Holding
from publishpipe.repositories.nomad.planning.state import Goal, extra

SHOWN = 10  # of each kind, in a message

Reasons = Mapping[str, Sequence[str]]
"""Main file → why NOMAD failed on it, in lines."""

NONE: Reasons = MappingProxyType({})


def entries_are_good(policy: str, entries: Sequence[Entry]) -> str:
    """What speaks against publishing these entries, or nothing.

    Args:
        policy: `all` must be parsed without errors, or `any`.
        entries: all that NOMAD made of the files.
    """
    bad = [entry for entry in entries if not entry.good]
    if not entries:
        return "NOMAD found nothing that it recognises among the files, and publishes no upload without an entry."
    if not bad or (policy == "any" and len(bad) < len(entries)):
        return ""
    told = "; ".join(f"{entry.mainfile}: {' '.join(entry.errors) or entry.status}" for entry in bad[:SHOWN])
    more = f"; and {len(bad) - SHOWN} more" if len(bad) > SHOWN else ""
    return f"NOMAD failed on {len(bad)} of {len(entries)} entries: {told}{more}"


def failed(policy: str, held: Holding) -> tuple[Entry, ...]:
    """The entries of a draft whose failure speaks against publishing it."""
    if held.upload.published or not entries_are_good(policy, held.entries):
        return ()
    return tuple(entry for entry in held.entries if not entry.good)


def check_upload(goal: Goal, facts: Facts, held: Holding, reasons: Reasons = NONE) -> None:
    """Raise ServerError if a draft's files or entries are not as wanted; those of a published upload never change."""
    if not held.upload.published:
        check_processed(held.upload)
        sizes = {name: file.size for name, file in held.files.items()}
        check_files({name: file.size for name, file in goal.files.items()}, sizes, extra(goal, facts, held))
        check_entries(goal.entries, held.entries, reasons, facts.get("generated", ()))
        check_patterns(goal, held.entries)


def check_patterns(goal: Goal, entries: Sequence[Entry]) -> None:
    """Raise ServerError if no entry is what a pattern of the manifest speaks of."""
    mainfiles = sorted(entry.mainfile for entry in entries)
    if unmatched := by_entry.unmatched(goal.metadata, mainfiles):
        raise ServerError(
            f"No entry's main file fits {some(unmatched)}, of which {by_entry.NAME} speaks.",
            hint=f"Correct it and run the same command again. The main files are {some(mainfiles)}.",
        )


def check_entries(
    policy: str, entries: Sequence[Entry], reasons: Reasons = NONE, generated: Sequence[str] = ()
) -> None:
    """Raise ServerError if the entries are not good; `generated` are the files that NOMAD made itself."""
    if wrong := entries_are_good(policy, entries):
        raise ServerError(wrong + _explained(reasons), hint=_better(entries, generated))


def _better(entries: Sequence[Entry], generated: Sequence[str]) -> str:
    """What makes entries good."""
    if not entries:
        return (
            "Add a main file of a code that NOMAD parses, or an *.archive.yaml file that describes the data "
            "(https://nomad-lab.eu/prod/v1/docs/); then run the same command again."
        )
    if made := [entry.mainfile for entry in entries if not entry.good and entry.mainfile in generated]:
        return (
            f"NOMAD made {some(made)} itself: correct what it was made from, then publishpipe discard MANIFEST and "
            "apply it again, or set entries: any in the manifest."
        )
    return "Correct these files and run the same command again, or set entries: any in the manifest."


def _explained(reasons: Reasons) -> str:
    """Each reason below the others, under the name of its main file."""
    told = {name: "\n      ".join(lines) for name, lines in reasons.items() if lines}
    return "".join(f"\n    {name}: {lines}" for name, lines in told.items())


def check_processed(upload: Upload) -> None:
    """Raise ServerError if the upload's last operation failed."""
    if upload.failed:
        raise ServerError(
            f"NOMAD failed: {' '.join(upload.errors) or upload.message or upload.status}",
            hint="Run the same command again; if it fails the same way, the files or NOMAD need help: "
            f"upload {upload.id}.",
        )


def check_files(meant: Mapping[str, int], stored: Mapping[str, int], extra: Iterable[str]) -> None:
    """Raise ServerError, naming the files, if the upload holds others, or of other sizes (in bytes)."""
    wrong = [name for name, size in meant.items() if stored.get(name) != size] + list(extra)
    if wrong:
        raise ServerError(
            f"NOMAD does not hold these files as they are here: {some(wrong, SHOWN)}",
            hint="Nothing was published. Run the same command again: it sends what differs.",
        )


def lost(facts: Facts, missed: Sequence[str]) -> ServerError:
    """What is said once of files that NOMAD did not keep."""
    return ServerError(
        f"NOMAD published the upload {facts['id']}, and it has not kept these files as they are here: "
        f"{some(missed, SHOWN)}.",
        hint="It stays like this: NOMAD changes no files once they are published. Publish them in another upload "
        "(a copy of the manifest under another name), or list them under allow_loss: in the manifest.",
    )


def check_published(facts: Facts, missed: Sequence[str], wrong: Sequence[str]) -> None:
    """Raise ServerError if what was published is not what was verified before: files are gone, or fields differ."""
    if facts.get("unread"):
        raise ServerError(
            f"NOMAD published the upload {facts['id']}, but does not list its files.",
            hint="Run the same command again: it looks whether they are all there.",
        )
    if missed:
        raise lost(facts, missed)
    if wrong:
        raise ServerError(
            f"NOMAD published the upload {facts['id']}, and these fields are not as they were before: {some(wrong)}.",
            hint="Run the same command again: it sets them.",
        )


def check_metadata(wrong: Sequence[str]) -> None:
    """Raise ServerError if there are fields that were not stored as they were sent."""
    if wrong:
        raise ServerError(
            f"NOMAD answered with success but did not store what was sent: {', '.join(wrong)}",
            hint="Nothing was published. Run the same command again; if it is the same, correct these fields.",
        )
