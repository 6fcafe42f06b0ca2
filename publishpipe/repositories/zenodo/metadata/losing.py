"""What is there and is said no more, down to an item of a list and to a part of an item. Pure.

A field that is said in other words is changed and not lost; so is a part of an item, such as a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from publishpipe.errors import Place
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.completing import FILLERS, matched

Lost = dict[Place, object]
"""Field, number of the item in it, and part of that → value; a field or an item that is a text has no more to it."""


def lost(there: Metadata, left: Metadata) -> Lost:
    """What of these fields is there and has nothing in its place in what is left."""
    return {place: value for name in there for place, value in _field(name, there[name], left.get(name))}


def told(gone: Lost, there: Metadata) -> Iterator[tuple[str, object]]:
    """The same in words: each field, item or part with its value."""
    for name in dict.fromkeys(place[0] for place in gone):
        numbers = dict.fromkeys(place[1] for place in gone if place[0] == name and len(place) > 1)
        if not numbers:
            yield str(name), there[str(name)]
            continue
        value = [_shown(_listed(there[str(name)])[int(number)], name, number, gone) for number in numbers]
        yield str(name), there[str(name)] if value == _listed(there[str(name)]) else value


def overwritten(there: Metadata, left: Metadata, said: Metadata) -> dict[str, object]:
    """The fields with one value that get another, and had none that was said."""
    names = (name for name, value in there.items() if name in left and not _is_list(value, left[name]))
    return {name: there[name] for name in names if there[name] not in (left[name], said.get(name))}


def _field(name: str, there: Any, left: Any) -> Iterator[tuple[Place, object]]:
    if left is None and not isinstance(there, list | Mapping):
        yield (name,), there
    elif left is None or _is_list(there, left):
        signs = FILLERS[name][0] if name in FILLERS else ()
        others = [] if left is None else _listed(left)
        same = matched(_listed(there), others, signs)
        for number, item in enumerate(_listed(there)):
            for part, value in _parts(item, others[same[number]] if number in same else None):
                yield (name, number, *part), value


def _parts(item: Any, other: Any) -> Iterator[tuple[Place, object]]:
    if not isinstance(item, Mapping):
        if other is None:
            yield (), item
        return
    known = other if isinstance(other, Mapping) else {}
    for key, value in item.items():
        if key in {"affiliation", "affiliations"}:
            yield from _places(item, known)
        elif key not in known and not (key in NAMES and NAMES & known.keys()):
            yield (key,), value


NAMES = {"name", "family_name", "given_name"}


def _places(person: Metadata, other: Metadata) -> Iterator[tuple[Place, object]]:
    """Where somebody works; by its ROR id or by its name it is the same."""
    known = [_by_name(one) for one in _workplaces(other)]
    for one in _workplaces(person):
        if not any(set(_by_name(one)) & set(names) for names in known):
            yield ("affiliations", json.dumps(one, sort_keys=True)), one


def _workplaces(person: Metadata) -> list[Any]:
    return list(person.get("affiliations") or filter(None, [person.get("affiliation")]))


def _by_name(one: Any) -> list[str]:
    return [str(one[key]) for key in ("ror", "name") if one.get(key)] if isinstance(one, Mapping) else [str(one)]


def _is_list(one: Any, other: Any) -> bool:
    """Whether a field holds several things, or one that is more than a word, such as a licence of one's own."""
    return any(isinstance(value, list | Mapping) for value in (one, other))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _shown(item: Any, name: object, number: object, gone: Lost) -> object:
    """An item that is lost as a whole as it is; else its name, and what of it is lost."""
    if not isinstance(item, Mapping):
        return item
    parts = {str(place[2]) for place in gone if place[:2] == (name, number)}
    if parts >= {key if key != "affiliation" else "affiliations" for key in item}:
        return dict(item)
    keys = {"affiliation", "affiliations"} if "affiliations" in parts else set()
    return {key: value for key, value in item.items() if key in {*parts, *keys, *NAMES, "identifier", "place"}}
