"""Query parameters and JSON bodies, checked as FastAPI checks them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request

from publishpipe.local.nomad.errors import Json, missing, problem, unprocessable

_FLAGS = {
    **dict.fromkeys(("true", "1", "yes", "on", "t", "y"), True),
    **dict.fromkeys(("false", "0", "no", "off", "f", "n"), False),
}


class Params:
    """Reads query parameters and collects what is wrong with them."""

    def __init__(self, query: QueryParams) -> None:
        self.query = query
        self.problems: list[Json] = []

    def text(self, name: str, *, required: bool = False) -> str:
        """One text; empty when absent."""
        if required and name not in self.query:
            self.problems.append(missing("query", name))
        return str(self.query.get(name) or "")

    def texts(self, name: str) -> list[str]:
        """All values of a parameter."""
        return list(self.query.getlist(name))

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        """One of some words."""
        value = self.query.get(name, default)
        if value not in choices:
            self.problems.append(wrong_choice(("query", name), choices, value))
        return value

    def number(self, name: str) -> int | None:
        """A whole number, or None when absent."""
        value = self.query.get(name)
        try:
            return None if value is None else int(value)
        except ValueError:
            message = "Input should be a valid integer, unable to parse string as an integer"
            self.problems.append(problem("int_parsing", ("query", name), message, value))
            return None

    def flag(self, name: str) -> bool | None:
        """True, False, or None when absent."""
        value = self.query.get(name)
        if value is None:
            return None
        if value.lower() not in _FLAGS:
            message = "Input should be a valid boolean, unable to interpret input"
            self.problems.append(problem("bool_parsing", ("query", name), message, value))
        return _FLAGS.get(value.lower())

    def switch(self, name: str, *, default: bool) -> bool:
        """True or False."""
        value = self.flag(name)
        return default if value is None else value

    def check(self) -> None:
        """Refuse the request if anything was wrong.

        Raises:
            Refusal: With all problems (422).
        """
        if self.problems:
            raise unprocessable(*self.problems)


def wrong_choice(where: Sequence[str | int], choices: Sequence[str], given: object) -> Json:
    """The problem of a value that is none of the allowed words."""
    *some, last = [f"'{choice}'" for choice in choices]
    expected = f"{', '.join(some)} or {last}"
    return problem("enum", where, f"Input should be {expected}", given, expected=expected)


async def json_body(request: Request) -> Any:
    """The JSON of a body, None for none; to be read before the token is looked at, as FastAPI does.

    Raises:
        Refusal: The body is no JSON (422).
    """
    text = await request.body()
    try:
        return json.loads(text) if text else None
    except ValueError as error:
        position = getattr(error, "pos", 0)
        reason = getattr(error, "msg", str(error))
        found = problem("json_invalid", ("body", position), "JSON decode error", {}, error=reason)
        raise unprocessable(found) from None


def json_object(body: object) -> Json:
    """A body that has to be a JSON object.

    Raises:
        Refusal: There is none, or it is something else (422).
    """
    if body is None:
        raise unprocessable(missing("body"))
    if not isinstance(body, dict):
        raise unprocessable(not_an_object(("body",), body))
    return body


def not_an_object(where: Sequence[str | int], given: object) -> Json:
    """The problem of something that should be an object."""
    message = "Input should be a valid dictionary or object to extract fields from"
    return problem("model_attributes_type", where, message, given)
