"""What of the metadata is left where something has the wrong form: more may be wrong with it, and is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from publishpipe.model.facts import Metadata

ITEM = re.compile(r"metadata\.(\w+)\[(\d+)\]")
FIELD = re.compile(r"metadata\.(\w+)")


class Remaining(NamedTuple):
    """The fields whose form is right, of lists the items whose form is; `indexes`: where those stood in such lists."""

    metadata: Metadata
    indexes: Mapping[str, tuple[int, ...]]


def remaining(metadata: Metadata, wrong: Iterable[str]) -> Remaining:
    """What is left without what these dotted paths name, such as `metadata.creators[0].name`."""
    items: dict[str, set[int]] = {}
    fields = set()
    for path in wrong:
        if item := ITEM.match(path):
            items.setdefault(item[1], set()).add(int(item[2]))
        elif field := FIELD.match(path):
            fields.add(field[1])
    left = {name: value for name, value in metadata.items() if name not in fields}
    kept = {
        name: tuple(index for index in range(len(left[name])) if index not in gone)
        for name, gone in items.items()
        if isinstance(left.get(name), list)
    }
    left |= {name: [left[name][index] for index in indexes] for name, indexes in kept.items()}
    empty = {name for name, indexes in kept.items() if not indexes}
    return Remaining({name: value for name, value in left.items() if name not in empty}, kept)
