"""What is told of the terms, people's places, funders and awards of a record, beside the ids that it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import vocabularies

Tell = Callable[[str], Json]
TOPIC = {"ar": "موضوع", "cs": "Téma", "de": "Thema", "en": "Topic", "es": "Tópico", "sv": "Tema"}


def of(item: Json) -> Json:
    """A record with all that."""
    return {**item, "metadata": _metadata(item["metadata"]), "custom_fields": _custom_fields(item["custom_fields"])}


def _metadata(native: Json) -> Json:
    shown = dict(native)
    if "resource_type" in native:
        shown["resource_type"] = _told(native["resource_type"], _titles("resource_types"))
    for field, part, tell in PARTS:
        if field in shown:
            shown[field] = [{**one, part: _told(one[part], tell)} if one.get(part) else one for one in shown[field]]
    for field in ("creators", "contributors"):
        if field in shown:
            shown[field] = [_placed(one) for one in shown[field]]
    for field, tell in (("rights", _license), ("languages", _language)):
        if field in shown:
            shown[field] = [_told(one, tell) for one in shown[field]]
    return shown


def _custom_fields(native: Json) -> Json:
    shown = dict(native)
    if "code:programmingLanguage" in native:
        tell = _titles("programming_languages")
        shown["code:programmingLanguage"] = [_told(one, tell) for one in native["code:programmingLanguage"]]
    if "code:developmentStatus" in native:
        shown["code:developmentStatus"] = _told(native["code:developmentStatus"], _titles("development_status"))
    return shown


def titled(community: Json) -> Json:
    """A community with the titles of its type."""
    return {**community, "metadata": {**community["metadata"], "type": {"id": "topic", "title": TOPIC}}}


def localised(value: Any) -> Any:
    """The same with texts in the language of the pages in place of titles in many."""
    if isinstance(value, list):
        return [localised(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        f"{name}_l10n" if isinstance(one, dict) and "en" in one else name: one["en"]
        if isinstance(one, dict) and "en" in one
        else localised(one)
        for name, one in value.items()
    }


def _told(term: Json, tell: Tell) -> Json:
    """A term with what is known of it; as it is if it has no id, as somebody made it up."""
    return {"id": term["id"], **tell(term["id"])} if term.get("id") else term


def _placed(person: Json) -> Json:
    if "affiliations" not in person:
        return person
    return {**person, "affiliations": [_told(one, vocabularies.organisation) for one in person["affiliations"]]}


def _titles(vocabulary: str) -> Tell:
    return lambda name: {"title": vocabularies.terms(vocabulary)[name]}


def _language(name: str) -> Json:
    return {"title": {"en": vocabularies.languages()[name]}}


def _license(name: str) -> Json:
    known = vocabularies.licenses()[name]
    shown: Json = {"title": {"en": known.title}, "description": {"en": known.description}}
    if known.icon:
        shown["icon"] = known.icon
    return {**shown, "props": {"url": known.url, "scheme": known.scheme}} if known.url else shown


PARTS: tuple[tuple[str, str, Tell], ...] = (
    ("additional_titles", "type", _titles("title_types")),
    ("additional_titles", "lang", _language),
    ("additional_descriptions", "type", _titles("description_types")),
    ("additional_descriptions", "lang", _language),
    ("creators", "role", _titles("roles")),
    ("contributors", "role", _titles("roles")),
    ("dates", "type", _titles("date_types")),
    ("related_identifiers", "relation_type", _titles("relation_types")),
    ("related_identifiers", "resource_type", _titles("resource_types")),
    ("funding", "funder", vocabularies.organisation),
    ("funding", "award", vocabularies.award),
)
