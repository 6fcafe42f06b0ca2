"""What a JSON Schema has against a value, in a person's words: where, what, and a cure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publishpipe.errors import Problem
from publishpipe.manifest.document import Document
from publishpipe.manifest.explain_keys import missing, needed, not_here, one_form, unknown
from publishpipe.manifest.explain_kinds import corrected, of_type, wrong_type
from publishpipe.manifest.violations import Violation, about, shown
from publishpipe.model.similar import did_you_mean, nearest
from publishpipe.schemas.loader import Schema

#: What people call it → the word for it.
_MEANT = {"test": "sandbox", "testing": "sandbox", "public": "open"}

Explain = Callable[[Document, Violation], Iterator[Problem]]


def explain(document: Document, error: Violation, fields: Schema) -> Iterator[Problem]:
    """The problems that a jsonschema.ValidationError stands for: one, or one for each unknown key.

    `fields` is the schema of the metadata: a key at the top may be one of those.
    """
    if "propertyNames" in error.absolute_schema_path:
        path = (*error.absolute_path, error.instance)
        yield document.problem(path, f"unknown key '{error.instance}'", about(error.parent or error), at_key=True)
    elif error.validator == "additionalProperties" and isinstance(error.instance, dict):
        yield from unknown(document, error, fields)
    else:
        yield from _EXPLAIN.get(error.validator, _other)(document, error)


def _not_one_of(document: Document, error: Violation) -> Iterator[Problem]:
    if error.instance is None or isinstance(error.instance, dict | list):
        yield from of_type(document, error, ["string"])
        return
    choice = ", ".join(map(str, error.validator_value))
    hint = did_you_mean(error.instance, error.validator_value)
    meant = _MEANT.get(str(error.instance).casefold())
    if not hint and meant in error.validator_value:
        hint = f"did you mean {meant}?"
    yield document.problem(tuple(error.absolute_path), f"{shown(error)} is not one of: {choice}", hint)


def _wrong_form(document: Document, error: Violation) -> Iterator[Problem]:
    guess = corrected(error.schema, str(error.instance))
    hint = f"did you mean {guess}?" if guess else ""
    yield document.problem(tuple(error.absolute_path), f"{shown(error)} {error.cause}", hint)


def _too_short(document: Document, error: Violation) -> Iterator[Problem]:
    least = error.validator_value
    things = {"minLength": "characters", "minItems": "items"}.get(error.validator, "keys")
    wrong = "is empty" if least == 1 or not error.instance else f"is too short: at least {least} {things}"
    yield document.problem(tuple(error.absolute_path), wrong, about(error))


def _too_long(document: Document, error: Violation) -> Iterator[Problem]:
    wrong = f"is too long: {len(error.instance)}, but at most {error.validator_value} are allowed"
    yield document.problem(tuple(error.absolute_path), wrong, about(error))


def _beyond(document: Document, error: Violation) -> Iterator[Problem]:
    limit = "most" if error.validator == "maximum" else "least"
    wrong = f"{error.instance} must be at {limit} {error.validator_value}"
    yield document.problem(tuple(error.absolute_path), wrong, about(error))


def _not_equal(document: Document, error: Violation) -> Iterator[Problem]:
    wrong = f"{shown(error)} must be {error.validator_value!r}"
    yield document.problem(tuple(error.absolute_path), wrong, about(error))


def _without_form(document: Document, error: Violation) -> Iterator[Problem]:
    wrong = f"{shown(error)} does not have the right form" if error.instance.strip() else "is blank"
    instead = error.schema.get("x-instead-of", {})
    meant = instead.get(nearest(error.instance, instead))
    yield document.problem(tuple(error.absolute_path), wrong, f"did you mean {meant}?" if meant else about(error))


def _other(document: Document, error: Violation) -> Iterator[Problem]:
    yield document.problem(tuple(error.absolute_path), error.message, about(error))


_EXPLAIN: dict[str, Explain] = {
    "anyOf": one_form,
    "const": _not_equal,
    "dependentRequired": needed,
    "enum": _not_one_of,
    "format": _wrong_form,
    "maxItems": _too_long,
    "maxLength": _too_long,
    "maximum": _beyond,
    "minItems": _too_short,
    "minLength": _too_short,
    "minProperties": _too_short,
    "minimum": _beyond,
    "not": not_here,
    "oneOf": one_form,
    "pattern": _without_form,
    "required": missing,
    "type": wrong_type,
}
