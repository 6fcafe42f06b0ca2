"""What a manifest's short forms do not say of a list's items and a record holds all the same: that is kept. Pure.

Items are matched by an identifier, else by their name. What the deposit API's own form can say (a name, an affiliation,
an ORCID or GND id) counts as said, also if it is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from publishpipe.model.facts import Metadata

Sign = Callable[[Any, Any], bool]

IDS = ("orcid", "gnd", "isni", "ror")
RICHER = ("type", "role", "isni", "ror")  # of a person


def completed(meant: Metadata, held: Metadata) -> Metadata:
    """`meant` with what `held` has beyond it, both in normal form."""
    value = dict(meant)
    for name, (signs, fill) in FILLERS.items():
        if name in meant and name in held:
            there = _matched(meant[name], held[name], signs)
            value[name] = [fill(one, held[name][there[n]]) if n in there else one for n, one in enumerate(meant[name])]
    return value


def _matched(meant: Sequence[Any], held: Sequence[Any], signs: Sequence[Sign]) -> dict[int, int]:
    """The number of each item → that of the same one that is there; by the surest sign first, and each once."""
    found: dict[int, int] = {}
    for is_same in signs:
        for number, one in enumerate(meant):
            left = (other for other in range(len(held)) if other not in found.values())
            same = next((other for other in left if is_same(one, held[other])), None)
            if number not in found and same is not None:
                found[number] = same
    return found


def _has_id(one: Metadata, other: Metadata) -> bool:
    return any(one[key] == other[key] for key in IDS if key in one and key in other)


def _has_name(one: Metadata, other: Metadata) -> bool:
    """The same name, and no identifier that says something else."""
    return _name(one) == _name(other) and not any(key in one and key in other for key in IDS)


def _name(one: Metadata) -> tuple[object, ...]:
    return tuple(one.get(key) for key in ("name", "family_name", "given_name"))


def _person(one: Metadata, held: Metadata) -> Metadata:
    value = {**{key: held[key] for key in RICHER if key in held}, **one}
    known = {place["name"]: place for place in _places(held) if isinstance(place, Mapping) and "name" in place}
    if any(place in known for place in _places(one) if isinstance(place, str)):
        value.pop("affiliation", None)
        value["affiliations"] = [known.get(place, place) if isinstance(place, str) else place for place in _places(one)]
    return value


def _places(one: Metadata) -> list[Any]:
    return list(one.get("affiliations") or filter(None, [one.get("affiliation")]))


def _is_identified(one: Metadata, other: Metadata) -> bool:
    return all(one.get(key) == other.get(key) for key in ("identifier", "relation"))


def _identified(one: Metadata, held: Metadata) -> Metadata:
    return {**({"scheme": held["scheme"]} if "scheme" in held else {}), **one}


def _is_reference(one: Any, other: Any) -> bool:
    return bool(one == (other.get("reference") if isinstance(other, Mapping) and isinstance(one, str) else other))


#: Field → by what two of its items are the same thing, and the first with what the second has beyond it.
FILLERS: Mapping[str, tuple[tuple[Sign, ...], Callable[[Any, Any], Any]]] = {
    "creators": ((_has_id, _has_name), _person),
    "contributors": ((_has_id, _has_name), _person),
    "related_identifiers": ((_is_identified,), _identified),
    "alternate_identifiers": ((_is_identified,), _identified),
    "references": ((_is_reference,), lambda _, held: held),
}
