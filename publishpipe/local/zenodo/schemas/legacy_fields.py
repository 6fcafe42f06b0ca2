"""The fields of legacy metadata, one by one: what is made of each, and what is refused.

A malformed shape breaks these functions where it breaks the real server's (see `schemas.legacy`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import identifiers, schemes, vocabularies
from publishpipe.local.zenodo.schemas.texts import clean_text
from publishpipe.local.zenodo.schemas.validation import MISSING, NULL, REQUIRED, Errors


class Problem(Exception):  # noqa: N818 - what it is, is said when it is listed
    """A value that is refused.

    Attributes:
        messages: What is wrong, by the rest of the path.
    """

    def __init__(self, messages: Mapping[str, str] | str) -> None:
        super().__init__(messages)
        self.messages = {"": messages} if isinstance(messages, str) else messages

    def add_to(self, errors: Errors, path: str) -> None:
        """Note the problem at its path."""
        for below, message in self.messages.items():
            errors.add(f"{path}{below}", message)


def split_identifiers(given: Any) -> tuple[Any, Any]:
    """Related identifiers, and those that are the record's own by another name."""
    if not isinstance(given, list):
        raise Problem("related_identifiers must be a list")
    for index, one in enumerate(given):
        if not isinstance(one, dict):
            raise Problem({f".{index}": "Each related identifier must be an object"})
        if not isinstance(one.get("relation", ""), str | None):
            raise Problem({f".{index}.relation": "relation must be a string"})
    alternate = [one for one in given if one.get("relation") == "isAlternateIdentifier"]
    related = [one for one in given if one.get("relation") != "isAlternateIdentifier"]
    return related or MISSING, alternate or MISSING


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Problem("Not a valid string.")
    return clean_text(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Problem("Not a valid list.")
    return value


def person(data: Json) -> Json:
    """A creator or contributor, but for the role."""
    person: Json = {"type": "personal"}
    name = data.get("name")
    if name:
        if name.count(",") == 1:
            person["family_name"], person["given_name"] = (part.strip() for part in name.split(","))
        else:
            person["family_name"] = name
    known = []
    if data.get("orcid"):
        known.append({"scheme": "orcid", "identifier": schemes.normal_orcid(data["orcid"])})
    if data.get("gnd"):
        known.append({"scheme": "gnd", "identifier": schemes.normal_gnd(data["gnd"])})
    if known:
        person["identifiers"] = known
    creator: Json = {"person_or_org": person}
    if data.get("affiliation"):
        creator["affiliations"] = [{"name": data["affiliation"]}]
    return creator


def _creators(value: Any) -> list[Json]:
    people = _list(value)
    nulls = {f".{index}": NULL for index, one in enumerate(people) if one is None}
    if nulls:
        raise Problem(nulls)
    return [person(one) for one in people]


def _objects(value: Any) -> Any:
    for index, one in enumerate(_list(value)):
        if one is None:
            raise Problem({f".{index}": NULL})
        if not isinstance(one, dict):
            raise Problem({f".{index}": "Not a valid mapping type."})
    return MISSING


def _funding(value: Any) -> Any:
    funding = []
    for grant in value:
        funder, found, number = grant["id"].partition("::")
        if not found:
            funder, number = "10.13039/501100000780", grant["id"]
        funder = vocabularies.funders().get(funder, funder)
        funding.append({"funder": {"id": funder}, "award": {"id": f"{funder}::{number}"}})
    return funding or MISSING


def _rights(value: Any) -> list[Any]:
    if not isinstance(value, dict | str):
        raise Problem(f"Invalid license value provided (expected string, or object with 'id' key): {value}")
    if not value and isinstance(value, dict):
        raise Problem(f"Invalid license object provided (missing 'id' key): {value}")
    name = value if isinstance(value, str) else value["id"]
    found = vocabularies.find_license(name)
    if found is None:
        raise Problem(f"Invalid license provided: {name}")
    return [found]


def _locations(value: Any) -> Any:
    return {"features": [_location(one) for one in value]} if value else MISSING


def _location(one: Json) -> Json:
    if isinstance(one["place"], str) and not one["place"].strip():
        raise ValueError("The real server breaks on an empty place (zenodo-rdm, observed 2026-11).")
    feature: Json = {"place": one["place"]}
    if one.get("lat") and one.get("lon"):  # a zero loses both, as there
        feature["geometry"] = {"type": "Point", "coordinates": [one["lon"], one["lat"]]}
    if one.get("description"):
        feature["description"] = one["description"]
    return feature


def _subjects(value: Any) -> Any:
    return [{"subject": keyword} for keyword in value] if value else MISSING


def _references(value: Any) -> list[Json]:
    return [{"reference": one} for one in value]


def _dates(value: Any) -> list[Json]:
    return [_date(one) for one in value]


def _date(one: Json) -> Json:
    start, end = one.get("start"), one.get("end")
    if not start and not end:
        raise Problem("Invalid date provided.")
    both = start and end and start != end
    native = {"date": f"{start}/{end}" if both else start or end, "type": {"id": one["type"].lower()}}
    if one.get("description"):
        native["description"] = one["description"]
    return native


def _languages(value: Any) -> list[Json]:
    if len(value) not in (2, 3):
        raise Problem("Language must be either ISO-639-1 or 639-2 compatible.")
    return [{"id": vocabularies.two_letter_languages().get(value) if len(value) == 2 else value}]


def _identified(one: Json) -> Json:
    if one["identifier"] is None:
        raise Problem({".identifier": NULL})
    if not one["identifier"]:
        raise Problem({".scheme": REQUIRED, ".identifier": REQUIRED})
    identifier = one["identifier"].strip()
    scheme = identifiers.detect(identifier, identifiers.RECORD_SCHEMES)
    if not scheme:
        raise Problem({".scheme": identifiers.UNKNOWN_SCHEME})
    return {"identifier": identifiers.normal(identifier, scheme), "scheme": scheme}


def _related(value: Any) -> list[Json]:
    return [_related_one(one) for one in value]


def _related_one(one: Json) -> Json:
    # An old typing error of the real server's is still accepted.
    relation = one["relation"].replace("isOrignialFormOf", "isOriginalFormOf")
    native = {**_identified(one), "relation_type": {"id": relation.lower()}}
    if one.get("resource_type"):
        native["resource_type"] = {"id": one["resource_type"]}
    return native


def _alternate(value: Any) -> list[Json]:
    return [_identified(one) for one in value]


#: Legacy field → its native name, and what makes the native value.
FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "title": ("title", _string),
    "description": ("description", _string),
    "publication_date": ("publication_date", _string),
    "creators": ("creators", _creators),
    "contributors": ("contributors", _objects),
    "imprint_publisher": ("publisher", _string),
    "grants": ("funding", _funding),
    "license": ("rights", _rights),
    "keywords": ("subjects", _subjects),
    "version": ("version", _string),
    "locations": ("locations", _locations),
    "dates": ("dates", _dates),
    "references": ("references", _references),
    "language": ("languages", _languages),
    "related_identifiers": ("related_identifiers", _related),
    "alternate_identifiers": ("identifiers", _alternate),
}
