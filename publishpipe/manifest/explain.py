"""What a JSON Schema has against a value, in a person's words: where, what, and a cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from publishpipe.errors import Problem
from publishpipe.manifest.document import Document
from publishpipe.model.quoting import quoted

_WORDS = {"string": "text", "object": "a mapping", "array": "a list", "boolean": "true or false", "null": "nothing"}
_KINDS = {dict: "a mapping", list: "a list", str: "text", bool: "true or false"}

Violation = Any
"""A jsonschema.ValidationError: its types allow for parts that are not set, which in ours they are."""

Explain = Callable[[Document, Violation], Iterator[Problem]]


def explain(document: Document, error: Violation) -> Iterator[Problem]:
    """The problems that a jsonschema.ValidationError stands for: one, or one for each unknown key."""
    yield from _EXPLAIN.get(error.validator, _other)(document, error)


def _missing(document: Document, error: Violation) -> Iterator[Problem]:
    key = error.message.split("'")[1]
    about = error.schema.get("properties", {}).get(key, {})
    yield document.problem(tuple(error.absolute_path), f"'{key}' is missing", about.get("description", ""))


def _unknown(document: Document, error: Violation) -> Iterator[Problem]:
    known = error.schema["properties"]
    for key in (key for key in error.instance if key not in known):
        path = (*error.absolute_path, key)
        yield document.problem(path, f"unknown key '{key}'", _similar(key, known), at_key=True)


def _not_one_of(document: Document, error: Violation) -> Iterator[Problem]:
    choice = ", ".join(map(str, error.validator_value))
    hint = _similar(error.instance, error.validator_value)
    yield document.problem(tuple(error.absolute_path), f"{_shown(error)} is not one of: {choice}", hint)


def _wrong_type(document: Document, error: Violation) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    allowed = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    wanted = " or ".join(_WORDS.get(name, f"a {name}") for name in allowed)
    if error.instance is None:
        yield document.problem(path, f"is empty, but must be {wanted}", "write a value, or leave the key out")
    elif "string" in allowed and isinstance(error.instance, int | float):
        text = document.text(path)
        yield document.problem(path, f"must be {wanted}, but {text} is a number", f'quote it: "{text}"')
    else:
        kind = _KINDS.get(type(error.instance), "a number")
        yield document.problem(path, f"must be {wanted}, not {kind}")


def _wrong_form(document: Document, error: Violation) -> Iterator[Problem]:
    yield document.problem(tuple(error.absolute_path), f"{_shown(error)} {error.cause}")


def _not_here(document: Document, error: Violation) -> Iterator[Problem]:
    name = error.absolute_path[-1] if error.absolute_path else document.name
    subject = f"'{name}'" if isinstance(name, str) else f"item {name + 1}"
    yield document.problem(tuple(error.absolute_path), f"{subject} cannot be used like this", _about(error))


def _too_short(document: Document, error: Violation) -> Iterator[Problem]:
    least = error.validator_value
    wrong = "is empty" if least == 1 else f"is too short: at least {least} are needed"
    yield document.problem(tuple(error.absolute_path), wrong, _about(error))


def _not_equal(document: Document, error: Violation) -> Iterator[Problem]:
    wrong = f"{_shown(error)} must be {error.validator_value!r}"
    yield document.problem(tuple(error.absolute_path), wrong, _about(error))


def _without_form(document: Document, error: Violation) -> Iterator[Problem]:
    wrong = f"{_shown(error)} does not have the right form" if error.instance.strip() else "is blank"
    yield document.problem(tuple(error.absolute_path), wrong, _about(error))


def _other(document: Document, error: Violation) -> Iterator[Problem]:
    yield document.problem(tuple(error.absolute_path), error.message, _about(error))


_EXPLAIN: dict[str, Explain] = {
    "additionalProperties": _unknown,
    "const": _not_equal,
    "enum": _not_one_of,
    "format": _wrong_form,
    "minItems": _too_short,
    "minLength": _too_short,
    "not": _not_here,
    "pattern": _without_form,
    "required": _missing,
    "type": _wrong_type,
}


def _about(error: Violation) -> str:
    return str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""


def _similar(word: object, known: Iterable[object]) -> str:
    lowered = {str(name).lower(): str(name) for name in known}
    close = get_close_matches(str(word).lower(), lowered, n=1)
    return f"did you mean {lowered[close[0]]}?" if close else ""


def _shown(error: Violation) -> str:
    name = error.absolute_path[-1] if error.absolute_path else ""
    text = quoted(str(error.instance))
    return f"{name}: {text}" if isinstance(name, str) else text
