"""Persons and organisations: as a manifest writes them, and as a record holds them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishpipe.model.facts import Metadata

SCHEMES = ("orcid", "gnd", "isni", "ror")
KINDS = {"person", "organization"}  # of a contributor `type` may be the role as well


def creator(given: Metadata) -> dict[str, Any]:
    """Somebody who made it, as a record holds them; a role is possible."""
    role = given.get("role")
    told = {
        "person_or_org": _who(given),
        "affiliations": [_place(one) for one in affiliations(given)],
        "role": {"id": str(role).lower()} if role else {},
    }
    return {name: value for name, value in told.items() if value}


def contributor(given: Metadata) -> dict[str, Any]:
    """Somebody who helped, as a record holds them: the role may be called their type."""
    return creator(given if given.get("type") in KINDS else {**given, "role": given.get("type", given.get("role"))})


def person(held: Metadata) -> Metadata:
    """Somebody whom a record holds, as a manifest writes them: in the shortest form that says everything."""
    who = held["person_or_org"]
    kind = {"type": "organization"} if who.get("type") == "organizational" else {}
    identifiers = {one["scheme"]: one["identifier"] for one in who.get("identifiers", ())}
    places = [_affiliation(one) for one in held.get("affiliations", ())]
    plain = len(places) == 1 and isinstance(places[0], str)
    role = held.get("role") or {}
    told = {
        **_written(who),
        **kind,
        **({"affiliation": places[0]} if plain else {"affiliations": places}),
        **identifiers,
        "role": role.get("id"),
    }
    return {name: value for name, value in told.items() if value}


def _who(given: Metadata) -> dict[str, Any]:
    identifiers = [{"scheme": name, "identifier": _bare(name, given[name])} for name in SCHEMES if given.get(name)]
    known = {"identifiers": identifiers} if identifiers else {}
    if given.get("type") == "organization":
        return {"type": "organizational", "name": given.get("name", ""), **known}
    return {"type": "personal", **_name(given), **known}


def _name(given: Metadata) -> dict[str, Any]:
    """Family and given name; in one text they are apart by the only comma."""
    if "family_name" in given:
        return {key: given[key] for key in ("family_name", "given_name") if given.get(key)}
    name = str(given.get("name", ""))
    if name.count(",") != 1:
        return {"family_name": name}
    family, first = (part.strip() for part in name.split(","))
    return {"family_name": family, **({"given_name": first} if first else {})}


def _written(who: Metadata) -> dict[str, str]:
    """A name as one text, if that is read as the same."""
    if who.get("type") == "organizational":
        return {"name": who.get("name", "")}
    parts = {key: who[key] for key in ("family_name", "given_name") if who.get(key)}
    name = ", ".join(parts.values())
    return {"name": name} if "family_name" in parts and _name({"name": name}) == parts else parts


def affiliations(given: Metadata) -> list[Any]:
    """Where somebody works, in either form."""
    return list(given.get("affiliations") or filter(None, [given.get("affiliation")]))


def _place(one: Any) -> dict[str, Any]:
    """Where somebody works, as a record holds it: by its ROR id, which says the name, or by a name alone."""
    if not isinstance(one, Mapping):
        return {"name": one}
    name = {"name": one["name"]} if one.get("name") else {}
    return {"id": _bare("ror", one["ror"]), **name} if one.get("ror") else name


def _bare(scheme: str, identifier: str) -> str:
    """An identifier without the address before it, where Zenodo does not take that."""
    return identifier.rpartition("/")[2] if scheme in {"ror", "isni"} else identifier


def _affiliation(held: Metadata) -> Any:
    name = held.get("name", "")
    return {**({"name": name} if name else {}), "ror": held["id"]} if held.get("id") else name
