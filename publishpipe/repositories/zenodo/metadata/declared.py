"""Metadata as the server shows it → as a manifest writes it, so that both mean the same. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.model.placeholders import escaped
from publishpipe.repositories.zenodo.metadata.canonical import normal
from publishpipe.repositories.zenodo.metadata.vocabularies import native_licenses
from publishpipe.schemas.loader import load

FIRST = ("title", "upload_type", "publication_type", "image_type", "description", "creators", "access_right", "license")
LAST = ("related_identifiers", "references", "grants", "funding", "custom")
DEFAULTS = {"imprint_publisher": "Zenodo", "access_right": "open"}


def declared(read: Metadata) -> Metadata:
    """The metadata of a manifest that means what was read."""
    value = {name: _spelled(name, given) for name, given in normal(read).items() if DEFAULTS.get(name) != given}
    if "contributors" in value:
        value["contributors"] = [_contributor(one) for one in value["contributors"]]
    if "license" in value:
        value["license"] = _license(value["license"])
    rest = [name for name in value if name not in FIRST + LAST]
    ordered = {name: value[name] for name in (*FIRST, *rest, *LAST) if name in value}
    return {name: escaped(given) for name, given in ordered.items() if given}


def _contributor(person: Metadata) -> Metadata:
    """A person's role is called their type."""
    if "type" in person or "role" not in person:
        return person
    return {**{key: given for key, given in person.items() if key != "role"}, "type": person["role"]}


def _license(read: Any) -> Any:
    """Licence ids that the manifest takes for those that are there: some mean another to it."""
    if isinstance(read, list):
        return [_license(one) for one in read]
    known = native_licenses()
    if not isinstance(read, str) or known.get(read) == read:
        return read
    return next((given for given, native in known.items() if native == read), read)


def _spelled(name: str, given: Any) -> Any:
    """Words of Zenodo's lists as the manifest's schema spells them; the server has them in lower case."""
    if not isinstance(given, list):
        return given
    return [_item(name, one) if isinstance(one, Mapping) else one for one in given]


def _item(name: str, one: Metadata) -> Metadata:
    return {key: _words(name, key).get(str(part), part) for key, part in one.items()}


@cache
def _words(field: str, key: str) -> Mapping[str, str]:
    """The words that the schema lists for a part of a list's items, by their lower case."""
    schema = load("zenodo-metadata.v1")
    if key == "role":
        listed = schema["$defs"]["contributor"]["properties"]["type"]["enum"]
    elif (field, key) in {("dates", "type"), ("related_identifiers", "relation")}:
        listed = schema["properties"][field]["items"]["properties"][key]["enum"]
    else:
        listed = ()
    return {word.lower(): word for word in listed}
