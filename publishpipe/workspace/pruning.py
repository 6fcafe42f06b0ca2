"""What a first manifest may not say is taken out of it, until the rest is right; each time with the reason."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publishpipe.errors import Place, Problem, dotted
from publishpipe.model.quoting import quoted
from publishpipe.workspace.trial import place_of, problems

ROUNDS = 12  # what is taken out may leave something else empty


def pruned(value: Mapping[str, Any], root: Path) -> tuple[dict[str, Any], list[str]]:
    """The values without what is wrong, and what that was. A field that must be there, and is not, is None."""
    kept: dict[str, Any] = copy.deepcopy(dict(value))
    told: list[str] = []
    missing: dict[str, None] = {}
    for _ in range(ROUNDS):
        places, lacking = _wrong(kept, problems(_filled(kept), root), told)
        missing |= dict.fromkeys(lacking)
        if not places:
            break
        for place in sorted(places, key=_deepest, reverse=True):
            _remove(kept, place)
    metadata = kept["metadata"]
    kept["metadata"] = {**{name: None for name in missing if name not in metadata}, **metadata}
    return kept, told


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    """The same without files that are not named yet, which are no fault of the rest."""
    return {name: part for name, part in value.items() if part is not None}


def _wrong(value: Mapping[str, Any], found: tuple[Problem, ...], told: list[str]) -> tuple[set[Place], list[str]]:
    """The places to take out, and the fields that must be there; what is taken out is told."""
    places: set[Place] = set()
    lacking = []
    for problem in found:
        place, key = place_of(problem, value)
        if place == ("metadata",) and key:
            lacking.append(key)
        elif len(place) >= 2 and place[0] in {"metadata", "files"} and place not in places:
            places.add(place)
            reason = problem.message.removeprefix(f"{place[-1]}: ")  # the place is told already
            shown = _shown(value, place, problem.message)
            told.append(f"{dotted(place[place[0] == 'metadata' :])}: {shown}left out: {reason}")
    return {place for place in places if not any(place[:size] in places for size in range(len(place)))}, lacking


def _deepest(place: Place) -> tuple[int, int]:
    """What lies deepest goes first, and of a list the last: so that no place moves before its turn."""
    return len(place), place[-1] if isinstance(place[-1], int) else 0


def _shown(value: Any, place: Place, message: str) -> str:
    """The value, if it is short and the message does not quote it."""
    for part in place:
        value = value[part]
    shown = quoted(str(value)) if isinstance(value, str | int | float) else ""
    return f"{shown} is " if shown and shown not in message else ""


def _remove(value: Any, place: Place) -> None:
    for part in place[:-1]:
        value = value[part]
    del value[place[-1]]
