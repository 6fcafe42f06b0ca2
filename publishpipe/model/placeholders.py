"""Values known only later, such as the reserved DOI: `${doi}` in a text stands for it, `$${doi}` for itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

NAMES = ("doi", "conceptdoi", "version")

#: Well-formed values for what is not known yet; the DOIs are of DataCite's test prefix, so they are nobody's.
STAND_INS: Mapping[str, str] = {"doi": "10.5072/reserved", "conceptdoi": "10.5072/reserved.all", "version": "0"}

_PLACEHOLDER = re.compile(rf"(?P<escape>\$?)\$\{{(?P<name>{'|'.join(NAMES)})\}}")


def fill(value: Any, values: Mapping[str, str]) -> Any:
    """A JSON-like value (or a text) with every placeholder in its texts filled in, those in keys aside.

    What was filled in is not filled again, and every other dollar stays as it is.

    Raises:
        KeyError: there is no value for a placeholder that is used.
    """
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: found[0][1:] if found["escape"] else values[found["name"]], value)
    if isinstance(value, list):
        return [fill(item, values) for item in value]
    if isinstance(value, Mapping):
        return {key: fill(item, values) for key, item in value.items()}
    return value


def escaped(value: Any) -> Any:
    """A value that `fill` turns into the one given, whatever it is filled with."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: f"${found[0]}", value)
    if isinstance(value, list):
        return [escaped(item) for item in value]
    if isinstance(value, Mapping):
        return {key: escaped(item) for key, item in value.items()}
    return value


def used(value: object) -> frozenset[str]:
    """The names of the placeholders to be filled in."""
    return frozenset(_used(value))


def shown(name: str) -> str:
    """A placeholder as people write it."""
    return f"${{{name}}}"


def _used(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (found["name"] for found in _PLACEHOLDER.finditer(value) if not found["escape"])
    elif isinstance(value, list | Mapping):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _used(item)
