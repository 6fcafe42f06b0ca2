"""The native record: what is valid, and what survives when something is not.

Names and messages after invenio-rdm-records' and zenodo-rdm's schemas (read and observed, 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import edtf, identifiers, vocabularies
from publishpipe.local.zenodo.schemas.parts import (
    clean,
    contributor,
    creator,
    identifier,
    not_blank,
    number,
    once,
    place,
    reference,
    related,
    resource_type,
    right,
    subject,
    term,
    typed,
    url_problem,
)
from publishpipe.local.zenodo.schemas.texts import clean_html, clean_text
from publishpipe.local.zenodo.schemas.validation import (
    MISSING,
    Errors,
    Loader,
    Object,
    anything,
    items,
    of_type,
    text,
)

METADATA = Object(
    {
        "resource_type": resource_type,
        "creators": items(creator, minimum=1),
        "title": text(clean_text, minimum=3),
        "additional_titles": items(typed("title", text(clean_text, minimum=3))),
        "publisher": clean,
        "publication_date": text(lambda value: value, check=edtf.check_date),
        "subjects": items(subject),
        "contributors": items(contributor),
        "dates": items(
            Object(
                {"date": text(lambda v: v, check=edtf.check_date_or_time), "type": term, "description": clean},
                required=frozenset({"date", "type"}),
            )
        ),
        "languages": items(term),
        "identifiers": items(
            identifier(identifiers.RECORD_SCHEMES),
            check=once("Duplicated identifier entry is not allowed.", "scheme", "identifier"),
        ),
        "related_identifiers": items(related),
        "sizes": items(not_blank()),
        "formats": items(not_blank()),
        "version": text(clean_text, maximum=191),
        "rights": items(right),
        "copyright": text(clean_html, minimum=1),
        "description": text(clean_html, minimum=3),
        "additional_descriptions": items(typed("description", text(clean_html, minimum=3))),
        "locations": Object({"features": items(place)}),
        "funding": items(Object({"funder": anything, "award": anything}, required=frozenset({"funder"}))),
        "references": items(reference),
    },
    required=frozenset({"resource_type", "creators", "title", "publication_date"}),
)


def _isbn_problem(value: str) -> str:
    return "" if identifiers.is_isbn(value) else "Please provide a valid ISBN."


def _texts(*names: str, **special: Loader) -> Object:
    return Object({**dict.fromkeys(names, clean), **special})


_keywords = items(clean)
_CUSTOM: dict[str, Loader] = {
    "journal:journal": _texts("title", "issue", "volume", "pages", "issn"),
    "meeting:meeting": _texts(
        *("acronym", "dates", "place", "session_part", "session", "title"),
        url=text(clean_text, check=url_problem("You must provide a valid URL.")),
        identifiers=items(identifier(identifiers.RECORD_SCHEMES)),
    ),
    "imprint:imprint": _texts("title", "pages", "place", "edition", isbn=text(clean_text, check=_isbn_problem)),
    "thesis:thesis": _texts("university", "department", "type", "date_submitted", "date_defended"),
    "legacy:communities": _keywords,
    "legacy:subjects": items(
        Object(
            {"term": clean, "identifier": clean, "scheme": clean}, nullable=frozenset({"term", "identifier", "scheme"})
        )
    ),
    "code:codeRepository": text(clean_text, check=url_problem("Not a valid URL.")),
    "code:programmingLanguage": items(term),
    "code:developmentStatus": term,
    "dwc:decimalLatitude": items(number),
    "dwc:decimalLongitude": items(number),
    "dwc:organismQuantity": items(number),
    "gbif:ampliconSize": items(of_type(int, "Not a valid integer.")),
    "obo:RO_0002453": items(Object({"subject": _keywords, "object": _keywords})),
}
#: Other names in these namespaces are lists of texts.
_KEYWORD_NAMESPACES = ("dwc:", "gbif-dwc:", "gbif:", "ac:", "dc:", "mixs:", "openbiodiv:")


def custom_fields(value: Json, path: str, errors: Errors) -> Json:
    """The custom fields; unknown names are left out."""
    loaders = {
        name: _CUSTOM.get(name, _keywords)
        for name in value
        if name in _CUSTOM or (name.startswith(_KEYWORD_NAMESPACES) and name != "dwc:unknown")
    }
    loaded: Json = Object(loaders)(value, path, errors)
    return loaded


def _embargo_problems(data: Json) -> Iterable[tuple[str, str]]:
    until = data.get("until")
    past = until is None or date.fromisoformat(until) <= datetime.now(UTC).date()
    if data.get("active") and past:
        yield "until", "Embargo end date must be set to a future date."
    elif data.get("active") is False and not past:
        yield "until", "Embargo end date must be unset or in the past."


def _iso_date(value: Any, path: str, errors: Errors) -> Any:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        errors.add(path, "Not a valid date.")
        return MISSING


def _protection(name: str) -> Loader:
    def problem(value: str) -> str:
        return "" if value in ("public", "restricted") else f"'{name}' must be either 'public' or 'restricted'"

    return text(clean_text, check=problem)


ACCESS = Object(
    {
        "record": _protection("record"),
        "files": _protection("files"),
        "embargo": Object(
            {"active": of_type(bool, "Not a valid boolean."), "until": _iso_date, "reason": clean},
            nullable=frozenset({"active", "until", "reason"}),
            check=_embargo_problems,
        ),
        "status": anything,
    },
    required=frozenset({"record", "files"}),
)
_PID = Object({"identifier": clean, "provider": clean, "client": clean}, required=frozenset({"identifier", "provider"}))


@dataclass(frozen=True)
class Loaded:
    """What is kept of a record, and what was wrong with it."""

    data: Json
    errors: list[Json]


def load(native: Json) -> Loaded:
    """Keep what is valid of a native record; a missing part counts as empty.

    Raises:
        Refusal: 400 when an id is not in its vocabulary: that is noticed at once, in a draft too.
    """
    errors = Errors()
    data = {
        "metadata": METADATA(native.get("metadata") or {}, "metadata", errors),
        "custom_fields": custom_fields(native.get("custom_fields") or {}, "custom_fields", errors),
        "access": {"record": "public", "files": "public"}
        | (ACCESS(native.get("access") or _OPEN, "access", errors) or {}),
        "pids": {name: _PID(pid, f"pids.{name}", errors) for name, pid in (native.get("pids") or {}).items()},
        "files": {"enabled": (native.get("files") or {}).get("enabled", True)},
    }
    data["metadata"] = _without_empty(data["metadata"])
    data["custom_fields"] = _without_empty(data["custom_fields"])
    _check_terms(data["metadata"], data["custom_fields"])
    return Loaded(data, errors.listed())


_OPEN = {"record": "public", "files": "public"}


def _without_empty(value: Json) -> Json:
    """Without empty lists and objects, at the first level; empty texts stay (observed 2026-11)."""
    return {key: one for key, one in value.items() if one not in ([], {}, None)}


def _check_terms(metadata: Json, custom: Json) -> None:
    if metadata.get("resource_type", {}).get("id") in vocabularies.NOT_DEPOSITABLE:
        raise refusals.refused(400, "Not a valid value.")
    for vocabulary, name in _terms(metadata, custom):
        if name is not None and name not in vocabulary:
            raise refusals.refused(400, f"Invalid value {name}.")


def has_terms(native: Json) -> bool:
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
