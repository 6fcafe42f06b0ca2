"""From the legacy API's deposition to the native record.

Written so that a malformed shape breaks it where it breaks the real server: that one answers 500 and so does this
(zenodo-rdm's legacy deserialisers, read and observed 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import identifiers, legacy_fields
from publishpipe.local.zenodo.schemas.validation import MISSING, NULL, Errors

JOURNAL = {"title": "journal_title", "volume": "journal_volume", "issue": "journal_issue", "pages": "journal_pages"}
MEETING = {key: f"conference_{key}" for key in ("title", "acronym", "dates", "place", "url", "session", "session_part")}
IMPRINT = {"title": "partof_title", "pages": "partof_pages", "isbn": "imprint_isbn", "place": "imprint_place"}
FORMER_PREFIX = "10.5281"  # of the DOIs that older versions gave: stores of theirs keep them


def deserialise(body: Any, doi_prefix: str) -> Json:
    """The native record that a legacy body means, where the server's own DOIs begin with `doi_prefix`.

    Raises:
        Refusal: 400 with all problems, or 500 for shapes that nobody expected.
    """
    try:
        return _deserialise(body, doi_prefix)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise refusals.broken() from None


def _deserialise(body: Any, doi_prefix: str) -> Json:
    errors = Errors()
    metadata = body.get("metadata", {})
    if metadata is None:
        errors.add("metadata", NULL)
    if body.get("files", {}) is None:  # whatever else it is, is ignored
        errors.add("files", NULL)
    for key in body.keys() - {"metadata", "files"}:
        errors.add(key, "Unknown field.")
    native: Json = {"files": {"enabled": True}}
    if "metadata" in body and metadata is not None:
        native["metadata"] = _metadata(_with_default_license(metadata), errors)
    if len(errors):
        raise refusals.invalid(errors.listed())
    # In this order: the first that fails decides about the answer.
    if metadata.get("doi"):
        native["pids"] = _pids(metadata["doi"], doi_prefix)
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
        related, alternate = legacy_fields.split_identifiers(data.get("related_identifiers", []))
    except legacy_fields.Problem as problem:  # before anything else is looked at
        problem.add_to(errors, "metadata.related_identifiers")
        return {}
    data = {**data, "related_identifiers": related, "alternate_identifiers": alternate}
    native: Json = {
        "publication_date": datetime.now(UTC).date().isoformat(),
        "publisher": "Zenodo",
    }
    for key, (name, load) in legacy_fields.FIELDS.items():
        value = _field(key, load, data.get(key, MISSING), errors)
        if value is not MISSING:
            native[name] = value
    if not len(errors):
        _add_derived(native, data)
    return native


def _field(key: str, load: Callable[[Any], Any], value: Any, errors: Errors) -> Any:
    if value is MISSING:
        return MISSING
    if value is None:
        errors.add(f"metadata.{key}", NULL)
        return MISSING
    try:
        return load(value)
    except legacy_fields.Problem as problem:
        problem.add_to(errors, f"metadata.{key}")
        return MISSING


def _add_derived(native: Json, data: Json) -> None:
    """What is made of several fields."""
    if data.get("upload_type"):
        kind = data["upload_type"]
        subtype = data.get(f"{kind}_type")
        native["resource_type"] = {"id": f"{kind}-{subtype}" if subtype else kind}
    people = list(_supervisors(data)) + list(_contributors(data))
    if people:
        native["contributors"] = people
    native.setdefault("additional_descriptions", [])
    for key, type_ in (("notes", "notes"), ("method", "methods")):
        if data.get(key):
            native["additional_descriptions"].append({"description": data[key], "type": {"id": type_}})


def _supervisors(data: Json) -> Iterator[Json]:
    for one in data.get("thesis_supervisors") or ():
        yield {**legacy_fields.person(one), "role": {"id": "supervisor"}}


def _contributors(data: Json) -> Iterator[Json]:
    for one in data.get("contributors") or ():
        role = {"role": {"id": one["type"].lower()}} if one.get("type") else {}
        yield {**legacy_fields.person(one), **role}


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


def _pids(doi: str, own_prefix: str) -> Json:
    if doi.startswith((f"{own_prefix}/", f"{FORMER_PREFIX}/")):
        return {"doi": {"identifier": doi, "provider": "datacite", "client": "datacite"}}
    return {"doi": {"identifier": identifiers.normal(doi, "doi"), "provider": "external"}}
