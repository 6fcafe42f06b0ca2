"""What a JSON Schema has against a value, in a person's words: where, what, and a cure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from publishpipe.errors import Place, Problem
from publishpipe.manifest.document import Document
from publishpipe.manifest.lines import in_quotes
from publishpipe.manifest.violations import Violation, demanded
from publishpipe.model.quoting import quoted
from publishpipe.model.similar import did_you_mean, nearest
from publishpipe.schemas.formats import FORMATS
from publishpipe.schemas.loader import Schema
from publishpipe.schemas.normal_forms import corrections

_WORDS = {"string": "text", "object": "a mapping", "array": "a list", "boolean": "true or false", "null": "nothing"}
_KINDS = {dict: "a mapping", list: "a list", str: "text", bool: "true or false"}

Explain = Callable[[Document, Violation], Iterator[Problem]]


def explain(document: Document, error: Violation, fields: Schema) -> Iterator[Problem]:
    """The problems that a jsonschema.ValidationError stands for: one, or one for each unknown key.

    `fields` is the schema of the metadata: a key at the top may be one of those.
    """
    if "propertyNames" in error.absolute_schema_path:
        path = (*error.absolute_path, error.instance)
        yield document.problem(path, f"unknown key '{error.instance}'", _about(error.parent or error), at_key=True)
    elif error.validator == "additionalProperties" and isinstance(error.instance, dict):
        yield from _unknown(document, error, fields)
    else:
        yield from _EXPLAIN.get(error.validator, _other)(document, error)


def _missing(document: Document, error: Violation) -> Iterator[Problem]:
    key, known = demanded(error)[0], error.schema.get("properties", {})
    if any(_meant(error.schema, other) == key for other in _strangers(error)):
        return  # that key is told instead
    is_condition = list(error.absolute_schema_path)[-2:-1] in (["then"], ["else"])
    reason = f": {error.schema['description']}" if is_condition and _about(error) else ""
    about = known.get(key, {})
    yield document.problem(tuple(error.absolute_path), f"'{key}' is missing{reason}", about.get("description", ""))


def _needed(document: Document, error: Violation) -> Iterator[Problem]:
    for key, others in error.validator_value.items():
        for other in (other for other in others if key in error.instance and other not in error.instance):
            about = error.schema.get("properties", {}).get(other, {}).get("description", "")
            yield document.problem(tuple(error.absolute_path), f"'{other}' is missing: '{key}' needs it", about)


def _strangers(error: Violation) -> list[str]:
    """The keys of an object that its schema does not know."""
    known = error.schema.get("properties", {})
    return [key for key in error.instance if key not in known] if isinstance(error.instance, dict) else []


def _meant(schema: Schema, key: str) -> str:
    """The key that stands for one that nobody knows, or a sentence about it, or nothing."""
    known, instead = schema.get("properties", {}), schema.get("x-instead-of", {})
    begin, colon, _ = key.partition(":")
    near = begin if colon and begin in known else nearest(key, [*known, *instead])
    return str(instead.get(key) or instead.get(near) or near)


def _unknown(document: Document, error: Violation, fields: Schema) -> Iterator[Problem]:
    path, known = tuple(error.absolute_path), error.schema.get("properties", {})
    for key in _strangers(error):
        hint = _instead(error.schema, key) or _elsewhere(path, key, fields) or _from(known)
        yield document.problem((*path, key), f"unknown key '{key}'", hint, at_key=True)


def _instead(schema: Schema, key: str) -> str:
    known, meant = schema.get("properties", {}), _meant(schema, key)
    begin, colon, rest = key.partition(":")
    if colon and begin in known:
        return f"a blank is missing after the colon: write {begin}: {rest}"
    if meant not in known or key in schema.get("x-instead-of", {}):
        return f"write {meant} in its place" if meant in known else meant
    return f"did you mean {meant}?" if meant else ""


def _elsewhere(path: Place, key: str, fields: Schema) -> str:
    """Where a key is known, if not here."""
    if not path and key in fields.get("properties", {}):
        return "it is a field: write it below metadata:"
    if path == ("metadata",) and key in {"publish", "files", "target", "root", "entries", "allow_loss", "publishpipe"}:
        return "write it at the top, beside metadata:"
    if path == ("metadata",) and key in {"path", "as", "archive", "exclude", "template", "preview"}:
        return "it belongs to an item of files:"
    return ""


def _from(known: Iterable[str]) -> str:
    names = list(known)
    return f"known here: {', '.join(names)}" if 0 < len(names) <= 12 else ""


def _not_one_of(document: Document, error: Violation) -> Iterator[Problem]:
    if error.instance is None or isinstance(error.instance, dict | list):
        yield from _of_type(document, error, ["string"])
        return
    choice = ", ".join(map(str, error.validator_value))
    hint = did_you_mean(error.instance, error.validator_value)
    yield document.problem(tuple(error.absolute_path), f"{_shown(error)} is not one of: {choice}", hint)


def _wrong_type(document: Document, error: Violation) -> Iterator[Problem]:
    yield from _of_type(
        document, error, [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    )


def _of_type(document: Document, error: Violation, allowed: list[str]) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    wanted = " or ".join(_WORDS.get(name, f"a {name}") for name in allowed)
    if error.instance is None:
        yield document.problem(path, f"is empty, but must be {wanted}", _of_nothing(document, path, allowed))
    elif "string" in allowed and isinstance(error.instance, int | float):
        text = document.text(path)
        hint = f'quote it: "{_corrected(error.schema, text) or text}"'
        yield document.problem(path, f"must be {wanted}, but {text} is a number", hint)
    else:
        kind = _KINDS.get(type(error.instance), "a number")
        yield document.problem(path, f"must be {wanted}, not {kind}", _as_wanted(document, error, allowed))


def _of_nothing(document: Document, path: Place, allowed: list[str]) -> str:
    """What to do where there is no value; where a `#` follows, it was to be one."""
    cut = document.after(path).strip()
    is_cut = cut.startswith("#") and "string" in allowed
    return f"# begins a comment; quote the text: {in_quotes(cut)}" if is_cut else "write a value, or leave the key out"


def _as_wanted(document: Document, error: Violation, allowed: list[str]) -> str:
    """How a value is written as the kind that is wanted."""
    path, value = tuple(error.absolute_path), error.instance
    text = document.text(path) if not isinstance(value, dict | list) else "…"
    if "array" in allowed:
        return f"write it as a list, even if it has one item: [{text}]" if text != "…" else "write - before each item"
    if "object" in allowed and not isinstance(value, list):
        keys = [key for key in error.schema.get("required", ()) or demanded_of(error.schema) if path]
        more = "".join(f", {key}: …" for key in error.schema.get("required", ())[1:])
        safe = text if re.fullmatch(r"\w[\w. -]*", text) else in_quotes(text)
        return f"write it as {{{keys[0]}: {safe}{more}}}" if keys else "write KEY: VALUE, one a line"
    if "string" in allowed and isinstance(value, list) and len(value) == 1:
        return "write it without brackets and without -"
    if "number" in allowed or "integer" in allowed:
        return "write a number without quotes, with a point before its decimals"
    return ""


def demanded_of(schema: Mapping[str, Any]) -> list[str]:
    """The keys of which an object of this schema must have one."""
    return [name for kind in ("oneOf", "anyOf") for part in schema.get(kind, ()) for name in part.get("required", ())]


def _wrong_form(document: Document, error: Violation) -> Iterator[Problem]:
    corrected = _corrected(error.schema, str(error.instance))
    hint = f"did you mean {corrected}?" if corrected else ""
    yield document.problem(tuple(error.absolute_path), f"{_shown(error)} {error.cause}", hint)


def _corrected(schema: Schema, text: str) -> str:
    """The same in a form that the schema names, if it can be guessed."""
    form = schema.get("format")
    if form is None:
        return ""
    return next((guess for guess in corrections(text) if guess != text and FORMATS.conforms(guess, form)), "")


def _not_here(document: Document, error: Violation) -> Iterator[Problem]:
    path, about = tuple(error.absolute_path), _about(error)
    keys = demanded(error)
    given = [key for key in keys if isinstance(error.instance, dict) and key in error.instance]
    if not keys:
        yield document.problem(path, f"'{path[-1] if path else document.name}' cannot be used like this", about)
    elif given:
        told = " and ".join(f"'{key}'" for key in given)
        yield document.problem((*path, given[-1]), f"{told} do not go together", about or "keep one", at_key=True)
    else:
        yield document.problem(path, f"needs {' or '.join(dict.fromkeys(keys))}", about)


def _one_form(document: Document, error: Violation) -> Iterator[Problem]:
    """None of several forms, or more than one of them at once."""
    path, keys = tuple(error.absolute_path), demanded(error)
    given = [key for key in keys if isinstance(error.instance, dict) and key in error.instance]
    if any(_meant(error.schema, key) in keys for key in _strangers(error)):
        return  # that key is told instead
    if error.context or not given:
        ways = [" and ".join(part["required"]) for part in error.validator_value if part.get("required")]
        yield document.problem(path, f"needs {' or '.join(ways)}" if ways else error.message, _about_first(error, keys))
    else:
        told = " and ".join(f"'{key}'" for key in given)
        yield document.problem((*path, given[-1]), f"{told} do not go together", "keep one of them", at_key=True)


def _too_short(document: Document, error: Violation) -> Iterator[Problem]:
    least = error.validator_value
    wrong = "is empty" if least == 1 or not error.instance else f"is too short: at least {least} are needed"
    yield document.problem(tuple(error.absolute_path), wrong, _about(error))


def _too_long(document: Document, error: Violation) -> Iterator[Problem]:
    wrong = f"is too long: {len(error.instance)}, but at most {error.validator_value} are allowed"
    yield document.problem(tuple(error.absolute_path), wrong, _about(error))


def _beyond(document: Document, error: Violation) -> Iterator[Problem]:
    limit = "most" if error.validator == "maximum" else "least"
    wrong = f"{error.instance} must be at {limit} {error.validator_value}"
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
    "anyOf": _one_form,
    "const": _not_equal,
    "dependentRequired": _needed,
    "enum": _not_one_of,
    "format": _wrong_form,
    "maxItems": _too_long,
    "maxLength": _too_long,
    "maximum": _beyond,
    "minItems": _too_short,
    "minLength": _too_short,
    "minProperties": _too_short,
    "minimum": _beyond,
    "not": _not_here,
    "oneOf": _one_form,
    "pattern": _without_form,
    "required": _missing,
    "type": _wrong_type,
}


def _about(error: Violation) -> str:
    return str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""


def _about_first(error: Violation, keys: list[str]) -> str:
    """What is said of the first of these keys that has a word about it."""
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    told = [f"{key}: {about}" for key in keys if (about := known.get(key, {}).get("description"))]
    return told[0] if told else _about(error)


def _shown(error: Violation) -> str:
    name = error.absolute_path[-1] if error.absolute_path else ""
    text = quoted(str(error.instance))
    return f"{name}: {text}" if isinstance(name, str) else text
