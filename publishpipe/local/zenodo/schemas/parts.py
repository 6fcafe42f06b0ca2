"""The parts that native records are made of: texts, terms, identifiers. See `people` and `places` for those.

Names and messages after invenio-rdm-records' schemas (read and observed, 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import identifiers, vocabularies
from publishpipe.local.zenodo.schemas.schemes import SCHEMES
from publishpipe.local.zenodo.schemas.texts import clean_text
from publishpipe.local.zenodo.schemas.validation import (
    MISSING,
    REQUIRED,
    Errors,
    Loader,
    Object,
    anything,
    items,
    text,
)

clean = text(clean_text)


def iso_date(value: Any, path: str, errors: Errors) -> Any:
    """A day."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        errors.add(path, "Not a valid date.")
        return MISSING


def _translated(value: Any, path: str, errors: Errors) -> Any:
    """A text in English: the only language of Zenodo's pages."""
    if not isinstance(value, dict):
        errors.add(path, "Not a valid mapping type.")
        return MISSING
    if value.keys() - {"en"}:
        errors.add(path, "Not a valid locale.")
        return MISSING
    return value


def url_problem(message: str) -> Callable[[str], str]:
    """A check that gives this message for anything that is no URL."""
    pattern = re.compile(
        r"(https?|ftps?)://([\w-]+\.)+[\w-]{2,}(:\d+)?([/?]\S*)?|https?://localhost(:\d+)?(/\S*)?", re.IGNORECASE
    )
    return lambda value: "" if pattern.fullmatch(value) else message


#: A term of a vocabulary. That it exists is checked elsewhere.
term = Object({"id": clean, "title": anything}, required=frozenset({"id"}))


def _unaliased(data: Json) -> Json:
    return {**data, "id": vocabularies.ALIASES.get(data["id"], data["id"])}


resource_type = Object(term.fields, required=term.required, finish=_unaliased)


def identifier(allowed: frozenset[str], extra: dict[str, Loader] | None = None, **options: Any) -> Loader:
    """An identifier with a scheme, which is detected when it is left out. The real server breaks on what is none.

    Args:
        allowed: The schemes that it may have.
        extra: Further keys.
        options: Of `Object`.
    """

    def prepare(data: Json) -> Json:
        value = data.get("identifier")
        if not value or data.get("scheme") or not isinstance(value, str):
            return data
        scheme = identifiers.detect(value, allowed)
        return {**data, "scheme": scheme} if scheme else data

    fields = {"identifier": clean, "scheme": clean, **(extra or {})}
    check = partial(_identifier_problems, allowed)
    whole = Object(fields, prepare=prepare, check=check, finish=_normalised, **options)

    def load(value: Any, path: str, errors: Errors) -> Any:
        if not isinstance(value, dict):
            raise refusals.broken()
        return whole(value, path, errors)

    return load


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
    elif scheme in allowed and not SCHEMES[scheme].test(value):
        yield "identifier", f"Invalid {SCHEMES[scheme].label} identifier."


def _normalised(data: Json) -> Json:
    if data.get("identifier"):
        data["identifier"] = identifiers.normal(data["identifier"], data["scheme"])
    return data


def once(message: str, *keys: str) -> Callable[[list[Any]], str]:
    """A list in which no two elements agree in these keys."""

    def check(values: list[Any]) -> str:
        return message if len({tuple(value[key] for key in keys) for value in values}) < len(values) else ""

    return check


def _right_problems(data: Json) -> Iterable[tuple[str, str]]:
    if not data.get("id") and not data.get("title"):
        yield "rights", "An existing id or a free text title must be present"
    elif data.get("id") and len(data) > 1:
        both = (
            "Only an existing id or free text title/description/link is accepted, but not both cases at the same time"
        )
        yield "rights", both


right = Object(
    {
        "id": clean,
        "title": _translated,
        "description": _translated,
        "props": anything,
        "link": text(clean_text, check=url_problem("Not a valid URL.")),
    },
    check=_right_problems,
)


def typed(key: str, value: Loader) -> Object:
    """A value of a kind, such as a title or a description."""
    return Object({key: value, "type": term, "lang": term}, required=frozenset({key, "type"}))


def _subject_problems(data: Json) -> Iterable[tuple[str, str]]:
    if not data.get("id") and not data.get("subject"):
        yield "subjects", "An existing id or a free text subject must be present."


def _left_out(_value: Any, _path: str, _errors: Errors) -> Any:
    return MISSING


subject = Object({"id": clean, "subject": clean, "scheme": _left_out, "title": anything}, check=_subject_problems)
award = Object(
    {
        **dict.fromkeys(("id", "number", "acronym", "program"), clean),
        **dict.fromkeys(("title", "subjects", "organizations"), anything),
        "identifiers": items(identifier(identifiers.RECORD_SCHEMES)),
    }
)
related = identifier(
    identifiers.RECORD_SCHEMES,
    {"relation_type": term, "resource_type": resource_type},
    required=frozenset({"relation_type"}),
)
reference = identifier(identifiers.RECORD_SCHEMES, {"reference": clean}, required=frozenset({"reference"}))


def not_blank(name: str) -> Loader:
    """A text that has something in it."""
    return text(clean_text, check=lambda value: "" if value else f"{name} cannot be a blank string.")
