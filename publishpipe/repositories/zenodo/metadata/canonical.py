"""Zenodo metadata in canonical form: what was meant and what was read are the same if their forms are equal.

Source of every rule: zenodo-rdm's legacy deposit API, observed and read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.texts import clean, clean_html

#: Values that the server chooses where the manifest gives none; sent again, as else an edit would choose anew.
PINNED = ("publication_date", "license", "imprint_publisher")
MARKER_RELATION = "isAlternateIdentifier"

_HTML = {"description", "notes", "method"}
_IGNORED = {"prereserve_doi", "access_conditions"}
#: Identifiers whose hyphens and spaces are only for the eye: ISBN, ISSN, ISNI and ORCID.
_GROUPED = re.compile(r"[\d][\d -]{6,17}[\dX]", re.IGNORECASE)
_DATES = r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?"
_PREFIX = re.compile(
    r"^(https?://(dx\.)?doi\.org/|doi:|https?://hdl\.handle\.net/|hdl:|arxiv:|pmid:|wikidata:|ads:|isbn:?|issn:?)\s*",
    re.IGNORECASE,
)


def with_marker(metadata: Metadata, marker: str) -> Metadata:
    """Metadata that a lost deposition can be found again by."""
    mark = {"identifier": marker, "relation": MARKER_RELATION}
    return {**metadata, "related_identifiers": [*metadata.get("related_identifiers", ()), mark]}


def pinned(meant: Metadata, read: Metadata) -> Metadata:
    """What the server chose for the fields that `meant` leaves out."""
    return {name: read[name] for name in PINNED if name not in meant and name in read}


def to_keep(chosen: Metadata) -> Metadata:
    """Of what the server chose, what can be sent again: anything else would be refused for ever."""
    return {name: value for name, value in chosen.items() if _can_be_sent(name, value)}


def _can_be_sent(name: str, value: object) -> bool:
    if name == "license":
        return _named(value, "id").lower() in licenses()
    form = _DATES if name == "publication_date" else r".*\S.*"
    return isinstance(value, str) and re.fullmatch(form, value, re.ASCII | re.DOTALL) is not None


def differences(meant: Metadata, read: Metadata) -> tuple[str, ...]:
    """The names of the fields in which the server holds something else than what was meant."""
    left, right = canonical(predicted(meant)), canonical(read)
    return tuple(sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name)))


def predicted(meant: Metadata) -> Metadata:
    """What the server will give back of what is sent: its own words for licences, languages, types."""
    value: dict[str, Any] = {"access_right": "open", **meant}
    if supervisors := value.pop("thesis_supervisors", None):
        moved = [{**person, "type": "Supervisor"} for person in supervisors]
        value["contributors"] = [*moved, *value.get("contributors", ())]
    for name, table in (("license", licenses()), ("language", languages())):
        if name in value:
            value[name] = table.get(_named(value[name], "id").lower(), _named(value[name], "id"))
    if value["access_right"] == "closed":
        value["access_right"] = "restricted"
    if value.get("publication_type") == "thesis":
        value["publication_type"] = "dissertation"
    return value


def canonical(metadata: Metadata) -> Metadata:
    """The form that two ways of saying the same have in common."""
    value = {name: _form(name)(given) for name, given in sent(metadata).items() if name not in _IGNORED}
    if value.get("doi") == metadata.get("prereserve_doi", {}).get("doi"):
        value.pop("doi", None)  # Zenodo's own DOI, which publishing adds
    return {name: given for name, given in value.items() if given not in ("", [], {}, None)}


def lifted(metadata: Metadata, today: str) -> Metadata:
    """Metadata without an embargo that is over on that day (YYYY-MM-DD); the server opens the files some time after."""
    value = dict(metadata)
    if value.get("access_right") == "embargoed" and str(value.get("embargo_date", "9999")) <= today:
        value["access_right"] = "open"
    return sent(value)


def sent(metadata: Metadata) -> Metadata:
    """What a request may hold: the server keeps the date of an embargo that it lifted, but takes no past one."""
    dateless = metadata.get("access_right") != "embargoed"
    return {name: value for name, value in metadata.items() if not (dateless and name == "embargo_date")}


def _form(name: str) -> Callable[[Any], object]:
    forms: dict[str, Callable[[Any], object]] = {
        "related_identifiers": _related,
        "dates": lambda dates: [_plain_parts({**date, "type": str(date.get("type", "")).lower()}) for date in dates],
        "communities": lambda items: sorted({_named(item, "identifier") for item in items}),
        "grants": lambda items: sorted({_named(item, "id") for item in items}),
        "license": lambda given: _named(given, "id"),
        "doi": lambda doi: _PREFIX.sub("", str(doi)),
    }
    return forms.get(name) or (lambda given: _html(given) if name in _HTML else _plain(given))


def _html(given: object) -> object:
    return clean_html(given) if isinstance(given, str) else given


def _plain(given: object) -> object:
    """Texts cleaned, and what is empty left out, at any depth."""
    if isinstance(given, str):
        return clean(given)
    if isinstance(given, list):
        return [_plain(item) for item in given]
    return _plain_parts(given) if isinstance(given, Mapping) else given


def _plain_parts(given: Metadata) -> Metadata:
    """The same of a mapping; the display title of a vocabulary is not part of a value."""
    kept = {key: value for key, value in given.items() if not (key == "title" and "id" in given)}
    items = {key: _person(key, _plain(value)) for key, value in kept.items()}
    return {key: value for key, value in items.items() if value not in ("", None)}


def _person(key: str, value: object) -> object:
    if key == "orcid":
        digits = re.sub(r"[^\dX]", "", str(value).split("orcid.org/")[-1].upper())
        return "-".join(digits[i : i + 4] for i in range(0, 16, 4))
    if key == "name":
        return ", ".join(filter(None, map(str.strip, str(value).split(","))))
    return re.sub(r"^(gnd:|https?://d-nb\.info/gnd/)", "", str(value)) if key == "gnd" else value


def _related(items: Iterable[Metadata]) -> list[Metadata]:
    """Schemes are the server's guess, prefixes come off, and alternate identifiers move to the end."""
    plain = [
        {**_plain_parts(item), "identifier": _identifier(item.get("identifier"))}
        for item in ({name: value for name, value in item.items() if name != "scheme"} for item in items)
    ]
    return sorted(plain, key=lambda item: item.get("relation") == MARKER_RELATION)


def _identifier(text: object) -> str:
    """An identifier without the prefix that the server takes off; case and hyphens are part of most."""
    plain = _PREFIX.sub("", clean(str(text)))
    return re.sub(r"[ -]", "", plain).upper() if _GROUPED.fullmatch(plain) else plain


def _named(value: object, key: str) -> str:
    """What a reference such as {"id": …} names; the name itself is one too."""
    return str(value.get(key, "") if isinstance(value, Mapping) else value)


@cache
def licenses() -> Mapping[str, str]:
    """Every licence id that Zenodo takes, in lower case → the id that it gives back."""
    return _table("licenses.tsv")


@cache
def languages() -> Mapping[str, str]:
    """ISO 639-1 codes → the ISO 639-3 codes that Zenodo gives back."""
    return _table("languages.tsv")


def _table(name: str) -> Mapping[str, str]:
    return dict(_rows(files(__package__).joinpath(name).read_text("utf-8")))


def _rows(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines()[1:]:
        key, _, value = line.partition("\t")
        yield key, value
