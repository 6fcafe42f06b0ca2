"""What a manifest's short forms do not say of a list's items and a record holds all the same: that is kept. Pure.

Items are matched by an identifier, else by their name. A name, an affiliation, an ORCID or GND id are not completed:
the short form says them, so that leaving them out means that they go. So does leaving out what was said before.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.people import affiliations

Sign = Callable[[Any, Any], bool]

UNSAID: Metadata = {}  # what a manifest said before that was never applied
IDS = ("orcid", "gnd", "isni", "ror")
RICHER = ("type", "role", "isni", "ror")  # of a person


def completed(meant: Metadata, held: Metadata, said: Metadata = UNSAID) -> Metadata:
    """`meant` with what `held` has beyond it, but for what was `said` before and is no more: all in normal form."""
    value = dict(meant)
    for name, (signs, fill) in FILLERS.items():
        if name in meant and name in held:
            there = matched(meant[name], held[name], signs)
            before = matched(meant[name], said.get(name, ()), signs)
            value[name] = [
                fill(one, held[name][there[n]], said[name][before[n]] if n in before else {}) if n in there else one
                for n, one in enumerate(meant[name])
            ]
    return value


def matched(these: Sequence[Any], others: Sequence[Any], signs: Sequence[Sign]) -> dict[int, int]:
    """The number of each item → that of the other that is the same: the equal one before all, and each once.

    Where several are the same by a sign, the one in the same place is.
    """
    found: dict[int, int] = {}
    for is_same, near in product((operator.eq, *signs), (True, False)):
        for number in (number for number in range(len(these)) if number not in found):
            places = {number} & set(range(len(others))) if near else range(len(others))
            left = (other for other in places if other not in found.values() and is_same(these[number], others[other]))
            if (other := next(left, None)) is not None:
                found[number] = other
    return found


def _has_id(one: Metadata, other: Metadata) -> bool:
    return any(one[key] == other[key] for key in IDS if key in one and key in other)


def _has_name(one: Metadata, other: Metadata) -> bool:
    """The same name, and no identifier that says something else."""
    return _name(one) == _name(other) and not any(key in one and key in other for key in IDS)


def _name(one: Metadata) -> tuple[object, ...]:
    return tuple(one.get(key) for key in ("name", "family_name", "given_name"))


def _person(one: Metadata, held: Metadata, said: Metadata) -> Metadata:
    richer = {key: held[key] for key in RICHER if key in held and key not in said}
    value = {**richer, **one}
    known = {place["name"]: place for place in affiliations(held) if isinstance(place, Mapping) and "name" in place}
    before = {place.get("ror") for place in affiliations(said) if isinstance(place, Mapping)}
    known = {name: place for name, place in known.items() if place.get("ror") not in before}
    places = affiliations(one)
    if any(place in known for place in places if isinstance(place, str)):
        value.pop("affiliation", None)
        value["affiliations"] = [known.get(place, place) if isinstance(place, str) else place for place in places]
    return value


def _is_identified(one: Metadata, other: Metadata) -> bool:
    return all(one.get(key) == other.get(key) for key in ("identifier", "relation"))


def _identified(one: Metadata, held: Metadata, said: Metadata) -> Metadata:
    return {**({"scheme": held["scheme"]} if "scheme" in held and "scheme" not in said else {}), **one}


def _is_reference(one: Any, other: Any) -> bool:
    return bool(one == (other.get("reference") if isinstance(other, Mapping) and isinstance(one, str) else other))


def _referenced(one: Any, held: Any, said: Any) -> Any:
    return one if said == held else held


#: Field → by what two of its items are the same thing; and the first with what the second has beyond it, but for what
#: the third, which was said before, had.
FILLERS: Mapping[str, tuple[tuple[Sign, ...], Callable[[Any, Any, Any], Any]]] = {
    "creators": ((_has_id, _has_name), _person),
    "contributors": ((_has_id, _has_name), _person),
    "related_identifiers": ((_is_identified,), _identified),
    "alternate_identifiers": ((_is_identified,), _identified),
    "references": ((_is_reference,), _referenced),
}
