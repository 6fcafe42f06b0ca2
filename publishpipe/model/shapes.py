"""The forms that the parts of an answer must have. Each function gives the part as it is used, or raises ValueError.

Read answers inside `errors.understood`: what has another form is a ServerError, and reaches no lockfile. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from publishpipe.model.facts import Metadata

DIGITS = r"[1-9]\d{0,17}"
DOI = r"10\.\d{4,9}/\S+"
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


def matching(value: object, form: str) -> str:
    """A text of that form; an id may come as a number."""
    if isinstance(value, bool) or not isinstance(value, str | int) or not re.fullmatch(form, str(value), re.ASCII):
        raise ValueError(f"{value!r} is not of the form {form}")
    return str(value)


def doi(value: object) -> str:
    """A DOI, or nothing: an empty text."""
    return matching(value, DOI) if value else ""


def md5(value: object) -> str:
    """An md5 in hex, whether it says that it is one or not."""
    return matching(text(value).removeprefix("md5:"), r"[0-9a-f]{32}")


def count(value: object) -> int:
    """A whole number from nothing on, such as a size in bytes."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST or value != int(value):
        raise ValueError(f"{value!r} is not a number of things")
    return int(value)


def word(value: object) -> str:
    """An id of which nothing more is known, such as a user's: Keycloak's are UUIDs, those of older servers were not."""
    return matching(text(value), r"[!-~]{1,100}")


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")  # noqa: TRY004  # one kind of error for all
    return value


def moment(value: object) -> str:
    """A time of RFC 3339; old servers leave out that they mean UTC."""
    told = text(value)
    zoned = told if datetime.fromisoformat(told).tzinfo else f"{told}Z"
    datetime.fromisoformat(zoned)
    return zoned


def items(value: object) -> Sequence[Any]:
    """A list."""
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is not a list")  # noqa: TRY004  # one kind of error for all
    return value


def fields(value: object) -> Metadata:
    """A mapping."""
    if not isinstance(value, dict):
        raise ValueError(f"{value!r} is not a mapping")  # noqa: TRY004  # one kind of error for all
    return value
