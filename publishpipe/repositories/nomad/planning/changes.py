"""What will be otherwise in an upload: its fields and files, as they are and as they will be. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publishpipe.model.changes import Change, FieldChange, FileChange
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata import fields
from publishpipe.repositories.nomad.planning.observation import Holding
from publishpipe.repositories.nomad.planning.state import Goal, extra, same_file, to_change


def changes(goal: Goal, facts: Facts, held: Holding) -> Iterator[Change]:
    """All that will be otherwise, the fields first. The mark of an unfinished upload is no part of its name."""
    yield from _fields(goal, facts, held)
    if not held.upload.published:
        for name in extra(goal, facts, held):
            yield FileChange(name, held.files[name], None)
        for name, local in goal.files.items():
            if not same_file(local, there := held.files.get(name)):
                yield FileChange(name, there, local, goal.origins.get(name, ""))


def _fields(goal: Goal, facts: Facts, held: Holding) -> Iterator[FieldChange]:
    if "metadata" not in facts and not held.upload.published:  # nobody has described it yet: all of it is new
        return
    meaning = fields.meant(goal.metadata, facts)
    read = {**fields.held(held.upload), **fields.held_of_entries(meaning, facts, held.entries)}
    marked = fields.marked(str(meaning.get("upload_name")), facts.get("marker", ""))
    words = _words(facts)
    for name in to_change(goal, facts, held):
        before, after = (None if value in _EMPTY else value for value in (read.get(name), meaning.get(name)))
        if before not in (after, marked):
            yield FieldChange(name, _named(before, words), _named(after, words))


_EMPTY: tuple[object, ...] = ("", [], {}, 0, None)


def _words(facts: Facts) -> Mapping[str, str]:
    """Ids of datasets, people and groups → the manifest's words for them."""
    known = (facts.get("datasets", {}), facts.get("people", {}), facts.get("groups", {}))
    return {one["id"]: word for named in known for word, one in named.items()}


def _named(value: object, words: Mapping[str, str]) -> object:
    return [words.get(one, one) for one in value] if isinstance(value, list) else value
