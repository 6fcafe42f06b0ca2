"""The forms that the parts of an answer must have. Each function gives the part as it is used, or raises ValueError.

Read answers inside `errors.understood`: what has another form is a ServerError, and reaches no lockfile. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publishpipe.model.facts import Metadata

Answer = Any
"""A part of the JSON that a server sent, before a function here has read it."""


@dataclass(frozen=True, slots=True)
class Form:
    """A regular expression, and in words what it is that fits it: `an id, a number such as 1234567`."""

    pattern: str
    words: str

    @property
    def optional(self) -> Form:
        """The same, or nothing."""
        return Form(f"({self.pattern})?", self.words)


DIGITS = Form(r"[1-9]\d{0,17}", "an id, a number such as 1234567")
DOI = Form(r"10\.\d{4,9}/\S+", "a DOI such as 10.5281/zenodo.1234567")
MD5 = Form(r"[0-9a-f]{32}", "an md5, 32 of the characters 0-9 and a-f")
UUID = Form(r"[0-9a-fA-F-]{36}", "an id, 36 of the characters 0-9, a-f and -")
WORD = Form(r"[!-~]{1,100}", "an id, without blanks")
MOST = 1 << 63  # of anything that can be counted


def text(value: object) -> str:
    """A text that can be written to a file; one of half a character cannot."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a text")  # noqa: TRY004  # one kind of error for all
    value.encode()
    return value


def optional(value: object) -> str:
    """A text, or nothing: an empty one."""
    return "" if value is None else text(value)


def matching(value: object, form: Form) -> str:
    """A text of that form; an id may come as a number."""
    if (
        isinstance(value, bool)
        or not isinstance(value, str | int)
        or not re.fullmatch(form.pattern, str(value), re.ASCII)
    ):
        raise ValueError(f"{value!r} is not {form.words}")
    return str(value)


def doi(value: object) -> str:
    """A DOI, or nothing: an empty text."""
    return matching(value, DOI) if value else ""


def md5(value: object) -> str:
    """An md5 in hex, whether it says that it is one or not."""
    return matching(text(value).removeprefix("md5:"), MD5)


def count(value: object) -> int:
    """A whole number from nothing on, such as a size in bytes."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST or value != int(value):
        raise ValueError(f"{value!r} is not a number of things")
    return int(value)


def word(value: object) -> str:
    """An id of which nothing more is known, such as a user's: Keycloak's are UUIDs, those of older servers were not."""
    return matching(text(value), WORD)


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")  # noqa: TRY004  # one kind of error for all
    return value


def same(value: str, wanted: str) -> str:
    """What was asked for, and nothing else."""
    if value != wanted:
        raise ValueError(f"it is about {value}, and not about {wanted}")
    return value


def moment(value: object) -> str:
    """A time of RFC 3339; old servers leave out that they mean UTC."""
    told = text(value)
    try:
        zoned = told if datetime.fromisoformat(told).tzinfo else f"{told}Z"
        datetime.fromisoformat(zoned)
    except ValueError:
        raise ValueError(f"{value!r} is not a time such as 2024-01-02T03:04:05Z") from None
    return zoned


def items(value: object) -> Sequence[Answer]:
    """A list."""
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is not a list")  # noqa: TRY004  # one kind of error for all
    return value


def fields(value: object) -> Metadata:
    """A mapping."""
    if not isinstance(value, dict):
        raise ValueError(f"{value!r} is not a mapping")  # noqa: TRY004  # one kind of error for all
    return value
