"""The terms of controlled vocabularies in a record."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import vocabularies


def check(metadata: Json, custom: Json) -> None:
    """Refuse a term that is not in its vocabulary.

    Raises:
        Refusal: 400, naming the first.
    """
    if metadata.get("resource_type", {}).get("id") in vocabularies.NOT_DEPOSITABLE:
        raise refusals.refused(400, "Not a valid value.")
    for vocabulary, name in _terms(metadata, custom):
        if name is not None and name not in vocabulary:
            raise refusals.refused(400, f"Invalid value {name}.")


def bare(record: Json) -> Json:
    """A record with nothing but the ids of what is in a vocabulary: that is all that is stored."""
    return {**record, "metadata": _bare(record["metadata"]), "custom_fields": _without_titles(record["custom_fields"])}


def _bare(metadata: Json) -> Json:
    kept = _without_titles(metadata)
    for field, part, _ in (*PARTS, ("creators", "role", None), ("contributors", "role", None)):
        if field in kept:
            kept[field] = [{**one, part: _id(one[part])} if one.get(part) else one for one in kept[field]]
    for field in ("creators", "contributors"):
        if field in kept:
            kept[field] = [_placed(one) for one in kept[field]]
    return kept


def _without_titles(fields: Json) -> Json:
    """The same with the ids of those fields that are terms, or lists of them."""
    one = {name: _id(fields[name]) for name in TERMS if name in fields}
    return {**fields, **one, **{name: list(map(_id, fields[name])) for name in LISTS if name in fields}}


def _id(term: Json) -> Json:
    return {"id": term["id"]} if term.get("id") else term


def _placed(person: Json) -> Json:
    places = {"affiliations": [_id(one) for one in person["affiliations"]]} if "affiliations" in person else {}
    return {**person, **places}


def any_in(native: Json) -> bool:
    """Whether a record refers to any vocabulary."""
    return any(name for _, name in _terms(native["metadata"], native["custom_fields"]))


def _terms(metadata: Json, custom: Json) -> Iterable[tuple[Any, Any]]:
    """Every id of a controlled vocabulary in a record, with the vocabulary."""
    yield vocabularies.terms("resource_types"), metadata.get("resource_type", {}).get("id")
    for person in (*metadata.get("creators", []), *metadata.get("contributors", [])):
        yield vocabularies.terms("roles"), person.get("role", {}).get("id")
        yield from ((vocabularies.ORGANISATIONS, place.get("id")) for place in person.get("affiliations", []))
    for field, part, vocabulary in PARTS:
        yield from ((vocabulary(), (one.get(part) or {}).get("id")) for one in metadata.get(field, []))
    for field, vocabulary in (("languages", vocabularies.languages), ("rights", vocabularies.licenses)):
        yield from ((vocabulary(), one.get("id")) for one in metadata.get(field, []))
    yield from (((), one.get("id")) for one in metadata.get("subjects", []))  # none with ids are known
    for one in custom.get("code:programmingLanguage", []):
        yield vocabularies.terms("programming_languages"), one.get("id")
    yield vocabularies.terms("development_status"), custom.get("code:developmentStatus", {}).get("id")


def _of(name: str) -> Callable[[], Container[object]]:
    return lambda: vocabularies.terms(name)


#: Fields that are a term, and those that are a list of terms.
TERMS = ("resource_type", "code:developmentStatus")
LISTS = ("languages", "rights", "subjects", "code:programmingLanguage")
#: Field, what in each of its items is a term, the vocabulary.
PARTS: tuple[tuple[str, str, Callable[[], Container[object]]], ...] = (
    ("additional_titles", "type", _of("title_types")),
    ("additional_titles", "lang", vocabularies.languages),
    ("additional_descriptions", "type", _of("description_types")),
    ("additional_descriptions", "lang", vocabularies.languages),
    ("dates", "type", _of("date_types")),
    ("related_identifiers", "relation_type", _of("relation_types")),
    ("related_identifiers", "resource_type", _of("resource_types")),
    ("funding", "funder", lambda: vocabularies.ORGANISATIONS),
    ("funding", "award", lambda: vocabularies.AWARDS),
)
