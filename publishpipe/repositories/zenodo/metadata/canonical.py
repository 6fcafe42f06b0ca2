"""Zenodo metadata in canonical form: what was meant and what was read are the same if their forms are equal. Pure.

Source of every rule: zenodo-rdm's legacy and native API, observed and read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import native
from publishpipe.repositories.zenodo.metadata.completing import UNSAID, completed
from publishpipe.repositories.zenodo.metadata.forms import form
from publishpipe.repositories.zenodo.metadata.vocabularies import native_licenses

#: Values that are chosen once where the manifest gives none; sent again, as else an edit would choose anew.
PINNED = ("publication_date", "license", "imprint_publisher")

_DATES = r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?"


def with_marker(metadata: Metadata, marker: str) -> Metadata:
    """Metadata that a lost deposition can be found again by."""
    mark = {"identifier": marker}
    return {**metadata, "alternate_identifiers": [*metadata.get("alternate_identifiers", ()), mark]}


def without_marker(metadata: Metadata, marker: str = "urn:uuid:") -> Metadata:
    """Metadata of a draft without such a mark, or that one, which belongs to the lockfile that it was drawn for."""
    several = metadata.get("alternate_identifiers", ())
    left = [one for one in several if not str(one.get("identifier")).startswith(marker)]
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


def differences(meant: Metadata, read: Metadata, said: Metadata = UNSAID) -> tuple[str, ...]:
    """The names of the fields in which the server holds something else than what was meant; see `wanted`."""
    left, right = wanted(meant, read, said), canonical(read)
    return tuple(sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name)))


def wanted(meant: Metadata, read: Metadata, said: Metadata = UNSAID) -> Metadata:
    """What is meant, in canonical form, with what its short forms leave as it is there.

    Args:
        meant: as a manifest says it.
        read: what is there.
        said: what the manifest said when it was applied last, in normal form: what it leaves out of that goes.
    """
    return _short(completed(normal(meant), normal(read), said))


def canonical(metadata: Metadata) -> Metadata:
    """The form that two ways of saying the same have in common."""
    return _short(normal(metadata))


def normal(metadata: Metadata) -> Metadata:
    """The same, with the names of what has an id."""
    told = native.manifest(native.record({"access_right": "open", **sent(metadata)}))
    value = {name: form(name)(given) for name, given in told.items()}
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
