"""A record's page as it will be, in plain values: how it is drawn is another's business. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from publishpipe.model.citation import doi_url
from publishpipe.model.urls import doi_in, is_address


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is said: a text, where it leads to (a web address, or nothing), and what stands behind it."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said under one name; `field` is where in the metadata it comes from."""

    name: str
    items: tuple[Item, ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A long text: HTML that is clean already, as the repository keeps it."""

    name: str
    html: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader will see, the files aside.

    `overline` is what stands above the title, `naming` the field that the title comes from.
    """

    title: str
    naming: str
    overline: tuple[Item, ...]
    people: tuple[Item, ...]
    facts: tuple[Fact, ...]
    prose: tuple[Prose, ...]
    citation: str


def linked(text: str, note: str = "", *, scheme: str = "") -> Item:
    """A text that leads to what it names: a DOI (but none for tests), a web address, or an id that has an address."""
    doi = doi_in(text)
    homes = {"orcid": "https://orcid.org/", "ror": "https://ror.org/", "arxiv": "https://arxiv.org/abs/"}
    url = doi_url(doi) if doi else text if is_address(text) else ""
    if not url and scheme.lower() in homes:
        url = homes[scheme.lower()] + text
    return Item(text, url if is_address(url) else "", note)


def words(name: str) -> str:
    """A field's or relation's name as people write it: `isSupplementTo` is `Is supplement to`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", name)
    return apart[:1].upper() + apart[1:].lower()


def told(value: object) -> tuple[Item, ...]:
    """Any value of a field, item by item: nothing is left out, whatever it is."""
    if isinstance(value, list | tuple):
        return tuple(item for one in value for item in told(one))
    if isinstance(value, Mapping):
        known = sorted(value, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
        parts = [_part(str(name), value[name]) for name in known if value[name]]
        return (linked(parts[0], ", ".join(parts[1:])),) if parts else ()
    return (linked(str(value)),) if value not in (None, "") else ()


def _part(name: str, value: object) -> str:
    """A part of a value, with its name where it does not speak for itself."""
    whole = ", ".join(item.text + (f" ({item.note})" if item.note else "") for item in told(value))
    return whole if name in _FIRST else f"{words(name).lower()} {whole}"


#: The parts of a value that speak for themselves, in the order in which they are told.
_FIRST = ("name", "title", "term", "place", "date", "reference", "identifier", "type", "scheme", "id", "description")
