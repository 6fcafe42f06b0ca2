"""The custom fields of a record, as far as Zenodo knows them."""

from __future__ import annotations

from typing import Any

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import checkdigits, edtf, identifiers
from publishpipe.local.zenodo.schemas.parts import (
    clean,
    identifier,
    iso_date,
    term,
    url_problem,
)
from publishpipe.local.zenodo.schemas.texts import clean_text
from publishpipe.local.zenodo.schemas.validation import (
    MISSING,
    Errors,
    Loader,
    Object,
    items,
    of_type,
    text,
)


def _isbn(value: Any, path: str, errors: Errors) -> Any:
    """An ISBN. What is wrong with one, the real server spells: a message for each letter (observed 2026-11)."""
    if isinstance(value, str) and not checkdigits.is_isbn(clean_text(value)):
        for letter in "Please provide a valid ISBN.":
            errors.add(path, letter)
        return MISSING
    return clean(value, path, errors)


def _issn_problem(value: str) -> str:
    return "" if checkdigits.is_issn(value) else "Please provide a valid ISSN."


def _double(value: Any, path: str, errors: Errors) -> Any:
    """A number with a fraction; one in words becomes one, too."""
    try:
        return float(value)
    except (TypeError, ValueError):
        errors.add(path, "Not a valid number.")
        return MISSING


def _terms(value: Any, path: str, errors: Errors) -> Any:
    """Several terms of a vocabulary."""
    if isinstance(value, list):
        return items(term)([{} if one == {} else one or "" for one in value], path, errors)
    errors.add(path, "Invalid type.")
    return MISSING


def _texts(*names: str, **special: Loader) -> Object:
    return Object({**dict.fromkeys(names, clean), **special})


_keywords = items(clean)
_edtf = text(lambda value: value, check=edtf.check_date)
_CUSTOM: dict[str, Loader] = {
    "journal:journal": _texts("title", "issue", "volume", "pages", issn=text(clean_text, check=_issn_problem)),
    "meeting:meeting": _texts(
        *("acronym", "dates", "place", "session_part", "session", "title"),
        url=text(clean_text, check=url_problem("You must provide a valid URL.")),
        identifiers=items(identifier(identifiers.RECORD_SCHEMES)),
    ),
    "imprint:imprint": _texts("title", "pages", "place", "edition", isbn=_isbn),
    "thesis:thesis": _texts("university", "department", "type", date_submitted=_edtf, date_defended=_edtf),
    "legacy:communities": _keywords,
    "legacy:subjects": items(
        Object(
            {"term": clean, "identifier": clean, "scheme": clean}, nullable=frozenset({"term", "identifier", "scheme"})
        )
    ),
    "code:codeRepository": text(clean_text, check=url_problem("Not a valid URL.")),
    "code:programmingLanguage": _terms,
    "code:developmentStatus": term,
    "dwc:dateIdentified": items(iso_date),
    "dwc:eventDate": items(iso_date),
    "dwc:decimalLatitude": items(_double),
    "dwc:decimalLongitude": items(_double),
    "dwc:organismQuantity": items(_double),
    "ac:digitizationDate": items(_edtf),
    "gbif:ampliconSize": items(of_type(int, "Not a valid integer.")),
    "obo:RO_0002453": items(Object({"subject": _keywords, "object": _keywords})),
}
#: Other names in these namespaces are lists of texts.
_KEYWORD_NAMESPACES = ("dwc:", "gbif-dwc:", "gbif:", "ac:", "dc:", "mixs:", "openbiodiv:")


def load(value: Json, path: str, errors: Errors) -> Json:
    """The custom fields; unknown names are left out."""
    loaders = {
        name: _CUSTOM.get(name, _keywords)
        for name in value
        if name in _CUSTOM or (name.startswith(_KEYWORD_NAMESPACES) and name != "dwc:unknown")
    }
    loaded: Json = Object(loaders)(value, path, errors)
    return loaded
