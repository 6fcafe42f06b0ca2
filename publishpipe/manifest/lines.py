"""The lines of a YAML file as they are written: what stands in one, and how a text of it is quoted. Pure."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

#: What ends a line for YAML, and for the marks of PyYAML: https://yaml.org/spec/1.2.2/#54-line-break-characters.
BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
ODD_BREAK = re.compile("[\r\x85\u2028\u2029]")

_LEAD = r"\s*(?:-[ ]+)*"
_PLAIN = r"""[^\s:#\[\]{},"'&*!|>%@`-][^:#]*?"""
_FIELD = re.compile(rf"{_LEAD}(?P<key>{_PLAIN})\s*:[ \t]+(?P<value>[^\s#].*?)\s*$")
_KEY = re.compile(rf"""{_LEAD}(?P<key>"[^"]*"|'[^']*'|{_PLAIN})\s*:(?:\s|$)""")
_GLUED = re.compile(rf"{_LEAD}(?P<key>\w[\w-]*):(?P<value>[^\s/].*?)\s*$")


class Field(NamedTuple):
    """A `key: value` on one line, with the columns (from 1) that they begin in."""

    key: str
    key_column: int
    value: str
    value_column: int

    def written(self, value: str) -> str:
        """The same with another value."""
        return f"{self.key}: {value}"


def split(text: str) -> tuple[str, ...]:
    """The lines of a text, as YAML counts them."""
    return tuple(BREAK.split(text) if ODD_BREAK.search(text) else text.split("\n"))  # the latter is ten times as fast


def field(line: str) -> Field | None:
    """The `key: value` that a line begins with, its value to the end of the line."""
    return _of(_FIELD.match(line))


def glued(line: str) -> Field | None:
    """The `key:value` of a line that lacks the blank after its colon."""
    return _of(_GLUED.match(line))


def _of(match: re.Match[str] | None) -> Field | None:
    return Field(match["key"], match.start("key") + 1, match["value"], match.start("value") + 1) if match else None


def key(line: str) -> tuple[str, int] | None:
    """The key that a line begins with, and its column."""
    match = _KEY.match(line)
    return (match["key"], match.start("key") + 1) if match else None


def in_quotes(text: str) -> str:
    """A text as YAML reads it whatever is in it; in single quotes where double ones stand in it."""
    if '"' in text and "'" not in text and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def piece(line: str, column: int) -> str:
    """The text that begins at a column, to the end of the line, or of the item where a `[` or `{` is open."""
    rest = line[column - 1 :]
    if line[: column - 1].count("[") + line[: column - 1].count("{"):
        rest = re.split(r"[,\]}]", rest, maxsplit=1)[0]
    return re.split(r"\s#", rest, maxsplit=1)[0].strip()


def open_quote(line: str) -> int:
    """The column of a double quote that opens on a line and is not closed there; 0 if there is none."""
    places = [match.start() + 1 for match in re.finditer(r'(?<!\\)"', line)]
    return places[-1] if len(places) % 2 else 0
