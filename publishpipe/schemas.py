"""The JSON Schemas: find them, load them, hold a document against them, and say what is wrong in a person's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource

from publishpipe import source
from publishpipe.errors import Problem
from publishpipe.formats import FORMATS

_WORDS = {"string": "text", "object": "a mapping", "array": "a list", "boolean": "true or false", "null": "nothing"}
_TRUTH = {"yes": True, "on": True, "y": True, "no": False, "off": False, "n": False}


def folder() -> Path:
    """Where the schemas lie: inside an installed package, beside it in a checkout."""
    installed = Path(__file__).parent / "_schemas"
    return installed if installed.is_dir() else Path(__file__).parents[1] / "schemas"


@cache
def load(name: str) -> dict[str, Any]:
    """The schema called `name`, for instance `manifest.v1`."""
    schema: dict[str, Any] = json.loads((folder() / f"{name}.schema.json").read_text("utf-8"))
    return schema


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    """A validator for the schema called `name`; references between the schemas are resolved locally."""
    names = [path.name.removesuffix(".schema.json") for path in folder().glob("*.schema.json")]
    registry = Registry().with_resources((load(n)["$id"], Resource.from_contents(load(n))) for n in names)
    return jsonschema.Draft202012Validator(load(name), registry=registry, format_checker=FORMATS)


def check(document: source.Document, name: str) -> list[Problem]:
    """All problems of a document in the order of its lines. Reads `no` as text or false, as the schema types it."""
    checker = validator(name)
    errors = list(checker.iter_errors(document.value))
    if any([_coerced(document, error) for error in errors]):
        errors = list(checker.iter_errors(document.value))
    problems = {problem for error in errors for problem in _explain(document, error)}
    return sorted(problems, key=lambda problem: (problem.line, problem.column, problem.message))


def _coerced(document: source.Document, error: jsonschema.ValidationError) -> bool:
    """Read a plain word as the schema types it: `title: no` is text, `publish: no` is false."""
    if error.validator != "type" or not error.absolute_path:
        return False
    *parents, last = error.absolute_path
    if isinstance(error.instance, bool) and "string" in error.validator_value:
        value: str | bool = document.text(tuple(error.absolute_path))
    elif error.validator_value == "boolean" and str(error.instance).lower() in _TRUTH:
        value = _TRUTH[str(error.instance).lower()]
    else:
        return False
    holder = document.value
    for part in parents:
        holder = holder[part]
    holder[last] = value
    return True


def _explain(document: source.Document, error: jsonschema.ValidationError) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    hint = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    match error.validator:
        case "required":
            key = error.message.split("'")[1]
            yield document.problem(path, f"'{key}' is missing", _about(error.schema, key))
        case "additionalProperties":
            known = error.schema["properties"]
            for key in (key for key in error.instance if key not in known):
                yield document.problem((*path, key), f"unknown key '{key}'", _similar(key, known), at_key=True)
        case "enum":
            choice = ", ".join(map(str, error.validator_value))
            yield document.problem(path, f"{_shown(error)} is not one of: {choice}", _similar(error.instance, error.validator_value))
        case "type":
            yield document.problem(path, *_wrong_type(document, error))
        case "format":
            yield document.problem(path, f"{_shown(error)} {error.cause}")
        case "not":
            yield document.problem(path, f"'{path[-1] if path else document.name}' cannot be used like this", hint)
        case "minItems" | "minLength":
            least = error.validator_value
            yield document.problem(path, "is empty" if least == 1 else f"is too short: at least {least} are needed", hint)
        case "const":
            yield document.problem(path, f"{_shown(error)} must be {error.validator_value!r}", hint)
        case "propertyNames" | "pattern" | "if":
            yield document.problem(path, f"{_shown(error)} does not have the right form", hint)
        case _:
            yield document.problem(path, error.message, hint)


def _about(schema: Any, key: str) -> str:
    return str(schema.get("properties", {}).get(key, {}).get("description", ""))


def _similar(word: Any, known: Any) -> str:
    lowered = {str(name).lower(): str(name) for name in known}
    close = get_close_matches(str(word).lower(), lowered, n=1)
    return f"did you mean {lowered[close[0]]}?" if close else ""


def _shown(error: jsonschema.ValidationError) -> str:
    name = error.absolute_path[-1] if error.absolute_path else ""
    text = str(error.instance) if len(str(error.instance)) <= 60 else f"{str(error.instance)[:57]}…"
    return f"{name}: '{text}'" if isinstance(name, str) else f"'{text}'"


def _wrong_type(document: source.Document, error: jsonschema.ValidationError) -> tuple[str, str]:
    allowed = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    wanted = " or ".join(_WORDS.get(name, f"a {name}") for name in allowed)
    if error.instance is None:
        return f"is empty, but must be {wanted}", "write a value, or leave the key out"
    if "string" in allowed and isinstance(error.instance, int | float):
        text = document.text(tuple(error.absolute_path))
        return f"must be {wanted}, but {text} is a number", f'quote it: "{text}"'
    kind = {dict: "a mapping", list: "a list", str: "text", bool: "true or false"}.get(type(error.instance), "a number")
    return f"must be {wanted}, not {kind}", ""
