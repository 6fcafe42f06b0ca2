"""Recorded answers held against live ones.

A recording is a template: `{{kind:label}}` stands for something that the first answer to show it decides, and
`{{kind}}` for something of which only the form is known.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
Found = Iterator[tuple[str, str]]

_PLACEHOLDER = re.compile(r"\{\{([a-z]+)(?::([^}]+))?\}\}")
_FORMS = {
    "upload": r"[\w-]{22}",
    "dataset": r"[\w-]{22}",
    "entry": r"[\w-]{28}",
    "pat": r"[0-9a-f]{24}",
    "doi": r"10\.[^\s\"]+",
    "token": r"[^\s'\"&<>]+",
    "time": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?",
    "text": r".*",
}
_SETS = ("files", "entries", "text_search_contents")
_HEADERS = ("location", "www-authenticate", "etag", "allow", "content-disposition")


@dataclass
class Names:
    """What the placeholders stand for on the live server."""

    known: dict[str, str]

    def fill(self, template: Any) -> Any:
        """A template with what is known put in."""
        if isinstance(template, dict):
            return {self.fill(key): self.fill(value) for key, value in template.items()}
        if isinstance(template, list):
            return [self.fill(value) for value in template]
        if not isinstance(template, str):
            return template
        return _PLACEHOLDER.sub(lambda found: self.known.get(found[0], found[0]), template)

    def matches(self, template: str, text: str) -> bool:
        """Whether a text has the form of a template; what the template does not know yet is learned from it."""
        pattern, end, new = "", 0, dict[str, str]()
        for found in _PLACEHOLDER.finditer(template):
            pattern += re.escape(template[end : found.start()])
            end = found.end()
            if found[0] in self.known:
                pattern += re.escape(self.known[found[0]])
            elif found[0] in new:
                pattern += f"(?P={new[found[0]]})"
            elif found[2] is None:
                pattern += _FORMS[found[1]]
            else:
                new[found[0]] = f"g{len(new)}"
                pattern += f"(?P<{new[found[0]]}>{_FORMS[found[1]]})"
        match = re.fullmatch(pattern + re.escape(template[end:]), text, re.DOTALL)
        if match:
            self.known |= {name: match[group] for name, group in new.items()}
        return match is not None


def differences(names: Names, exchange: Json, live: httpx.Response) -> Found:
    """Where a live answer is not the recorded one: places, and what is there instead."""
    recorded = exchange["response"]
    if recorded["status"] != live.status_code:
        yield "status", f"{recorded['status']} → {live.status_code}"
    kinds = [headers.get("content-type", "").partition(";")[0] for headers in (recorded["headers"], live.headers)]
    if kinds[0] != kinds[1]:
        yield "type", " → ".join(kinds)
    for name in set(_HEADERS) & recorded["headers"].keys():
        if not names.matches(recorded["headers"][name], live.headers.get(name, "")):
            yield f"headers/{name}", f"{recorded['headers'][name]} → {live.headers.get(name)}"
    expected, found = _bodies(recorded.get("body") or {"text": ""}, live)
    if "loose" in exchange:
        # Lists of whatever an account holds.
        expected, found = sorted(expected), sorted(found)
    if "subset" in exchange:
        found = {key: value for key, value in found.items() if key in expected}
    yield from _values(names, expected, found, "body")


def _bodies(recorded: Json, live: httpx.Response) -> tuple[Any, Any]:
    if "json" in recorded:
        return recorded["json"], json.loads(live.content or "null")
    if "zip" in recorded:
        return recorded["zip"], _members(live.content)
    return recorded["text"], live.text


def _members(content: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {member.filename: member.file_size for member in archive.infolist()}
    except zipfile.BadZipFile:
        return "no zip"


def _values(names: Names, expected: Any, found: Any, place: str) -> Found:
    if expected == "{{any}}":
        return
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() ^ found.keys()):
            yield f"{place}/{key}", "is missing" if key in expected else "is too much"
        for key in expected.keys() & found.keys():
            yield from _values(names, expected[key], found[key], f"{place}/{key}")
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _lists(names, expected, found, place)
    elif isinstance(expected, str) and isinstance(found, str):
        if not names.matches(expected, found):
            yield place, f"{names.fill(expected)[:80]!r} → {found[:80]!r}"
    elif expected != found or type(expected) is not type(found):
        yield place, f"{expected!r} → {found!r}"


def _lists(names: Names, expected: list[Any], found: list[Any], place: str) -> Found:
    if len(expected) != len(found):
        yield place, f"{len(expected)} elements → {len(found)}"
    if place.rpartition("/")[2] in _SETS:
        expected, found = sorted(names.fill(expected)), sorted(found)
    for number, (one, other) in enumerate(zip(expected, found, strict=False)):
        yield from _values(names, one, other, f"{place}/{number}")
