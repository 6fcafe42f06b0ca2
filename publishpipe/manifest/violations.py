"""What a JSON Schema has against a document, sifted: one thing for each value, and that of the form that was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from publishpipe.errors import Place
from publishpipe.model.quoting import quoted

Violation = Any
"""A jsonschema.ValidationError: its types allow for parts that are not set, which in ours they are."""

#: What says most of a value that has several things against it: of no text it need not be told that it is too short.
_FIRST = ("type", "enum", "const", "minLength", "format", "pattern")


def sifted(errors: Iterable[Violation]) -> list[Violation]:
    """Those that a person has to be told."""
    errors = list(errors)
    direct = {tuple(error.absolute_path) for error in errors if not error.context}
    leaves = [leaf for error in errors for leaf in _leaves(error, direct)]
    told: dict[tuple[Place, object], Violation] = {}
    for leaf in sorted(leaves, key=lambda leaf: (_rank(leaf), leaf.parent is not None)):  # one of several forms is last
        path = tuple(leaf.absolute_path)
        told.setdefault((path, _aspect(leaf)), leaf)
    wrong_types = {path for (path, _), leaf in told.items() if leaf.validator == "type"}
    return [leaf for (path, _), leaf in told.items() if leaf.validator == "type" or path not in wrong_types]


def demanded(error: Violation) -> list[str]:
    """The keys of which an object must have one, or all, or may not have all."""
    if error.validator in {"required", "dependentRequired"}:
        return [error.message.split("'")[1]]
    names = _named(error.validator_value) if error.validator in {"anyOf", "oneOf", "not"} else []
    return list(dict.fromkeys(names))


def _named(schema: object) -> list[str]:
    if isinstance(schema, Sequence) and not isinstance(schema, str):
        return [name for part in schema for name in _named(part)]
    if not isinstance(schema, Mapping):
        return []
    below = [name for key in ("anyOf", "oneOf", "allOf", "not") for name in _named(schema.get(key))]
    return [*schema.get("required", ()), *below]


def _rank(error: Violation) -> int:
    return _FIRST.index(error.validator) if error.validator in _FIRST else len(_FIRST)


def _aspect(error: Violation) -> object:
    """A plain value has one thing wrong at a time; an object may lack this key and have that one too many."""
    if "propertyNames" in error.absolute_schema_path:
        return "key", error.instance
    if not isinstance(error.instance, dict | list):
        return ""
    return error.validator, error.message.split("'")[1] if error.validator == "required" else ""


def _leaves(error: Violation, direct: set[Place]) -> Iterator[Violation]:
    """What the likeliest of several forms has against a value; the error itself if none is likelier than the others."""
    branch = _likeliest(error, direct) if error.context else []
    if not branch:
        yield error
    for below in branch:
        yield from _leaves(below, direct)


def _likeliest(error: Violation, direct: set[Place]) -> list[Violation]:
    """The form that a value of this type most plausibly has; none if forms differ only in keys that are all missing."""
    ordered = sorted(error.context, key=lambda below: below.schema_path[0])
    branches = [list(group) for _, group in groupby(ordered, key=lambda below: below.schema_path[0])]
    fitting = [branch for branch in branches if not any(_is_of_other_type(below) for below in branch)] or branches
    if isinstance(error.instance, dict):
        begun = [branch for branch in fitting if _is_begun(branch, error.instance)]
        if not begun and all(below.validator == "required" for branch in fitting for below in branch):
            return []
        fitting = begun or fitting
    return min(fitting, key=lambda branch: (direct.isdisjoint(tuple(one.absolute_path) for one in branch), len(branch)))


def _is_of_other_type(error: Violation) -> bool:
    return error.validator == "type" and not error.path


def _is_begun(branch: Sequence[Violation], instance: Mapping[str, object]) -> bool:
    """Whether some of the keys of a form are there, and others not."""
    return any(below.validator == "required" and set(below.validator_value) & instance.keys() for below in branch)


def about(error: Violation) -> str:
    """What the schema says of a value, for people."""
    return str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""


def shown(error: Violation) -> str:
    """A value with its name."""
    name = error.absolute_path[-1] if error.absolute_path else ""
    text = quoted(str(error.instance))
    return f"{name}: {text}" if isinstance(name, str) else text
