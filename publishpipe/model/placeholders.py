"""Values known only later, such as the reserved DOI: `${doi}` in a text stands for it, `$${doi}` for itself. Pure.

`${env:NAME}` is filled in while the manifest is read, and so is known; whatever else looks alike is a slip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from publishpipe.errors import Place

NAMES = ("doi", "conceptdoi", "version")
ENVIRONMENT = "env:"  # before the name of a variable
ROW, RELEASE = "row.", "release."  # before the name of a column, and of another release of a campaign

#: Well-formed values for what is not known yet; the DOIs are of DataCite's test prefix, so they are nobody's.
STAND_INS: Mapping[str, str] = {"doi": "10.5072/reserved", "conceptdoi": "10.5072/reserved.all", "version": "0"}

#: Whatever looks like one: `${a_word}`, whether it stands for something or not.
#: The name of a column, or of a release of a campaign, may hold blanks and much else.
PLACEHOLDER = re.compile(r"(?P<escape>\$?)\$\{(?P<name>(?:row|release)\.[^{}\n]+|\s*[A-Za-z_][\w.:-]*\s*)\}")

#: One that somebody forgot to close: it would be published as it stands.
UNCLOSED = re.compile(
    r"(?<!\$)\$\{\s*(?:(doi|conceptdoi|version|env:\w+)(?!\s*\})(?=[\s\"'<>(),;]|\Z)"
    r"|((?:row|release)\.\w[\w.-]*)(?![^{}\n]*\}))"
)


def fill(value: Any, values: Mapping[str, str]) -> Any:
    """A JSON-like value (or a text) with every placeholder in its texts filled in, those in keys aside.

    What was filled in is not filled again, and every other dollar stays as it is.

    Raises:
        KeyError: there is no value for a placeholder that is used.
    """

    def filled(found: re.Match[str]) -> str:
        name = found["name"]
        if found["escape"]:
            return found[0][1:]
        return values[name] if name in NAMES else found[0]

    return _each_text(value, lambda text: PLACEHOLDER.sub(filled, text))


def settled(value: Any, values: Mapping[str, str]) -> Any:
    """The same where only these are filled in: with texts in which nothing else is, and what is escaped stays so."""

    def filled(found: re.Match[str]) -> str:
        known = not found["escape"] and found["name"] in values
        return str(escaped(values[found["name"]])) if known else found[0]

    return _each_text(value, lambda text: PLACEHOLDER.sub(filled, text))


def escaped(value: Any) -> Any:
    """A value that `fill` turns into the one given, whatever it is filled with."""
    return _each_text(value, lambda text: PLACEHOLDER.sub(lambda found: f"${found[0]}", text))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, Mapping):
        return {key: _each_text(item, change) for key, item in value.items()}
    return value


def used(value: object) -> frozenset[str]:
    """The names of the placeholders to be filled in."""
    return frozenset(name for _, name, _ in named(value) if name in NAMES)


def named(value: object) -> Iterator[tuple[Place, str, int]]:
    """All that looks like a placeholder, known or not: where in a value, its name, and in which line of that text."""
    for place, text in _texts(value):
        for found in PLACEHOLDER.finditer(text):
            if not found["escape"]:
                yield place, found["name"], _line(text, found)


def _texts(value: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The texts in a JSON-like value, and where they are."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list | Mapping):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _texts(item, (*place, key))


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def slips(value: object, known: Collection[str]) -> Iterator[tuple[Place, int, str, str]]:
    """What looks like a placeholder and stands for nothing: where, in which line, what is wrong, and a hint.

    Args:
        value: a JSON-like value, or a text.
        known: the names that there are beside `NAMES`.
    """
    for place, name, line in named(value):
        if name not in NAMES and name not in known:
            yield place, line, *_objection(name, known)
    for place, text in _texts(value):
        for found in UNCLOSED.finditer(text):
            yield place, _line(text, found), f"{found[0]} has no closing brace", f"write {shown(found[1] or found[2])}"


def _objection(name: str, known: Iterable[str]) -> tuple[str, str]:
    close = get_close_matches(name.strip().lower(), {*NAMES, *known}, n=1)
    meant = f"did you mean {shown(close[0])}? " if close else ""
    if name.startswith(ENVIRONMENT):
        variable = name.removeprefix(ENVIRONMENT)
        return f"{shown(name)} is not allowed here", f"list {variable} under environment_variables:"
    if name.startswith(ROW):
        return f"{shown(name)} is no column of a table here", meant or "a campaign file names the table (campaign: 1)"
    if name.startswith(RELEASE):
        told = f"{shown(name)} is the DOI of no release here, or not known yet"
        return told, meant or "apply the campaign, of which NAME is a release: all of them are done in a possible order"
    return f"{shown(name)} stands for nothing", f"{meant}for that very text write ${shown(name)}"


def shown(name: str) -> str:
    """A placeholder as people write it."""
    return f"${{{name}}}"
