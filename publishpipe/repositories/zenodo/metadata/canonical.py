"""Zenodo metadata in canonical form: what was meant and what was read are the same if their forms are equal. Pure.

Source of every rule: zenodo-rdm's legacy and native API, observed and read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import native
from publishpipe.repositories.zenodo.metadata.completing import completed
from publishpipe.repositories.zenodo.metadata.texts import clean, clean_html
from publishpipe.repositories.zenodo.metadata.vocabularies import native_licenses

#: Values that are chosen once where the manifest gives none; sent again, as else an edit would choose anew.
PINNED = ("publication_date", "license", "imprint_publisher")

_HTML = {"description", "notes", "method", "additional_descriptions"}
#: Identifiers whose hyphens and spaces are only for the eye: ISBN, ISSN, ISNI and ORCID.
_GROUPED = re.compile(r"[\d][\d -]{6,17}[\dX]", re.IGNORECASE)
_DATES = r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?"
_PREFIX = re.compile(
    r"^(https?://(dx\.)?doi\.org/|doi:|https?://hdl\.handle\.net/|hdl:|arxiv:|pmid:|wikidata:|ads:|isbn:?|issn:?)\s*",
    re.IGNORECASE,
)


def with_marker(metadata: Metadata, marker: str) -> Metadata:
    """Metadata that a lost deposition can be found again by."""
    mark = {"identifier": marker}
    return {**metadata, "alternate_identifiers": [*metadata.get("alternate_identifiers", ()), mark]}


def without_marker(metadata: Metadata) -> Metadata:
    """Metadata of a draft without such a mark, which belongs to the lockfile that it was drawn for."""
    several = metadata.get("alternate_identifiers", ())
    left = [one for one in several if not str(one.get("identifier")).startswith("urn:uuid:")]
    return {**metadata, "alternate_identifiers": left}


def with_required(metadata: Metadata, today: str) -> Metadata:
    """With what nothing is published without; `today` is YYYY-MM-DD."""
    return {"publication_date": today, "imprint_publisher": "Zenodo", **metadata}


def with_license(metadata: Metadata) -> Metadata:
    """With the licence that a new record has whose manifest says none, as by the deposit API."""
    closed = metadata.get("access_right", "open") not in {"open", "embargoed"}
    name = "cc-zero" if metadata.get("upload_type") == "dataset" else "cc-by-4.0"
    return metadata if closed or "license" in metadata else {**metadata, "license": name}


def pinned(meant: Metadata, read: Metadata) -> Metadata:
    """What is there of the fields that `meant` leaves out and the server or the deposit API chose."""
    return {name: read[name] for name in PINNED if name not in meant and name in read}


def to_keep(chosen: Metadata) -> Metadata:
    """Of what was chosen, what can be sent again: anything else would be refused for ever."""
    return {name: value for name, value in chosen.items() if _can_be_sent(name, value)}


def _can_be_sent(name: str, value: object) -> bool:
    if name == "license":
        return str(value).lower() in native_licenses() or not isinstance(value, str)
    form = _DATES if name == "publication_date" else r".*\S.*"
    return isinstance(value, str) and re.fullmatch(form, value, re.ASCII | re.DOTALL) is not None


def differences(meant: Metadata, read: Metadata) -> tuple[str, ...]:
    """The names of the fields in which the server holds something else than what was meant."""
    left, right = wanted(meant, read), canonical(read)
    return tuple(sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name)))


def wanted(meant: Metadata, read: Metadata) -> Metadata:
    """What is meant, in canonical form, with what its short forms leave as it is there."""
    return _short(completed(normal(meant), normal(read)))


def canonical(metadata: Metadata) -> Metadata:
    """The form that two ways of saying the same have in common."""
    return _short(normal(metadata))


def normal(metadata: Metadata) -> Metadata:
    """The same, with the names of what has an id."""
    told = native.manifest(native.record({"access_right": "open", **sent(metadata)}))
    value = {name: _form(name)(given) for name, given in told.items()}
    return {name: given for name, given in value.items() if given not in ("", [], {}, None)}


def lifted(metadata: Metadata, today: str) -> Metadata:
    """Metadata without an embargo that is over on that day (YYYY-MM-DD); the server opens the files some time after."""
    value = dict(metadata)
    if value.get("access_right") == "embargoed" and str(value.get("embargo_date", "9999")) <= today:
        value["access_right"] = "open"
    return sent(value)


def sent(metadata: Metadata) -> Metadata:
    """What a request may hold: an embargo only where there is one."""
    free = metadata.get("access_right") != "embargoed"
    return {
        name: value for name, value in metadata.items() if not (free and name in {"embargo_date", "embargo_reason"})
    }


def _form(name: str) -> Callable[[Any], Any]:
    forms: dict[str, Callable[[Any], Any]] = {
        "related_identifiers": _related,
        "alternate_identifiers": _related,
        "communities": lambda items: [
            {"identifier": slug} for slug in sorted({str(one["identifier"]) for one in items})
        ],
        "custom": lambda given: _cleaned(given, clean),
        "grants": lambda items: sorted(items, key=lambda item: str(item["id"])),
        "doi": lambda doi: _PREFIX.sub("", str(doi)),
    }
    return forms.get(name) or (lambda given: _plain(_cleaned(given, clean_html if name in _HTML else clean)))


def _cleaned(given: object, cleaned: Callable[[str], str]) -> Any:
    """Texts cleaned, and what is empty left out, at any depth."""
    if isinstance(given, str):
        return cleaned(given)
    if isinstance(given, list):
        return [_cleaned(item, cleaned) for item in given]
    if not isinstance(given, Mapping):
        return given
    parts = {key: _cleaned(value, cleaned) for key, value in given.items()}
    return {key: value for key, value in parts.items() if value not in ("", None, [])}


def _plain(given: object) -> Any:
    """Names and identifiers of persons and places as Zenodo writes them."""
    if isinstance(given, list):
        return [_plain(item) for item in given]
    if not isinstance(given, Mapping):
        return given
    parts = {key: _part(key, _plain(value)) for key, value in given.items()}
    return {key: value for key, value in parts.items() if value not in ("", None, [])}


def _part(key: str, value: Any) -> Any:
    if key in {"orcid", "isni"}:
        digits = re.sub(r"[^\dX]", "", str(value).rpartition("/")[2].upper())
        return "-".join(digits[i : i + 4] for i in range(0, 16, 4)) if key == "orcid" else digits
    if key == "name":
        return ", ".join(filter(None, map(str.strip, str(value).split(","))))
    if key == "ror":
        return str(value).rpartition("/")[2].lower()
    return re.sub(r"^(gnd:|https?://d-nb\.info/gnd/)", "", str(value)) if key == "gnd" else value


def _related(items: list[Metadata]) -> list[Metadata]:
    """Identifiers without the prefix that the server takes off."""
    return [{**_plain(_cleaned(item, clean)), "identifier": _identifier(item.get("identifier", ""))} for item in items]


def _identifier(text: object) -> str:
    """An identifier without its prefix; case and hyphens are part of most."""
    plain = _PREFIX.sub("", clean(str(text)))
    return re.sub(r"[ -]", "", plain).upper() if _GROUPED.fullmatch(plain) else plain


def _short(metadata: Metadata) -> Metadata:
    """Without the names of affiliations that have an id: Zenodo knows them."""
    people = {
        name: [_by_id(one) for one in metadata[name]] for name in ("creators", "contributors") if name in metadata
    }
    return {**metadata, **people}


def _by_id(person: Metadata) -> Metadata:
    if "affiliations" not in person:
        return person
    places = [
        {"ror": place["ror"]} if isinstance(place, Mapping) and "ror" in place else place
        for place in person["affiliations"]
    ]
    return {**person, "affiliations": places}
