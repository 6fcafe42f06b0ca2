"""`--set PATH=VALUE`: what the command line says instead of the manifest. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from publishpipe.errors import InputError, Place, Problem
from publishpipe.manifest.document import Document, parse

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_PATH = re.compile(r"[^.\[\]]+(\.[^.\[\]]+|\[\d+\])*")


def with_settings(document: Document, settings: Mapping[str, str]) -> tuple[Document, list[Problem]]:
    """A document in which the command line has said other values, and what cannot be said like that.

    Args:
        document: as it was read.
        settings: path such as `metadata.creators[0].name` → value, as it would be written in the manifest.
    """
    problems = []
    for path, text in settings.items():
        try:
            place = _place(path)
            value = _put(document.value, place, _value(text))
            document = replace(document, value=value, settings={**document.settings, place: text})
        except InputError as error:
            problems += [replace(problem, file=f"--set {path}={text}") for problem in error.problems]
        except LookupError as error:
            hint = "write it as metadata.version, or metadata.creators[0].name"
            problems.append(Problem(f"--set {path}={text}", 1, 1, path, str(error.args[0]), hint))
    return document, problems


def _place(path: str) -> Place:
    if not _PATH.fullmatch(path):
        raise LookupError(f"{path!r} is not a path in a manifest")
    return tuple(int(index) if index else name for name, index in _PART.findall(path))


def _value(text: str) -> Any:
    """What the text would be in a manifest; whatever is no other kind of value is text, to the last character."""
    written = text.strip()
    if written[:1] in set("[{\"'"):
        return parse(written, "--set").value
    try:
        value = parse(written, "--set").value
    except InputError:
        return text
    return value if value is None or isinstance(value, bool | int | float) else text


def _put(holder: Any, place: Place, value: Any) -> Any:
    """A copy of a value with another one at a place in it. Raises LookupError if there is no such place."""
    if not place:
        return value
    first, rest = place[0], place[1:]
    if isinstance(first, int):
        if not isinstance(holder, list) or first >= len(holder):
            raise LookupError(f"there is no item [{first}] in the manifest: the first is [0]")
        return [*holder[:first], _put(holder[first], rest, value), *holder[first + 1 :]]
    if holder is not None and not isinstance(holder, dict):
        raise LookupError(f"{first} cannot be set: it is not in a mapping")
    return {**(holder or {}), first: _put((holder or {}).get(first), rest, value)}
