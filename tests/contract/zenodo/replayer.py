"""Replays recorded exchanges with the real Zenodo and names the differences.

A recording is a template. `{{kind:label}}` is learned from the first answer that shows it and must then stay the same;
`{{kind}}` has a form only; `|int` marks a JSON integer. Numbers compare by type and value: 6 is not 6.0.
"""

from __future__ import annotations

import base64
import json
import random
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.killing import PATIENCE

Json = dict[str, Any]

#: Days that were the recording's own, and how they are written.
TODAY = {"today": "%Y-%m-%d", "todaylong": "%B %d, %Y", "todaymedium": "%b %d, %Y", "year": "%Y"}
PLACEHOLDER = re.compile(r"\{\{([a-z]+)(?::([^}|]+))?(\|int)?\}\}")
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
FORMS = {
    "record": r"\d+",
    "owner": r"\d+",
    "rev": r"\d+",
    "number": r"\d+",
    "uuid": UUID,
    "text": r".*",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+",
}
#: Header → whether its value counts, or only that it is there.
HEADERS = {"location": True, "content-disposition": True, "etag": True, "link": False, "retry-after": False}
HEADERS |= {f"x-ratelimit-{name}": False for name in ("limit", "remaining", "reset")}
#: Lists without an order of their own, and what tells their elements apart.
UNORDERED = ("files", "entries", "errors", "hits", "body")
KEYS = ("filename", "key", "field", "id")
#: Keys that elements of a list have or lack according to their state.
BY_STATE = {"doi", "doi_url", "conceptdoi", "description"}


@dataclass
class Names:
    """What the placeholders stand for on the live server."""

    known: dict[str, str]

    def invent(self, specs: dict[str, str]) -> None:
        """Make up the names that a scenario wants for itself."""
        letters = "abcdefghijklmnopqrstuvwxyz"
        for label, spec in specs.items():
            kind, _, size = spec.partition(":")
            drawn = secrets.token_hex(16)
            if kind == "letters":
                drawn = "".join(secrets.choice(letters) for _ in range(int(size)))
            self.known[f"name:{label}"] = drawn[: int(size)]

    def value(self, found: re.Match[str]) -> str | None:
        kind, label, _ = found.groups()
        return self.known.get(f"{kind}:{label}" if label else kind)

    def fill(self, template: Any) -> Any:
        """A request with everything put in that is known."""
        if isinstance(template, dict):
            return {self.fill(key): self.fill(value) for key, value in template.items()}
        if isinstance(template, list):
            return [self.fill(value) for value in template]
        if not isinstance(template, str):
            return template
        filled = PLACEHOLDER.sub(lambda found: self.value(found) or found[0], template)
        whole = PLACEHOLDER.fullmatch(template)
        return int(filled) if whole and whole[3] and filled.isdigit() else filled

    def matches(self, template: str, text: str) -> bool:
        """Compare, and learn what is new; two names never stand for the same thing."""
        pattern, end, groups = "", 0, dict[str, str]()
        for found in PLACEHOLDER.finditer(template):
            pattern += re.escape(template[end : found.start()])
            end = found.end()
            pattern += self._pattern(found, groups)
        matched = re.fullmatch(pattern + re.escape(template[end:]), text, re.DOTALL)
        if not matched:
            return False
        learned = {name: matched[group] for name, group in groups.items()}
        for name, value in learned.items():
            kind = name.partition(":")[0]
            others = (other for other in self.known if other.startswith(f"{kind}:") and other != name)
            if kind != "rev" and any(self.known[other] == value for other in others):
                return False
        self.known |= learned
        return True

    def _pattern(self, found: re.Match[str], groups: dict[str, str]) -> str:
        kind, label, _ = found.groups()
        name = f"{kind}:{label}"
        known = self.value(found)
        if kind in TODAY:
            days = (datetime.now(UTC) + timedelta(days) for days in (-1, 0, 1))
            return f"(?:{'|'.join(day.strftime(TODAY[kind]).replace(' 0', ' ') for day in days)})"
        if known is not None and kind != "rev":
            return re.escape(known)
        if label is None or name in groups:
            return f"(?P={groups[name]})" if name in groups else FORMS[kind]
        groups[name] = f"g{len(groups)}"
        return f"(?P<{groups[name]}>{FORMS[kind]})"


def body_of(template: Json | None, names: Names) -> bytes | None:
    """The bytes that a recorded request sent."""
    return None if template is None else b"".join(pieces(template, names))


def pieces(template: Json, names: Names) -> Iterator[bytes]:
    if "json" in template:
        yield json.dumps(names.fill(template["json"])).encode()
    elif "text" in template:
        yield str(names.fill(template["text"])).encode()
    elif "base64" in template:
        yield base64.b64decode(template["base64"])
    elif "bytes" in template:
        yield random.Random(template["seed"]).randbytes(template["bytes"])  # noqa: S311  # the recorder's own bytes
    elif "fill" in template:
        yield str(template["fill"]).encode() * int(template["times"])
    for part in template.get("parts", ()):
        yield from pieces(part, names)


def type_of(value: Any) -> str:
    """The JSON type, with integers and other numbers told apart."""
    if isinstance(value, str):
        whole = PLACEHOLDER.fullmatch(value)
        return "int" if whole and whole[3] else "str"
    return type(value).__name__


@dataclass
class Comparison:
    """Collects, by pointer, where a live answer differs from the recorded one."""

    names: Names
    loose: bool = False
    subset: bool = False
    ordered: bool = False
    found: dict[str, str] = field(default_factory=dict)

    def note(self, pointer: str, expected: Any, got: Any) -> None:
        self.found[pointer] = f"expected {str(expected)[:200]}, got {str(got)[:200]}"

    def answer(self, recorded: Json, live: httpx.Response) -> None:
        if recorded["status"] != live.status_code:
            self.note("status", recorded["status"], live.status_code)
        for name, by_value in HEADERS.items():
            expected = recorded["headers"].get(name)
            got = live.headers.get(name)
            if expected and (got is None or (by_value and not self.names.matches(expected, got))):
                self.note(name, expected, got)
        kinds = [str(headers.get("content-type")).partition(";")[0] for headers in (recorded["headers"], live.headers)]
        if kinds[0] != kinds[1]:
            self.note("content-type", *kinds)
        self.body(recorded.get("body"), live)

    def body(self, recorded: Json | None, live: httpx.Response) -> None:
        if recorded is None:
            if live.content:
                self.note("body", "nothing", live.text)
        elif "json" in recorded:
            self.value(recorded["json"], json.loads(live.content or b"null"), "body")
        elif "text" in recorded:
            self.value(recorded["text"], live.text, "body")

    def value(self, expected: Any, got: Any, pointer: str) -> None:
        if expected == "{{any}}":
            return
        kind = type_of(expected)
        if kind != type_of(got):
            self.note(pointer, expected, got)
        elif kind == "dict":
            self.mapping(expected, got, pointer)
        elif kind == "list":
            self.sequence(expected, got, pointer)
        elif not self.loose:
            same = self.names.matches(expected, str(got)) if isinstance(expected, str) else expected == got
            if not same:
                self.note(pointer, self.names.fill(expected), got)

    def mapping(self, expected: Json, got: Json, pointer: str) -> None:
        for key, value in expected.items():
            if key not in got:
                self.note(f"{pointer}/{key}", value, "nothing")
            elif not (self.loose and isinstance(value, dict)):
                self.value(value, got[key], f"{pointer}/{key}")
        for key in () if self.subset else got.keys() - expected.keys():
            self.note(f"{pointer}/{key}", "nothing", got[key])

    def sequence(self, expected: list[Any], got: list[Any], pointer: str) -> None:
        if self.loose:
            self.elements(expected, got, pointer)
            return
        if len(expected) != len(got):
            self.note(pointer, f"{len(expected)} elements", f"{len(got)} elements")
        if pointer.rpartition("/")[2] in UNORDERED and not self.ordered:
            expected, got = self.paired(expected, got)
        for index, (left, right) in enumerate(zip(expected, got, strict=False)):
            self.value(left, right, f"{pointer}/{index}")

    def elements(self, expected: list[Any], got: list[Any], pointer: str) -> None:
        """Only that every element has the keys that the recorded ones have."""
        samples = [one for one in expected if isinstance(one, dict)]
        for index, one in enumerate(got if samples else ()):
            needed = set(samples[0]).intersection(*samples) - BY_STATE
            wrong = (needed - one.keys()) | (one.keys() - BY_STATE.union(*samples))
            if wrong:
                self.note(f"{pointer}/{index}", "the recorded keys", wrong)

    def paired(self, expected: list[Any], got: list[Any]) -> tuple[list[Any], list[Any]]:
        """Both lists in the same order, if their elements can be told apart."""
        for key in KEYS:
            if all(isinstance(one, dict) and key in one for one in (*expected, *got)):
                wanted = {str(self.names.fill(one[key])): one for one in expected}
                there = {str(one[key]): one for one in got}
                if wanted.keys() == there.keys():
                    return list(wanted.values()), [there[name] for name in wanted]
        return expected, got


@dataclass
class Replay:
    """Sends a scenario's requests, in order, and compares the answers."""

    origin: str
    tokens: dict[str, str]

    def run(self, scenario: Json) -> Iterator[tuple[str, str]]:
        """Yield the differences: `index/pointer` and what it is."""
        tokens = {f"token:{name}": token for name, token in self.tokens.items()}
        names = Names({"origin": self.origin, "today": datetime.now(UTC).strftime(TODAY["today"]), **tokens})
        names.invent(scenario.get("fresh", {}))
        with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            for index, exchange in enumerate(scenario["exchanges"]):
                for pointer, text in self.exchange(client, exchange, names, scenario):
                    yield f"{index}/{pointer}", text

    def exchange(self, client: httpx.Client, exchange: Json, names: Names, scenario: Json) -> Iterator[tuple[str, str]]:
        user = exchange.get("as")
        if "each" in exchange:
            first, last = exchange["each"]
            for number in range(first, last + 1):
                names.known |= {"i": str(number), "iii": f"{number:03}"}
                self.send(client, exchange["request"], user, names)
        elif "skip" in exchange or "skip" in scenario:
            if "instead" in exchange:
                self.send(client, exchange["instead"], user, names)
        else:
            yield from self.compared(client, exchange, names).items()

    def compared(self, client: httpx.Client, exchange: Json, names: Names) -> dict[str, str]:
        """The differences; what depends on the search index is asked for again until there are none."""
        deadline = time.monotonic() + (PATIENCE if "eventually" in exchange else 0)
        while True:
            before = dict(names.known)
            ordered = "sort=" in exchange["request"]["path"]
            comparison = Comparison(names, "loose" in exchange, "subset" in exchange, ordered)
            comparison.answer(exchange["response"], self.send(client, exchange["request"], exchange.get("as"), names))
            if not comparison.found or time.monotonic() >= deadline:
                return comparison.found
            names.known = before
            time.sleep(0.1)

    def send(self, client: httpx.Client, request: Json, user: str | None, names: Names) -> httpx.Response:
        return client.send(self.request(request, user, names))

    def request(self, request: Json, user: str | None, names: Names) -> httpx.Request:
        """A recorded request, for this server."""
        headers = dict(names.fill(request.get("headers", {})))
        if user:
            headers["Authorization"] = f"Bearer {self.tokens[user]}"
        content: Any = body_of(request.get("body"), names)
        if request.get("chunked"):
            content = iter([content])
        path = str(names.fill(request["path"]))
        # The path must go out as it was recorded, with its dots and escapes.
        extensions = {"target": path.encode()}
        return httpx.Request(
            request["method"], self.origin + path, headers=headers, content=content, extensions=extensions
        )
