"""A document beside its schema: every problem, in the order of its lines."""

from __future__ import annotations

from publishpipe.errors import Problem
from publishpipe.manifest.document import Document
from publishpipe.manifest.explain import Violation, explain
from publishpipe.schemas.loader import Schema, validator_of

_TRUTH = {"yes": True, "on": True, "y": True, "no": False, "off": False, "n": False}


def check(document: Document, schema: Schema) -> list[Problem]:
    """All problems of a document in the order of its lines. Reads `no` as text or false, as the schema types it."""
    checker = validator_of(schema)
    errors = list(checker.iter_errors(document.value))
    if sum(_coerced(document, error) for error in errors):
        errors = list(checker.iter_errors(document.value))
    problems = {problem for error in errors for problem in explain(document, error)}
    return sorted(problems, key=lambda problem: (problem.line, problem.column, problem.message))


def _coerced(document: Document, error: Violation) -> bool:
    """Read a plain word as the schema types it: `title: no` is text, `publish: no` is false."""
    if error.validator != "type" or not error.absolute_path:
        return False
    *parents, last = error.absolute_path
    kinds = int | float if tuple(error.absolute_path) in document.settings else bool  # nobody quotes in a shell
    if isinstance(error.instance, kinds) and "string" in error.validator_value:
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
