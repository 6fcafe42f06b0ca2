"""The native record: what is valid, and what survives when something is not.

Names and messages after invenio-rdm-records' and zenodo-rdm's schemas (read and observed, 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from publishpipe.local.zenodo import edtf, identifiers, refusals, vocabularies
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.texts import clean_html, clean_text
from publishpipe.local.zenodo.validation import (
    MISSING,
    REQUIRED,
    Errors,
    Loader,
    Object,
    anything,
    items,
    of_type,
    text,
)

_text = text(clean_text)
_number = of_type((int, float), "Not a valid number.")


def _url_problem(message: str) -> Callable[[str], str]:
    pattern = re.compile(
        r"(https?|ftps?)://([\w-]+\.)+[\w-]{2,}(:\d+)?([/?]\S*)?|https?://localhost(:\d+)?(/\S*)?", re.IGNORECASE
    )
    return lambda value: "" if pattern.fullmatch(value) else message


def _term(name: str = "id") -> Object:
    return Object({name: _text, "title": anything}, required=frozenset({name}))


_term_id = _term()


def _identifier(allowed: frozenset[str], extra: dict[str, Loader] | None = None, **options: Any) -> Object:
    def prepare(data: Json) -> Json:
        value = data.get("identifier")
        if not value or data.get("scheme") or not isinstance(value, str):
            return data
        scheme = identifiers.detect(value, allowed)
        return {**data, "scheme": scheme} if scheme else data

    fields = {"identifier": _text, "scheme": _text, **(extra or {})}
    finish = _normalised
    return Object(fields, prepare=prepare, check=partial(_identifier_problems, allowed), finish=finish, **options)


def _identifier_problems(allowed: frozenset[str], data: Json) -> Iterable[tuple[str, str]]:
    value, scheme = data.get("identifier"), data.get("scheme")
    if "reference" in data and not value and not scheme:
        return
    if not scheme:
        yield "scheme", identifiers.UNKNOWN_SCHEME if value else REQUIRED
    elif scheme not in allowed:
        yield "scheme", "Invalid scheme."
    if not value:
        yield "identifier", REQUIRED
    elif scheme in allowed and not identifiers.SCHEMES[scheme].test(value):
        yield "identifier", f"Invalid {identifiers.SCHEMES[scheme].label} identifier."


def _normalised(data: Json) -> Json:
    if data.get("identifier"):
        data["identifier"] = identifiers.normal(data["identifier"], data["scheme"])
    return data


def _once(message: str, *keys: str) -> Callable[[list[Any]], str]:
    """A list in which no two elements agree in these keys."""

    def check(values: list[Any]) -> str:
        return message if len({tuple(value[key] for key in keys) for value in values}) < len(values) else ""

    return check


def _person_problems(data: Json) -> Iterable[tuple[str, str]]:
    if data["type"] == "personal" and not data.get("family_name"):
        yield "family_name", "Family name cannot be blank."
    if data["type"] == "organizational" and not data.get("name"):
        yield "name", "Name cannot be blank."


def _named(data: Json) -> Json:
    if data["type"] == "personal":
        return {**data, "name": ", ".join(filter(None, (data.get("family_name"), data.get("given_name"))))}
    return {key: value for key, value in data.items() if key not in ("family_name", "given_name")}


def _person_type_problem(value: str) -> str:
    return "" if value in ("organizational", "personal") else _PERSON_TYPES


_PERSON_TYPES = "Invalid value. Choose one of ['organizational', 'personal']."
_person_or_org = Object(
    {
        "type": text(clean_text, check=_person_type_problem),
        "name": _text,
        "given_name": _text,
        "family_name": _text,
        "identifiers": items(
            _identifier(identifiers.PERSON_SCHEMES), check=_once("Only one identifier per scheme is allowed.", "scheme")
        ),
    },
    required=frozenset({"type"}),
    check=_person_problems,
    finish=_named,
)


def _affiliation_problem(data: Json) -> Iterable[tuple[str, str]]:
    if not data.get("id") and not data.get("name"):
        yield "affiliations", "An existing id or a free text name must be present."


_affiliation = Object({"id": _text, "name": _text, "identifiers": anything}, check=_affiliation_problem)


def _affiliation_problems(data: Json) -> Iterable[tuple[str, str]]:
    names = [one.get("name", one.get("id")) for one in data.get("affiliations", [])]
    if len(set(names)) < len(names):
        yield "affiliations", "Duplicated affiliations: " + ", ".join(sorted(filter(None, set(names))))


_creator = Object(
    {"person_or_org": _person_or_org, "role": _term_id, "affiliations": items(_affiliation)},
    required=frozenset({"person_or_org"}),
    check=_affiliation_problems,
)
_contributor = Object(_creator.fields, required=frozenset({"person_or_org", "role"}), check=_affiliation_problems)


def _rights_problems(data: Json) -> Iterable[tuple[str, str]]:
    if not data.get("id") and not data.get("title"):
        yield "rights", "An existing id or a free text title must be present"
    elif data.get("id") and len(data) > 1:
        yield (
            "rights",
            (
                "Only an existing id or free text title/description/link is accepted, "
                "but not both cases at the same time"
            ),
        )


def _typed(key: str, value: Loader) -> Object:
    return Object({key: value, "type": _term_id, "lang": _term_id}, required=frozenset({key, "type"}))


def _geometry(value: Any, path: str, errors: Errors) -> Any:
    """A geometry; the coordinates of a point become numbers."""
    if not isinstance(value, dict) or value.get("type") != "Point":
        return value
    try:
        return {"type": "Point", "coordinates": [float(one) for one in value["coordinates"]]}
    except (KeyError, TypeError, ValueError):
        errors.add(f"{path}.coordinates", "Not a valid number.")
        return MISSING


def _place_problems(data: Json) -> Iterable[tuple[str, str]]:
    if not any(data.values()):
        yield (
            "locations",
            ("At least one of ['geometry', 'place',                 identifiers', 'description'] must be present."),
        )


def _subject_problems(data: Json) -> Iterable[tuple[str, str]]:
    if not data.get("id") and not data.get("subject"):
        yield "subjects", "An existing id or a free text subject must be present."


_related = _identifier(
    identifiers.RECORD_SCHEMES,
    {"relation_type": _term_id, "resource_type": _term_id},
    required=frozenset({"relation_type"}),
)
_reference = _identifier(identifiers.RECORD_SCHEMES, {"reference": _text}, required=frozenset({"reference"}))
_not_blank = partial(text, clean_text, minimum=1)

METADATA = Object(
    {
        "resource_type": _term_id,
        "creators": items(_creator, minimum=1),
        "title": text(clean_text, minimum=3),
        "additional_titles": items(_typed("title", text(clean_text, minimum=3))),
        "publisher": _text,
        "publication_date": text(lambda value: value, check=edtf.check_date),
        "subjects": items(
            Object({"id": _text, "subject": _text, "scheme": _text, "title": anything}, check=_subject_problems)
        ),
        "contributors": items(_contributor),
        "dates": items(
            Object(
                {"date": text(lambda v: v, check=edtf.check_date_or_time), "type": _term_id, "description": _text},
                required=frozenset({"date", "type"}),
            )
        ),
        "languages": items(_term_id),
        "identifiers": items(
            _identifier(identifiers.RECORD_SCHEMES),
            check=_once("Duplicated identifier entry is not allowed.", "scheme", "identifier"),
        ),
        "related_identifiers": items(_related),
        "sizes": items(_not_blank()),
        "formats": items(_not_blank()),
        "version": text(clean_text, maximum=191),
        "rights": items(
            Object(
                {"id": _text, "title": anything, "description": anything, "props": anything, "link": _text},
                check=_rights_problems,
            )
        ),
        "copyright": text(clean_html, minimum=1),
        "description": text(clean_html, minimum=3),
        "additional_descriptions": items(_typed("description", text(clean_html, minimum=3))),
        "locations": Object(
            {
                "features": items(
                    Object(
                        {
                            "geometry": _geometry,
                            "place": _text,
                            "identifiers": items(_identifier(identifiers.LOCATION_SCHEMES)),
                            "description": _text,
                        },
                        check=_place_problems,
                    )
                )
            }
        ),
        "funding": items(Object({"funder": anything, "award": anything}, required=frozenset({"funder"}))),
        "references": items(_reference),
    },
    required=frozenset({"resource_type", "creators", "title", "publication_date"}),
)


def _isbn_problem(value: str) -> str:
    return "" if identifiers.is_isbn(value) else "Please provide a valid ISBN."


def _texts(*names: str, **special: Loader) -> Object:
    return Object({**dict.fromkeys(names, _text), **special})


_keywords = items(_text)
_CUSTOM: dict[str, Loader] = {
    "journal:journal": _texts("title", "issue", "volume", "pages", "issn"),
    "meeting:meeting": _texts(
        *("acronym", "dates", "place", "session_part", "session", "title"),
        url=text(clean_text, check=_url_problem("You must provide a valid URL.")),
        identifiers=items(_identifier(identifiers.RECORD_SCHEMES)),
    ),
    "imprint:imprint": _texts("title", "pages", "place", "edition", isbn=text(clean_text, check=_isbn_problem)),
    "thesis:thesis": _texts("university", "department", "type", "date_submitted", "date_defended"),
    "legacy:communities": _keywords,
    "legacy:subjects": items(
        Object(
            {"term": _text, "identifier": _text, "scheme": _text}, nullable=frozenset({"term", "identifier", "scheme"})
        )
    ),
    "code:codeRepository": text(clean_text, check=_url_problem("Not a valid URL.")),
    "code:programmingLanguage": items(_term_id),
    "code:developmentStatus": _term_id,
    "dwc:decimalLatitude": items(_number),
    "dwc:decimalLongitude": items(_number),
    "dwc:organismQuantity": items(_number),
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
            {"active": of_type(bool, "Not a valid boolean."), "until": _iso_date, "reason": _text},
            nullable=frozenset({"active", "until", "reason"}),
            check=_embargo_problems,
        ),
        "status": anything,
    },
    required=frozenset({"record", "files"}),
)
_PID = Object({"identifier": _text, "provider": _text, "client": _text}, required=frozenset({"identifier", "provider"}))


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
    """Without empty lists, objects and texts, at the first level."""
    return {key: one for key, one in value.items() if one not in ([], {}, "", None)}


def _check_terms(metadata: Json, custom: Json) -> None:
    if metadata.get("resource_type", {}).get("id") in vocabularies.NOT_DEPOSITABLE:
        raise refusals.refused(400, "Not a valid value.")
    for vocabulary, term in _terms(metadata, custom):
        if term is not None and term not in vocabulary:
            raise refusals.refused(400, f"Invalid value {term}.")


def has_terms(native: Json) -> bool:
    """Whether a record refers to any vocabulary."""
    return any(term for _, term in _terms(native["metadata"], native["custom_fields"]))


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
