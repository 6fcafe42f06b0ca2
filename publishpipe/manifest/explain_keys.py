"""What a JSON Schema has against the keys of an object: those that are missing, unknown, or too many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from publishpipe.errors import Place, Problem
from publishpipe.manifest.document import Document
from publishpipe.manifest.violations import Violation, about, demanded
from publishpipe.model.similar import nearest
from publishpipe.schemas.loader import Schema, load

NAMES = {"id", "name", "slug", "title", "subject", "label", "value", "text", "url"}  # by which one calls an item


def missing(document: Document, error: Violation) -> Iterator[Problem]:
    """A key that an object must have, and why."""
    key, known = demanded(error)[0], error.schema.get("properties", {})
    if any(_meant(error.schema, other) == key or _unquoted(error, other) for other in _strangers(error)):
        return  # that key is told instead
    is_condition = list(error.absolute_schema_path)[-2:-1] in (["then"], ["else"])
    reason = f": {error.schema['description']}" if is_condition and about(error) else ""
    yield document.problem(tuple(error.absolute_path), f"'{key}' is missing{reason}", _how(key, known.get(key, {})))


def needed(document: Document, error: Violation) -> Iterator[Problem]:
    """A key that another one needs."""
    for key, others in error.validator_value.items():
        for other in (other for other in others if key in error.instance and other not in error.instance):
            hint = _how(other, error.schema.get("properties", {}).get(other, {}))
            yield document.problem(tuple(error.absolute_path), f"'{other}' is missing: '{key}' needs it", hint)


def _how(key: str, schema: Schema) -> str:
    """How a key is written, by the first example that its schema has, and what it is."""
    what = str(schema.get("description", ""))
    if not schema.get("examples"):
        return what
    return f"write {key}: {json.dumps(schema['examples'][0], ensure_ascii=False)}" + (f" ({what})" if what else "")


def unknown(document: Document, error: Violation, fields: Schema) -> Iterator[Problem]:
    """Each key that a schema does not know, and what may have been meant."""
    path, known = tuple(error.absolute_path), error.schema.get("properties", {})
    for key in _strangers(error):
        hint = _unquoted(error, key) or _elsewhere(path, key, fields) or _instead(error.schema, key)
        hint = hint or (_field_of(fields, key) if not path else "") or _from(known)
        yield document.problem((*path, key), f"unknown key '{key}'", hint, at_key=True)


def not_here(document: Document, error: Violation) -> Iterator[Problem]:
    """A key that cannot be there, or not beside another one."""
    path, hint = tuple(error.absolute_path), about(error)
    keys = demanded(error)
    given = [key for key in keys if isinstance(error.instance, dict) and key in error.instance]
    if not keys:
        yield document.problem(path, f"'{path[-1] if path else document.name}' cannot be used like this", hint)
    elif given:
        told = " and ".join(f"'{key}'" for key in given)
        yield document.problem((*path, given[-1]), f"{told} do not go together", hint or "keep one", at_key=True)
    else:
        yield document.problem(path, f"needs {' or '.join(dict.fromkeys(keys))}", hint)


def one_form(document: Document, error: Violation) -> Iterator[Problem]:
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


def _strangers(error: Violation) -> list[str]:
    """The keys of an object that its schema refuses, as it does not know them."""
    if not isinstance(error.instance, dict) or error.schema.get("additionalProperties") is not False:
        return []
    return [key for key in error.instance if key not in error.schema.get("properties", {})]


def _meant(schema: Schema, key: str) -> str:
    """The key that stands for one that nobody knows, or a sentence about it, or nothing."""
    known, instead = schema.get("properties", {}), schema.get("x-instead-of", {})
    begin, colon, _ = key.partition(":")
    near = begin if colon and begin in known else nearest(key, [*known, *instead])
    return str(instead.get(key) or instead.get(near) or near)


def _instead(schema: Schema, key: str) -> str:
    """What to write in place of a key, if that can be told from the keys that are known here."""
    known, meant = schema.get("properties", {}), _meant(schema, key)
    begin, colon, rest = key.partition(":")
    if colon and begin in known:
        return f"a blank is missing after the colon: write {begin}: {rest}"
    if meant not in known or key in schema.get("x-instead-of", {}):
        return f"write {meant} in its place" if meant in known else meant
    return f"did you mean {meant}?" if meant else ""


def _unquoted(error: Violation, key: str) -> str:
    """What to quote, if a key is the rest of a text: `{name: Doe, Jane}`, or an item such as `climate: data`."""
    given, path = error.instance, tuple(error.absolute_path)
    before = list(given)[: list(given).index(key)]
    if given[key] is None and before and isinstance(given[before[-1]], str):
        return f'quote the text: {before[-1]}: "{given[before[-1]]}, {key}"'
    is_item = len(given) == 1 and path and isinstance(path[-1], int)
    if is_item and isinstance(given[key], str) and key not in NAMES:
        return f'is it one text? quote it: "{key}: {given[key]}"'
    return ""


def _elsewhere(path: Place, key: str, fields: Schema) -> str:
    """Where a key is known, if not here."""
    if not path and key in fields.get("properties", {}):
        return "it is a field: write it below metadata:"
    manifest = load("manifest.v1")
    if not path and key in manifest["properties"]["target"]["properties"]:
        return "write it below target:"
    if path == ("metadata",) and key in manifest["properties"]:
        return "write it at the top, beside metadata:"
    if path == ("metadata",) and key in manifest["$defs"]["file"]["properties"]:
        return "it belongs to an item of files:"
    return ""


def _field_of(fields: Schema, key: str) -> str:
    """The field that a key at the top may stand for."""
    meant = _meant(fields, key)
    return f"write {meant} in its place, below metadata:" if meant in fields.get("properties", {}) else ""


def _from(known: Iterable[str]) -> str:
    names = list(known)
    return f"known here: {', '.join(names)}" if 0 < len(names) <= 12 else ""


def _about_first(error: Violation, keys: list[str]) -> str:
    """What is said of the first of these keys that has a word about it."""
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    told = [f"{key}: {words}" for key in keys if (words := known.get(key, {}).get("description"))]
    return told[0] if told else about(error)
