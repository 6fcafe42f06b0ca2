"""What a plan changes, line by line: fields and files, as they are and as they will be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publishpipe.model.changes import Change, FieldChange, FileChange
from publishpipe.model.facts import FileFact
from publishpipe.render.numbers import size
from publishpipe.render.plain import plain
from publishpipe.render.values import both

DIGITS = 8  # of a checksum


def lines(changes: Iterable[Change], checksum: str) -> Iterator[tuple[str, str, str]]:
    """A sign (`+`, `-`, `~`), a name, and what becomes of it. New files are told by their steps.

    Args:
        changes: what is otherwise.
        checksum: the name of the hash, such as md5.
    """
    for change in changes:
        if isinstance(change, FieldChange):
            yield from _field(change)
        elif change.before is not None:
            yield _sign(change), plain(change.name), _file(change, change.before, checksum)


def _sign(change: Change) -> str:
    if change.before is None:
        return "+"
    return "-" if change.after is None else "~"


def _field(change: FieldChange) -> Iterator[tuple[str, str, str]]:
    before, after = change.before, change.after
    if isinstance(before, list) and isinstance(after, list):
        yield from (("-", change.name, both(one, None)[0]) for one in before if one not in after)
        yield from (("+", change.name, both(one, None)[0]) for one in after if one not in before)
        if sorted(map(str, before)) == sorted(map(str, after)):
            yield "~", change.name, "in another order"
        return
    first, second = both(before, after)
    told = {"+": second, "-": first, "~": f"{first} → {second}"}
    yield _sign(change), change.name, told[_sign(change)]


def _file(change: FileChange, before: FileFact, checksum: str) -> str:
    if change.after is None:
        return _fact(before, checksum)
    return f"{_fact(before, checksum)} → {_fact(change.after, checksum)}"


def _fact(file: FileFact, checksum: str) -> str:
    known = f", {checksum} {file.checksum[:DIGITS]}…" if file.checksum else ""
    return size(file.size) + known
