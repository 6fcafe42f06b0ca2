"""From the legacy API's deposition to the native record.

Written so that a malformed shape breaks it where it breaks the real server: that one answers 500 and so does this
(zenodo-rdm's legacy deserialisers, read and observed 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from publishpipe.local.zenodo import identifiers, refusals, vocabularies
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.texts import clean_text
from publishpipe.local.zenodo.validation import MISSING, NULL, REQUIRED, Errors

JOURNAL = {"title": "journal_title", "volume": "journal_volume", "issue": "journal_issue", "pages": "journal_pages"}
MEETING = {key: f"conference_{key}" for key in ("title", "acronym", "dates", "place", "url", "session", "session_part")}
IMPRINT = {"title": "partof_title", "pages": "partof_pages", "isbn": "imprint_isbn", "place": "imprint_place"}


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


def deserialise(body: Any) -> Json:
    """The native record that a legacy body means.

    Raises:
        Refusal: 400 with all problems, or 500 for shapes that nobody expected.
    """
    try:
        return _deserialise(body)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise refusals.broken() from None


def _deserialise(body: Any) -> Json:
    errors = Errors()
    metadata = body.get("metadata", {})
    if metadata is None:
        errors.add("metadata", NULL)
    for key in body.keys() - {"metadata", "files"}:
        errors.add(key, "Unknown field.")
    native: Json = {"files": {"enabled": True}}
    if "metadata" in body and metadata is not None:
        native["metadata"] = _metadata(_with_default_license(metadata), errors)
    if len(errors):
        raise refusals.invalid(errors.listed())
    # In this order: the first that fails decides about the answer.
    if metadata.get("doi"):
        native["pids"] = _pids(metadata["doi"])
    native["access"] = _access(metadata)
    communities = _communities(metadata.get("communities"))
    native["custom_fields"] = _custom_fields(metadata) | communities | _legacy_subjects(metadata)
    return native


def _with_default_license(metadata: Json) -> Json:
    if not metadata or "license" in metadata or metadata.get("access_right", "open") not in ("open", "embargoed"):
        return metadata
    return {**metadata, "license": "CC0-1.0" if metadata.get("upload_type") == "dataset" else "CC-BY-4.0"}


def _metadata(data: Json, errors: Errors) -> Json:
    try:
        related, alternate = _split_identifiers(data.get("related_identifiers", []))
    except Problem as problem:  # before anything else is looked at
        problem.add_to(errors, "metadata.related_identifiers")
        return {}
    data = {**data, "related_identifiers": related, "alternate_identifiers": alternate}
    native: Json = {
        "publication_date": datetime.now(UTC).date().isoformat(),
        "publisher": "Zenodo",
    }
    for key, (name, load) in FIELDS.items():
        if key not in data or data[key] is MISSING:
            continue
        if data[key] is None:
            errors.add(f"metadata.{key}", NULL)
            continue
        try:
            value = load(data[key])
        except Problem as problem:
            problem.add_to(errors, f"metadata.{key}")
        else:
            if value is not MISSING:
                native[name] = value
    if not len(errors):
        _add_derived(native, data)
    return native


def _add_derived(native: Json, data: Json) -> None:
    """What is made of several fields."""
    if data.get("upload_type"):
        kind = data["upload_type"]
        subtype = data.get(f"{kind}_type")
        # The vocabulary has an alias for this one id.
        subtype = "dissertation" if (kind, subtype) == ("publication", "thesis") else subtype
        native["resource_type"] = {"id": f"{kind}-{subtype}" if subtype else kind}
    people = list(_supervisors(data)) + list(_contributors(data))
    if people:
        native["contributors"] = people
    native.setdefault("additional_descriptions", [])
    for key, type_ in (("notes", "notes"), ("method", "methods")):
        if data.get(key):
            native["additional_descriptions"].append({"description": data[key], "type": {"id": type_}})


def _split_identifiers(given: Any) -> tuple[Any, Any]:
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


# One loader for each field


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Problem("Not a valid string.")
    return clean_text(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Problem("Not a valid list.")
    return value


def _person(data: Json) -> Json:
    person: Json = {"type": "personal"}
    name = data.get("name")
    if name:
        if name.count(",") == 1:
            person["family_name"], person["given_name"] = (part.strip() for part in name.split(","))
        else:
            person["family_name"] = name
    known = []
    if data.get("orcid"):
        known.append({"scheme": "orcid", "identifier": identifiers.normal_orcid(data["orcid"])})
    if data.get("gnd"):
        known.append({"scheme": "gnd", "identifier": identifiers.normal_gnd(data["gnd"])})
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
    return [_person(one) for one in people]


def _supervisors(data: Json) -> Iterator[Json]:
    for one in data.get("thesis_supervisors") or ():
        yield {**_person(one), "role": {"id": "supervisor"}}


def _contributors(data: Json) -> Iterator[Json]:
    for one in data.get("contributors") or ():
        role = {"role": {"id": one["type"].lower()}} if one.get("type") else {}
        yield {**_person(one), **role}


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
        funder = vocabularies.FUNDERS.get(funder, funder)
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


def _locations(value: Any) -> Json:
    return {"features": [_location(one) for one in value]}


def _location(one: Json) -> Json:
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
    if not one["identifier"]:
        raise Problem({".scheme": REQUIRED, ".identifier": REQUIRED})
    scheme = identifiers.detect(one["identifier"], identifiers.RECORD_SCHEMES)
    if not scheme:
        raise Problem({".scheme": identifiers.UNKNOWN_SCHEME})
    return {"identifier": identifiers.normal(one["identifier"], scheme), "scheme": scheme}


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


def _custom_fields(metadata: Json) -> Json:
    fields: Json = {}
    for name, keys in (("journal:journal", JOURNAL), ("meeting:meeting", MEETING), ("imprint:imprint", IMPRINT)):
        values = {key: metadata[legacy] for key, legacy in keys.items() if metadata.get(legacy) is not None}
        if values:
            fields[name] = values
    if metadata.get("thesis_university") is not None:
        fields["thesis:thesis"] = {"university": metadata["thesis_university"]}
    fields.update(metadata.get("custom", {}))
    return {name: value for name, value in fields.items() if value is not None}


def _communities(value: Any) -> Json:
    if not value:
        return {}
    if isinstance(value, list) and all(isinstance(one, dict) and "identifier" in one for one in value):
        return {"legacy:communities": [one["identifier"] for one in value]}
    raise refusals.invalid_field("communities", "Communities must be an array of objects with an 'identifier' key.")


def _legacy_subjects(metadata: Json) -> Json:
    if not metadata.get("subjects"):
        return {}
    keys = ("term", "identifier", "scheme")
    subjects = [{key: one[key] for key in keys if one.get(key) is not None} for one in metadata["subjects"]]
    return {"legacy:subjects": subjects}


def _access(metadata: Json) -> Json:
    right, embargo = metadata.get("access_right"), metadata.get("embargo_date")
    if not right or right == "open":
        return {"record": "public", "files": "public"}
    if right in ("restricted", "closed"):
        return {"record": "public", "files": "restricted"}
    if right == "embargoed" and embargo:
        return {"record": "public", "files": "restricted", "embargo": {"active": True, "until": embargo}}
    raise refusals.invalid_field("_schema", "Unknown access type.")


def _pids(doi: str) -> Json:
    if doi.startswith("10.5281/"):
        return {"doi": {"identifier": doi, "provider": "datacite", "client": "datacite"}}
    return {"doi": {"identifier": identifiers.normal(doi, "doi"), "provider": "external"}}
