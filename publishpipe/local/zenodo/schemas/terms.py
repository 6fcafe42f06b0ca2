"""The terms of controlled vocabularies in a record."""

from __future__ import annotations

from collections.abc import Iterable
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


def any_in(native: Json) -> bool:
    """Whether a record refers to any vocabulary."""
    return any(name for _, name in _terms(native["metadata"], native["custom_fields"]))


def _terms(metadata: Json, custom: Json) -> Iterable[tuple[Any, Any]]:
    """Every id of a controlled vocabulary in a record, with the vocabulary."""
    resource_types = vocabularies.terms("resource_types")
    yield resource_types, metadata.get("resource_type", {}).get("id")
    for person in (*metadata.get("creators", []), *metadata.get("contributors", [])):
        yield vocabularies.terms("roles"), person.get("role", {}).get("id")
    for one in metadata.get("related_identifiers", []):
        yield vocabularies.terms("relation_types"), one.get("relation_type", {}).get("id")
        yield resource_types, one.get("resource_type", {}).get("id")
    for one in metadata.get("languages", []):
        yield vocabularies.languages(), one.get("id")
    for one in metadata.get("dates", []):
        yield vocabularies.terms("date_types"), one.get("type", {}).get("id")
    for one in metadata.get("rights", []):
        yield vocabularies.licenses(), one.get("id")
    for one in metadata.get("funding", []):
        yield vocabularies.award_ids(), (one.get("award") or {}).get("id")
    for one in custom.get("code:programmingLanguage", []):
        yield vocabularies.terms("programming_languages"), one.get("id")
    yield vocabularies.terms("development_status"), custom.get("code:developmentStatus", {}).get("id")
