"""What a plan changes, line by line: fields and files, as they are and as they will be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from publishpipe.model.changes import Change, FieldChange, FileChange
from publishpipe.model.facts import FileFact
from publishpipe.render.folding import MOST
from publishpipe.render.numbers import size
from publishpipe.render.plain import plain
from publishpipe.render.values import both, whole

DIGITS = 8  # of a checksum


def lines(changes: Iterable[Change], checksum: str) -> Iterator[tuple[str, str, str]]:
    """A sign (`+`, `-`, `~`), a name, and what becomes of it.

    Args:
        changes: what is otherwise.
        checksum: the name of the hash, such as md5.
    """
    files = 0
    for change in changes:
        if isinstance(change, FieldChange):
            yield from _field(change)
        else:
            files += 1
            if files <= MOST:
                yield _sign(change), plain(change.name), _file(change, checksum)
    if files > MOST:
        yield "~", f"and {files - MOST} more files", ""


def _sign(change: Change) -> str:
    if change.before is None:
        return "+"
    return "-" if change.after is None else "~"


def _field(change: FieldChange) -> Iterator[tuple[str, str, str]]:
    before, after = change.before, change.after
    if isinstance(before, list) and isinstance(after, list):
        yield from _items(change.name, before, after)
    elif before is None or after is None:
        yield _sign(change), change.name, whole(after if before is None else before)
    else:
        yield "~", change.name, " → ".join(both(before, after))


def _items(name: str, before: list[Any], after: list[Any]) -> Iterator[tuple[str, str, str]]:
    """The items of a list: those that change in a part of theirs by that part, others whole."""
    gone, new = [one for one in before if one not in after], [one for one in after if one not in before]
    for one in gone:
        other = next((other for other in new if _called(one) and _called(one) == _called(other)), None)
        if other is None:
            yield "-", name, whole(one)
            continue
        new.remove(other)
        for key in dict.fromkeys([*one, *other]):
            if one.get(key) != other.get(key) and (key != "scheme" or key in other):  # which is found again
                parts = " → ".join("-" if part is None else whole(part) for part in (one.get(key), other.get(key)))
                yield "~", name, f"{_called(one)}: {key} {parts}"
    yield from (("+", name, whole(one)) for one in new)
    if not gone and not new and len(before) == len(after):
        yield "~", name, "in another order"


def _called(item: Any) -> str:
    """By what one knows an item."""
    if not isinstance(item, Mapping):
        return ""
    names = (item.get(key) for key in ("name", "family_name", "identifier", "title", "type", "place", "term"))
    return str(next(filter(None, names), ""))


def _file(change: FileChange, checksum: str) -> str:
    before, after = change.before, change.after
    told = " → ".join(_fact(file, checksum) for file in (before, after) if file)
    if before and after and not after.checksum and size(before.size) == size(after.size):
        return f"{told}, other bytes"
    return told


def _fact(file: FileFact, checksum: str) -> str:
    known = f", {checksum} {file.checksum[:DIGITS]}…" if file.checksum else ""
    return size(file.size) + known
