"""Whether a value fits a schema, and nothing else: for thousands of values, of which hardly one is wrong.

jsonschema looks at each value anew through all its layers, to tell what is wrong with it. Here a schema becomes one
function, for the keywords that are said below and no others; a value that it refuses is jsonschema's to explain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Fits = Callable[[Any], bool]
Resolve = Callable[[str], Mapping[str, Any]]

_TYPES: dict[str, type] = {"string": str, "object": dict, "array": list, "boolean": bool}
_SAID = {"$comment", "default", "description", "examples", "title"}  # to people only


class TooMuchError(Exception):
    """A schema says something that is not known here."""


def fits(schema: Mapping[str, Any], resolve: Resolve) -> Fits | None:
    """The function for a schema, whose references `resolve` looks up; None if it says something that is not known."""
    try:
        return _all(schema, resolve)
    except TooMuchError:
        return None


def _all(schema: Any, resolve: Resolve) -> Fits:
    if not isinstance(schema, Mapping):
        raise TooMuchError
    tests = [_test(name, said, schema, resolve) for name, said in schema.items() if _is_demand(name)]
    if len(tests) == 1:
        return tests[0]

    def fit(value: Any) -> bool:
        for test in tests:  # noqa: SIM110  # all() takes twice the time
            if not test(value):
                return False
        return True

    return fit


def _is_demand(keyword: str) -> bool:
    """Whether a keyword says something of a value; those that begin with x- are our own, for messages."""
    return keyword not in _SAID and not keyword.startswith("x-")


def _test(name: str, said: Any, schema: Mapping[str, Any], resolve: Resolve) -> Fits:
    make = _TESTS.get(name)
    if make is None:
        raise TooMuchError
    return make(said, schema, resolve)


def _type(said: Any, _schema: Any, _resolve: Resolve) -> Fits:
    if said == "integer":
        return lambda value: _is_number(value) and value % 1 == 0
    names = [said] if isinstance(said, str) else said
    if not {*names} <= _TYPES.keys():
        raise TooMuchError
    types = tuple(_TYPES[name] for name in names)
    return lambda value: isinstance(value, types)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _minimum(said: Any, _schema: Any, _resolve: Resolve) -> Fits:
    return lambda value: not _is_number(value) or value >= said


def _of_texts(said: Any, _schema: Any, _resolve: Resolve) -> Fits:
    if not all(isinstance(one, str) for one in said):
        raise TooMuchError
    return lambda value: isinstance(value, str) and value in said


def _pattern(said: Any, _schema: Any, _resolve: Resolve) -> Fits:
    search = re.compile(said).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _properties(said: Any, _schema: Any, resolve: Resolve) -> Fits:
    tests = {name: _all(sub, resolve) for name, sub in said.items()}
    return lambda value: (
        not isinstance(value, dict) or all(tests[name](part) for name, part in value.items() if name in tests)
    )


def _others(said: Any, schema: Any, resolve: Resolve) -> Fits:
    if "patternProperties" in schema:
        raise TooMuchError
    known = {*schema.get("properties", ())}
    if said is False:
        return lambda value: not isinstance(value, dict) or known.issuperset(value)
    test = _all(said, resolve)
    return lambda value: (
        not isinstance(value, dict) or all(test(part) for name, part in value.items() if name not in known)
    )


def _items(said: Any, _schema: Any, resolve: Resolve) -> Fits:
    test = _all(said, resolve)
    return lambda value: not isinstance(value, list) or all(map(test, value))


def _not(said: Any, _schema: Any, resolve: Resolve) -> Fits:
    test = _all(said, resolve)
    return lambda value: not test(value)


def _any(said: Any, _schema: Any, resolve: Resolve) -> Fits:
    tests = [_all(sub, resolve) for sub in said]
    return lambda value: any(test(value) for test in tests)


def _required(said: Any, _schema: Any, _resolve: Resolve) -> Fits:
    return lambda value: not isinstance(value, dict) or all(name in value for name in said)


def _ref(said: Any, _schema: Any, resolve: Resolve) -> Fits:
    if not said.startswith("#"):
        raise TooMuchError
    return _all(resolve(said), resolve)


_TESTS: dict[str, Callable[[Any, Mapping[str, Any], Resolve], Fits]] = {
    "$ref": _ref,
    "additionalProperties": _others,
    "anyOf": _any,
    "enum": _of_texts,
    "items": _items,
    "minItems": lambda said, *_: lambda value: not isinstance(value, list) or len(value) >= said,
    "minLength": lambda said, *_: lambda value: not isinstance(value, str) or len(value) >= said,
    "minimum": _minimum,
    "not": _not,
    "pattern": _pattern,
    "properties": _properties,
    "required": _required,
    "type": _type,
}
