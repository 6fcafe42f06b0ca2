"""The JSON Schemas: find them, load them, hold a document against them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource

from publishpipe import source
from publishpipe.errors import Problem
from publishpipe.explain import explain
from publishpipe.formats import FORMATS

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
    if sum(_coerced(document, error) for error in errors):
        errors = list(checker.iter_errors(document.value))
    problems = {problem for error in errors for problem in explain(document, error)}
    return sorted(problems, key=lambda problem: (problem.line, problem.column, problem.message))


def _coerced(document: source.Document, error: Any) -> bool:
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
