"""The form of an edit's body, checked before its meaning (pydantic's words: nomad-lab 2.0.0, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.local.nomad.errors import Json, problem, unprocessable
from publishpipe.local.nomad.processing.changes import QUANTITIES
from publishpipe.local.nomad.requests.params import json_object, not_an_object, wrong_choice

_OWNERS = ("public", "all", "visible", "shared", "user", "staging", "admin")
_FLAG_WORDS = {"true", "false", "1", "0", "yes", "no", "on", "off", "t", "f", "y", "n"}
_ACTION = "MetadataEditListAction"

Place = tuple[str | int, ...]


def edit_body(body: object) -> Json:
    """A body that has the form of an edit.

    Raises:
        Refusal: It has not (422).
    """
    asked = json_object(body)
    problems = list(_problems(asked))
    if problems:
        raise unprocessable(*problems)
    return asked


def _problems(asked: Json) -> Iterator[Json]:
    yield from _metadata(("body", "metadata"), asked.get("metadata", {}))
    entries, key, only = asked.get("entries"), asked.get("entries_key"), asked.get("verify_only")
    if isinstance(entries, dict):
        for name, values in entries.items():
            yield from _metadata(("body", "entries", name), {} if values == {} else values or False)
    elif entries is not None:
        yield problem("dict_type", ("body", "entries"), "Input should be a valid dictionary", entries)
    if not isinstance(key, str | None):
        yield _no_text(("body", "entries_key"), key)
    if not isinstance(only, bool | None) and str(only).lower() not in _FLAG_WORDS:
        message = "Input should be a valid boolean, unable to interpret input"
        yield problem("bool_parsing", ("body", "verify_only"), message, only)
    if asked.get("owner") is not None and asked["owner"] not in _OWNERS:
        yield wrong_choice(("body", "owner"), _OWNERS, asked["owner"])


def _metadata(place: Place, values: object) -> Iterator[Json]:
    if not isinstance(values, dict | None):
        yield not_an_object(place, values or None)
    for name, value in (values or {}).items() if isinstance(values, dict | None) else ():
        quantity = QUANTITIES.get(name)
        if quantity is None or value is None:
            continue
        if quantity.many:
            yield from _list((*place, name), value)
        elif not _is_text_or_number(value):
            yield _no_text((*place, name), value)


def _list(place: Place, value: object) -> Iterator[Json]:
    """A text, a list of texts, or an action: what is wrong is told for each of the three."""
    as_list = list(_texts((*place, "list[str]"), value))
    as_action = list(_action((*place, _ACTION), value))
    if not _is_text_or_number(value) and as_list and as_action:
        yield _no_text((*place, "str"), value)
        yield from as_list
        yield from as_action


def _texts(place: Place, value: object) -> Iterator[Json]:
    if not isinstance(value, list):
        yield problem("list_type", place, "Input should be a valid list", value)
        return
    for number, element in enumerate(value):
        if not _is_text_or_number(element):
            yield _no_text((*place, number), element)


def _action(place: Place, value: object) -> Iterator[Json]:
    if not isinstance(value, dict):
        yield not_an_object(place, value)
        return
    for name in ("set", "add", "remove"):
        values = value.get(name)
        if not isinstance(values, str | list | None):
            yield _no_text((*place, name, "str"), values)
            yield problem("list_type", (*place, name, "list[str]"), "Input should be a valid list", values)


def _is_text_or_number(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _no_text(place: Place, value: object) -> Json:
    return problem("string_type", place, "Input should be a valid string", value)
