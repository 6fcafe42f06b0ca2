"""What will be otherwise in a record: its fields and files, as they are and as they will be. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.model.changes import Change, FieldChange, FileChange
from publishpipe.model.facts import FileFact
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import canonical, pinned, wanted, without_marker
from publishpipe.repositories.zenodo.models import Stored
from publishpipe.repositories.zenodo.planning.observation import Holding
from publishpipe.repositories.zenodo.planning.state import Goal, meant, metadata_to_change, said_before, same_file


def changes(goal: Goal, facts: Facts, held: Holding) -> Iterator[Change]:
    """All that will be otherwise, the fields first. The mark of an unfinished draft is no field of anybody's."""
    yield from fields(goal, facts, held)
    yield from _files(goal, held)


def fields(goal: Goal, facts: Facts, held: Holding) -> Iterator[FieldChange]:
    """The fields that will be otherwise."""
    there = canonical(without_marker(held.metadata) if held.state == "draft" else held.metadata)
    value = {**pinned(goal.metadata, held.metadata), **meant(goal.metadata, facts)}
    meaning = wanted(value, held.metadata, said_before(facts))
    before, after = {**there, "preview": held.preview or None}, {**meaning, "preview": goal.preview or None}
    for name in metadata_to_change(goal, facts, held):
        if before.get(name) != after.get(name):
            yield FieldChange(name, before.get(name), after.get(name))


def _files(goal: Goal, held: Holding) -> Iterator[FileChange]:
    for name, stored in held.files.items():
        if name not in goal.files:
            yield FileChange(name, _fact(stored), None)
    for name, local in goal.files.items():
        there = held.files.get(name)
        if not same_file(local, there):
            yield FileChange(name, _fact(there) if there else None, local, goal.origins.get(name, ""))


def _fact(stored: Stored) -> FileFact:
    return FileFact(stored.size, stored.md5)
