"""What is there and is said no more, down to an item of a list and to a part of an item. Pure.

A field that is said in other words is changed and not lost; so is a part of an item, such as a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from publishpipe.errors import Place
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.completing import FILLERS, matched
from publishpipe.repositories.zenodo.metadata.identifiers import scheme_of
from publishpipe.repositories.zenodo.metadata.people import affiliations

NAMES = {"name", "family_name", "given_name"}
TELLING = {*NAMES, "identifier", "place"}  # by which one knows the item that a part is of


def lost(there: Metadata, left: Metadata) -> list[Place]:
    """What of these fields is there and has nothing in its place in what is left.

    A place is a field; of one that holds several things, the number of the item, and, if that is no text, its part.
    """
    return [place for name in there for place in _field(name, there[name], left.get(name))]


def told(gone: Iterable[Place], there: Metadata) -> Iterator[tuple[str, object]]:
    """The same in words: each field, item or part with its value."""
    parts: dict[str, dict[int, set[str]]] = {}
    for name, *within in gone:
        numbers = parts.setdefault(str(name), {})
        if within:
            numbers.setdefault(int(within[0]), set()).update(map(str, within[1:2]))
    for name, numbers in parts.items():
        items = _listed(there[name])
        value = [_shown(items[number], of_it) for number, of_it in numbers.items()]
        yield name, there[name] if value in ([], items) else value


def overwritten(there: Metadata, left: Metadata, said: Metadata) -> dict[str, object]:
    """The fields with one value that get another, and had none that was said."""
    names = (name for name, value in there.items() if name in left and not _is_list(value, left[name]))
    return {name: there[name] for name in names if there[name] not in (left[name], said.get(name))}


def _field(name: str, there: Any, left: Any) -> Iterator[Place]:
    if left is None and not isinstance(there, list | Mapping):
        yield (name,)
    elif left is None or _is_list(there, left):
        signs = FILLERS[name][0] if name in FILLERS else ()
        items, others = _listed(there), [] if left is None else _listed(left)
        same = matched(items, others, signs)
        for number, item in enumerate(items):
            other = others[same[number]] if number in same else None
            yield from ((name, number, *part) for part in _parts(item, other))


def _parts(item: Any, other: Any) -> Iterator[Place]:
    if not isinstance(item, Mapping):
        if other is None:
            yield ()
        return
    known = other if isinstance(other, Mapping) else {}
    for key in item:
        if key == "scheme" and item[key] == scheme_of(str(item.get("identifier", ""))):
            continue  # which nobody need say: Zenodo finds it
        if key in {"affiliation", "affiliations"}:
            yield from (("affiliations", place) for place in _workplaces(item, known))
        elif key not in known and not (key in NAMES and NAMES & known.keys()):
            yield (key,)


def _workplaces(person: Metadata, other: Metadata) -> Iterator[str]:
    """Where somebody works and the other does not; by its ROR id or by its name it is the same."""
    known = {name for one in affiliations(other) for name in _names(one)}
    for one in affiliations(person):
        if known.isdisjoint(_names(one)):
            yield json.dumps(one, sort_keys=True)


def _names(one: Any) -> list[str]:
    return [str(one[key]) for key in ("ror", "name") if one.get(key)] if isinstance(one, Mapping) else [str(one)]


def _is_list(one: Any, other: Any) -> bool:
    """Whether a field holds several things, or one that is more than a word, such as a licence of one's own."""
    return any(isinstance(value, list | Mapping) for value in (one, other))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _shown(item: Any, parts: set[str]) -> object:
    """An item that is lost as a whole as it is; else by what one knows it, and what of it is lost."""
    if not isinstance(item, Mapping):
        return item
    keys = {key: "affiliations" if key == "affiliation" else key for key in item}
    if parts >= set(keys.values()):
        return dict(item)
    return {key: value for key, value in item.items() if keys[key] in parts | TELLING}
