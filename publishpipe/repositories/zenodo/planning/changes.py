"""What will be otherwise in a record: its fields and files, as they are and as they will be. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publishpipe.model.changes import Change, FieldChange, FileChange
from publishpipe.model.facts import FileFact
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import canonical
from publishpipe.repositories.zenodo.models import Stored
from publishpipe.repositories.zenodo.planning.observation import Holding
from publishpipe.repositories.zenodo.planning.state import Goal, as_wanted, metadata_to_change, same_file, unmarked


def changes(goal: Goal, facts: Facts, held: Holding) -> Iterator[Change]:
    """All that will be otherwise, the fields first."""
    yield from fields(goal, facts, held)
    yield from _files(goal, held)


def fields(goal: Goal, facts: Facts, held: Holding) -> Iterator[FieldChange]:
    """The fields that will be otherwise."""
    names = metadata_to_change(goal, facts, held)
    if not names:
        return
    before = {**canonical(unmarked(held, facts)), "preview": held.preview or None}
    after = {**as_wanted(goal, facts, held), "preview": goal.preview or None}
    created = {} if facts.get("versions") else as_wanted(replace(goal, metadata=goal.at_first), facts, held)
    for name in names:
        as_created = name in created and before.get(name) == created[name]  # while its DOI was not known
        if before.get(name) != after.get(name) and not as_created:
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
