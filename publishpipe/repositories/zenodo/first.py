"""A first manifest's metadata, from what another file says of the same thing. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.check.licenses import meant
from publishpipe.repositories.zenodo.metadata.vocabularies import licenses
from publishpipe.schemas.loader import load

#: What a first manifest should say, in the order in which it is written and asked for.
FIRST: tuple[str, ...] = ("title", "upload_type", "creators", "description", "license")
WHICH = "If you mean one of them, write its short name, for instance cc-by-4.0"
UNLICENSED = (
    "license: none is given. Left out, Zenodo sets CC0 for a dataset, which gives up all rights, and CC BY 4.0 for "
    "anything else: write the one that you mean, for instance license: cc-by-4.0"
)
UNDESCRIBED = (
    "description: none is given. All that people and search engines find is the title: write what it is, and how it "
    "was made"
)


def first_metadata(said: Metadata) -> tuple[Metadata, tuple[str, ...]]:
    """The same in Zenodo's own words, and what is doubtful of that."""
    doubts: list[str] = []
    told = dict(said)
    if "license" in told:
        several = [one for given in _listed(told["license"]) for one in _split(given)]
        named = [_license(one, doubts) for one in several]
        told["license"] = named[0] if len(named) == 1 else named
    elif told.get("access_right", "open") in {"open", "embargoed"}:
        doubts.append(UNLICENSED)
    if "description" not in told:
        doubts.append(UNDESCRIBED)
    if isinstance(told.get("custom"), Mapping):
        told["custom"] = {name: value for name, value in _custom(told["custom"], doubts) if value}
    order = [*FIRST, *told]
    return {name: told[name] for name in dict.fromkeys(order) if told.get(name) not in (None, {}, [])}, tuple(doubts)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _split(given: Any) -> list[Any]:
    """The licences of an SPDX expression: the record names each, as it cannot say how they go together."""
    return re.split(r" (?:OR|AND) ", given.strip("() ")) if isinstance(given, str) else [given]


def _license(given: Any, doubts: list[str]) -> Any:
    """One of Zenodo's list where only one can be meant; any other in its own words, so that no right changes."""
    if not isinstance(given, str) or licenses().get(given.strip().lower()):
        return given.strip() if isinstance(given, str) else given
    close = meant(given.strip().lower())
    if len(close) == 1:
        return close[0]
    doubts.append(f"license: {given} names none of Zenodo's licences for certain, and is written as your own. {WHICH}")
    address = re.fullmatch(r"https?://\S+", given.strip())
    return {"title": "See the link", "link": given.strip()} if address else {"title": given.strip()}


def _custom(given: Mapping[str, Any], doubts: list[str]) -> Iterator[tuple[str, Any]]:
    """Fields for code, with the languages and states that Zenodo knows."""
    for name, value in given.items():
        if name == "code:programmingLanguage" and isinstance(value, list):
            ids = [str(one.get("id") if isinstance(one, Mapping) else one) for one in value]
            known = {one: named for one in ids if (named := re.sub(r"[\s-]+", "_", one.lower())) in _languages()}
            doubts += [f"{name}: Zenodo knows no {one}" for one in ids if one not in known]
            yield name, [{"id": one} for one in dict.fromkeys(known.values())]
        elif name == "code:developmentStatus" and isinstance(value, Mapping):
            known_state = value.get("id") in _fields()[name]["properties"]["id"]["enum"]
            doubts += [] if known_state else [f"{name}: Zenodo knows no {value.get('id')}"]
            yield name, value if known_state else None
        else:
            yield name, value


def _fields() -> Mapping[str, Any]:
    fields: Mapping[str, Any] = load("zenodo-custom-fields.v1")["properties"]
    return fields


@cache
def _languages() -> frozenset[str]:
    found: Any = load("zenodo-custom-fields.v1")["$defs"]["language"]["properties"]["id"]["enum"]
    return frozenset(found)
