"""What lists of a record hold: each item as a manifest writes it, and as the native API does. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.vocabularies import funders, languages, native_licenses

Native = dict[str, Any]

EUROPEAN_COMMISSION = "10.13039/501100000780"
LOCALE = "en"  # the only one that Zenodo takes for a licence or a grant of one's own


def only(held: Metadata, *names: str) -> Native:
    """The parts of these names that are there."""
    return {name: held[name] for name in names if held.get(name) not in (None, "")}


def bare(value: Any) -> Any:
    """What comes from a vocabulary as its id alone: answers show its titles too, which are refused in a request."""
    if isinstance(value, Mapping):
        return {"id": value["id"]} if "id" in value else {key: bare(part) for key, part in value.items()}
    return [bare(one) for one in value] if isinstance(value, list) else value


def named(value: Any, key: str = "id") -> str:
    """What a reference such as {"id": …} names; the name itself is one too."""
    return str(value.get(key, "") if isinstance(value, Mapping) else value)


def language(name: str) -> str:
    """The code of three letters."""
    return languages().get(name, name)


def typed(one: Metadata) -> Native:
    """A title or description with the ids of its type and its language."""
    kind = {"type": {"id": one["type"]}} if "type" in one else {}
    return {**one, **kind, **({"lang": {"id": language(str(one["lang"]))}} if "lang" in one else {})}


def untyped(held: Metadata) -> Metadata:
    """The same as a manifest writes it."""
    return {**held, **{name: held[name]["id"] for name in ("type", "lang") if held.get(name)}}


def right(one: Any) -> Native:
    """A licence of Zenodo's list by its id, or one's own in words."""
    if not isinstance(one, Mapping) or "id" in one:
        name = named(one).strip()
        return {"id": native_licenses().get(name.lower(), name)}
    return {**{key: {LOCALE: one[key]} for key in ("title", "description") if key in one}, **only(one, "link")}


def license_(held: Metadata) -> Any:
    """A licence as a manifest writes it."""
    if "id" in held:
        return held["id"]
    return {**{key: _text(held[key]) for key in ("title", "description") if held.get(key)}, **only(held, "link")}


def _text(told: Any) -> str:
    return str(next(iter(told.values()), "")) if isinstance(told, Mapping) else str(told)


def grant(one: Any) -> Native:
    """A grant by the number that its funder gave it: 10.13039/FUNDER::NUMBER, or NUMBER alone of the EU's."""
    funder, both, number = named(one).rpartition("::")
    funder = ror(funder if both else EUROPEAN_COMMISSION)
    return {"funder": {"id": funder}, "award": {"id": f"{funder}::{number}"}}


def ror(funder: str) -> str:
    """A funder's ROR id, without its address; what is no DOI of a funder is one."""
    return funders().get(funder, funder.removeprefix("https://ror.org/"))


def funding(one: Metadata) -> Native:
    """Who paid: a funder of Zenodo's list or of one's own, with an award of its list, one's own, or none."""
    award = one.get("award")
    told: Native = {}
    if isinstance(award, Mapping):
        link = [{"identifier": award["url"], "scheme": "url"}] if "url" in award else []
        title = {"title": {LOCALE: award["title"]}} if "title" in award else {}
        told["award"] = {**only(award, "number"), **title, **({"identifiers": link} if link else {})}
    elif award is not None:
        told = grant(award)
    if "funder" in one:
        funder = str(one["funder"])
        told["funder"] = {"id": ror(funder)} if is_listed(funder) else {"name": funder}
    return told


def is_listed(funder: str) -> bool:
    """Whether that is a ROR id (nine letters and figures, the first is 0), or a DOI that stands for one."""
    bare = ror(funder)
    return len(bare) == len("00k4n6c32") and bare[0] == "0" and bare.isalnum()


def funded(held: Metadata) -> Metadata:
    """The same as a manifest writes it; what a grant's id says of its funder is not said twice."""
    award, funder = held.get("award") or {}, held.get("funder") or {}
    if "id" in award:
        return {"award": award["id"]}
    url = next((one["identifier"] for one in award.get("identifiers", ()) if one.get("scheme") == "url"), None)
    title = {"title": _text(award["title"])} if award.get("title") else {}
    told = {**only(award, "number"), **title, **({"url": url} if url else {})}
    return {"funder": funder.get("id") or funder.get("name", ""), **({"award": told} if told else {})}


def date(one: Metadata) -> Native:
    """A date, or from when to when."""
    ends = [one[name] for name in ("start", "end") if one.get(name)]
    when = one.get("date") or "/".join(dict.fromkeys(ends))
    return {"date": when, **_coded("type", one.get("type")), **only(one, "description")}


def dated(held: Metadata) -> Metadata:
    """The same as a manifest writes it."""
    return {**held, "type": held["type"]["id"]} if held.get("type") else held


def _coded(name: str, code: object) -> Native:
    """A word of one of Zenodo's lists, which it knows in lower case only."""
    return {name: {"id": str(code).lower()}} if code else {}


def reference(one: Any) -> Native:
    """A reference: a text, or more."""
    return dict(one) if isinstance(one, Mapping) else {"reference": one}


def referenced(held: Metadata) -> Any:
    """The same as a manifest writes it."""
    return held if "identifier" in held else held.get("reference", "")


def keyword(one: Any) -> Native:
    """A keyword, or a subject of a list by its id."""
    return {"id": one["id"]} if isinstance(one, Mapping) else {"subject": one}


def keyed(held: Metadata) -> Any:
    """The same as a manifest writes it."""
    return only(held, "id") or held.get("subject", "")


def related(one: Metadata) -> Native:
    """What it has to do with; Zenodo finds out the scheme of an identifier, unless one is named."""
    kind = {"resource_type": {"id": one["resource_type"]}} if one.get("resource_type") else {}
    return {**only(one, "identifier", "scheme"), **_coded("relation_type", one.get("relation")), **kind}


def unrelated(held: Metadata) -> Metadata:
    """The same as a manifest writes it."""
    kind = {"resource_type": held["resource_type"]["id"]} if held.get("resource_type") else {}
    relation = {"relation": held["relation_type"]["id"]} if held.get("relation_type") else {}
    return {**only(held, "identifier", "scheme"), **relation, **kind}


def location(one: Metadata) -> Native:
    """A place, by its name or its point."""
    told = only(one, "place", "description")
    if "lat" in one and "lon" in one:
        told["geometry"] = {"type": "Point", "coordinates": [float(one["lon"]), float(one["lat"])]}
    return told


def located(held: Metadata) -> Metadata:
    """The same as a manifest writes it; of geometries it can say points only, and no identifiers."""
    geometry = held.get("geometry") or {}
    if geometry.get("type") != "Point":
        return only(held, "place", "description")
    lon, lat, *_ = geometry["coordinates"]
    return {**only(held, "place", "description"), "lat": lat, "lon": lon}
