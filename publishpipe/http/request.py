"""What is asked of a server, as values that can be sent again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlencode

JSON = "application/json"

Passing = Callable[[int, object], bool]
"""Whether a failure, by its status and the JSON of its body, is known to be gone the next time."""

Look = Callable[[], object]
"""Looks whether an attempt without a good answer took effect after all: what it would have answered, or None."""

Begin = Callable[[], Callable[[bytes], None]]
"""Called for each attempt at a download; gives what takes the pieces of that attempt, from the first byte on."""


@dataclass(frozen=True, slots=True)
class Body:
    """A request body that can be sent again: `open` gives its `size` bytes anew each time."""

    size: int
    open: Callable[[], Iterator[bytes]]
    content_type: str = "application/octet-stream"

    @classmethod
    def json(cls, value: object) -> Body:
        """A JSON body. Its type is exactly application/json: Zenodo refuses any parameter."""
        data = json.dumps(value, ensure_ascii=False).encode()
        return cls(len(data), lambda: iter([data]), JSON)

    @classmethod
    def form(cls, fields: Mapping[str, str]) -> Body:
        """The body of a form."""
        data = urlencode(fields).encode()
        return cls(len(data), lambda: iter([data]), "application/x-www-form-urlencoded")


Params = Mapping[str, str | int | Sequence[str]]
"""Of an address; a list is a name given several times."""


class Options(TypedDict, total=False):
    """What `Session.call` takes by name."""

    params: Params | None
    passing: Passing
    repeatable: bool
    look: Look | None
    accept: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a server: `path` below the base URL, percent-encoded; the kind of answer to `accept`.

    With `begin` the body of a success is handed on as it comes, and not kept.
    """

    method: str
    path: str
    body: Body | None = None
    params: Params | None = None
    accept: str = JSON
    begin: Begin | None = None
