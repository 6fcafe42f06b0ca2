"""EDTF level 0: the dates that Zenodo accepts."""

from __future__ import annotations

import re
from datetime import date, datetime

from publishpipe.local.zenodo import refusals

INVALID = "Please provide a valid date or interval."

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def check_date(value: str) -> str:
    """Give the server's message for anything but a date or an interval of two dates in order, else nothing.

    Raises:
        Refusal: 500, as the real server does for an interval with an open end.
    """
    if value.startswith("../") or value.endswith("/.."):
        raise refusals.broken()
    start, slash, end = value.partition("/")
    span = _span(start), _span(end if slash else start)
    return "" if span[0] and span[1] and span[0][0] <= span[1][1] else INVALID


def check_date_or_time(value: str) -> str:
    """Accept a date with a time, too."""
    if not check_date(value):
        return ""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?", value):
        return INVALID
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return INVALID
    return ""


def _span(value: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The first and the last day that a date can mean; blanks around it do no harm (observed 2026-11)."""
    found = _DATE.fullmatch(value.strip())
    if not found:
        return None
    parts = tuple(int(part) for part in found.groups() if part)
    try:
        date(*(*(max(parts[0], 1), *parts[1:]), 1, 1)[:3])
    except ValueError:
        return None
    return (*parts, 1, 1)[:3], (*parts, 12, 31)[:3]
