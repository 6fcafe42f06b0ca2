"""A small schema engine with the one property that explains most of Zenodo's surprises.

A value that fails is left out, while everything around it that is valid stays: a list keeps its good elements, an
object its good keys. Errors are collected beside. It behaves as marshmallow's `valid_data` does on the real server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from publishpipe.local.zenodo.models import Json


class _Missing:
    """The type of `MISSING`."""


MISSING: Final = _Missing()
REQUIRED = "Missing data for required field."
NULL = "Field may not be null."


class Errors:
    """What is wrong, by dotted path."""

    def __init__(self) -> None:
        self._messages: dict[str, list[str]] = {}

    def add(self, path: str, message: str) -> None:
        """Note a problem."""
        self._messages.setdefault(path, []).append(message)

    def __len__(self) -> int:
        return sum(map(len, self._messages.values()))

    def listed(self) -> list[Json]:
        """The problems as the API shows them."""
        return [{"field": path, "messages": messages} for path, messages in self._messages.items()]


#: Takes a value, its path and the errors so far; gives what is to be kept, which may be `MISSING`.
Loader = Callable[[Any, str, Errors], Any]
#: Judges an object whose keys were all good: yields key (may be empty) and message.
Check = Callable[[Json], Iterable[tuple[str, str]]]


def join(path: str, key: str | int) -> str:
    """One path below another."""
    return f"{path}.{key}" if path and key != "" else f"{path}{key}"


def text(
    clean: Callable[[str], str],
    *,
    minimum: int = 0,
    maximum: int | None = None,
    check: Callable[[str], str] | None = None,
) -> Loader:
    """A string, cleaned first; `check` gives a message for a bad one, or nothing."""

    def load(value: Any, path: str, errors: Errors) -> Any:
        if not isinstance(value, str):
            errors.add(path, "Not a valid string.")
            return MISSING
        cleaned = clean(value)
        problem = check(cleaned) if check else ""
        if len(cleaned) < minimum:
            problem = f"Shorter than minimum length {minimum}."
        if maximum is not None and len(cleaned) > maximum:
            problem = f"Longer than maximum length {maximum}."
        if problem:
            errors.add(path, problem)
            return MISSING
        return cleaned

    return load


def anything(value: Any, _path: str, _errors: Errors) -> Any:
    """Whatever it is."""
    return value


def of_type(kind: type | tuple[type, ...], message: str) -> Loader:
    """A value of one of Python's own types; a boolean is no number."""

    def load(value: Any, path: str, errors: Errors) -> Any:
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        errors.add(path, message)
        return MISSING

    return load


def items(element: Loader, *, minimum: int = 0, check: Callable[[list[Any]], str] | None = None) -> Loader:
    """A list; bad elements are left out, but objects keep their good keys."""

    def load(value: Any, path: str, errors: Errors) -> Any:
        if not isinstance(value, list):
            errors.add(path, "Not a valid list.")
            return MISSING
        before = len(errors)
        loaded = [_element(element, one, join(path, index), errors) for index, one in enumerate(value)]
        kept = [one for one in loaded if one is not MISSING and one != {}]
        if len(errors) > before:
            return kept or MISSING
        problem = REQUIRED if len(kept) < minimum else check(kept) if check else ""
        if problem:
            errors.add(path, problem)
            return MISSING
        return kept

    return load


def _element(element: Loader, value: Any, path: str, errors: Errors) -> Any:
    if value is not None:
        return element(value, path, errors)
    errors.add(path, NULL)
    return MISSING


@dataclass(frozen=True)
class Object:
    """An object with known keys.

    Attributes:
        fields: Key to loader.
        required: Keys that must be there.
        nullable: Keys that may be null.
        prepare: Runs before everything else.
        check: Runs when all keys were good.
        finish: Runs when nothing failed at all.
        unknown: Whether unknown keys are errors; else they are left out quietly.
    """

    fields: Mapping[str, Loader]
    required: frozenset[str] = frozenset()
    nullable: frozenset[str] = frozenset()
    prepare: Callable[[Json], Json] = lambda data: data
    check: Check = field(default=lambda _data: ())
    finish: Callable[[Json], Json] = lambda data: data
    unknown: bool = True

    def __call__(self, value: Any, path: str, errors: Errors) -> Any:
        """Load one object."""
        if not isinstance(value, dict):
            errors.add(join(path, "_schema"), "Invalid input type.")
            return MISSING
        before = len(errors)
        loaded = self._keys(self.prepare(value), path, errors)
        if len(errors) == before:
            for key, message in self.check(loaded):
                errors.add(join(path, key), message)
        return self.finish(loaded) if len(errors) == before else loaded

    def _keys(self, value: Json, path: str, errors: Errors) -> Json:
        loaded = {}
        for key, loader in self.fields.items():
            one = self._key(key, loader, value, join(path, key), errors)
            if one is not MISSING:
                loaded[key] = one
        if self.unknown:
            for key in value.keys() - self.fields.keys():
                errors.add(join(path, key), "Unknown field.")
        return loaded

    def _key(self, key: str, loader: Loader, value: Json, path: str, errors: Errors) -> Any:
        if key not in value:
            if key in self.required:
                errors.add(path, REQUIRED)
            return MISSING
        if value[key] is not None:
            kept = loader(value[key], path, errors)
            return MISSING if kept == {} and value[key] else kept
        if key in self.nullable:
            return None
        errors.add(path, NULL)
        return MISSING
