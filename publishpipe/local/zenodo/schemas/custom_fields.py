"""The custom fields of a record, as far as Zenodo knows them."""

from __future__ import annotations

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import checkdigits, identifiers
from publishpipe.local.zenodo.schemas.parts import (
    clean,
    identifier,
    number,
    term,
    url_problem,
)
from publishpipe.local.zenodo.schemas.texts import clean_text
from publishpipe.local.zenodo.schemas.validation import (
    Errors,
    Loader,
    Object,
    items,
    of_type,
    text,
)


def _isbn_problem(value: str) -> str:
    return "" if checkdigits.is_isbn(value) else "Please provide a valid ISBN."


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


def load(value: Json, path: str, errors: Errors) -> Json:
    """The custom fields; unknown names are left out."""
    loaders = {
        name: _CUSTOM.get(name, _keywords)
        for name in value
        if name in _CUSTOM or (name.startswith(_KEYWORD_NAMESPACES) and name != "dwc:unknown")
    }
    loaded: Json = Object(loaders)(value, path, errors)
    return loaded
