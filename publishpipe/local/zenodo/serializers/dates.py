"""Dates as they stand on pages in English: days, months, years and intervals (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

#: Year, month and day, or the first ones of them.
Parts = tuple[int, ...]
DASH = "\u2009\u2013\u2009"
MEDIUM, LONG = "%b", "%B"


def day(moment: str) -> str:
    """The day of a point in time."""
    return shown(datetime.fromisoformat(moment).date().isoformat(), LONG)


def shown(text: str, month: str) -> str:
    """A date, or an interval of two, with its months written so."""
    first, slash, last = text.partition("/")
    return _interval(_parts(first), _parts(last), month) if slash else _whole(_parts(first), month)


def year(text: str) -> int:
    """The year that a date is in, or an interval begins in."""
    return _parts(text.partition("/")[0])[0]


def _parts(text: str) -> Parts:
    return tuple(map(int, text.strip().split("-")))


def _whole(parts: Parts, month: str) -> str:
    if len(parts) == 1:
        return str(parts[0])
    return f"{_in_its_year(parts, month)}{', ' if parts[2:] else ' '}{parts[0]}"


def _in_its_year(parts: Parts, month: str) -> str:
    return " ".join([date(2000, parts[1], 1).strftime(month), *map(str, parts[2:])])


def _interval(first: Parts, last: Parts, month: str) -> str:
    """Both ends as exact as the more exact one. What they have in common stands once; days never have long months."""
    size = max(len(first), len(last))
    first, last = (*first, 1, 1)[:size], _to_its_end(last)[:size]
    month = MEDIUM if first[2:] else month
    if first == last:
        return _whole(last, month)
    begin = _in_its_year(first, month) if first[0] == last[0] else _whole(first, month)
    end = f"{last[2]}, {last[0]}" if first[:2] == last[:2] else _whole(last, month)
    return f"{begin}{DASH}{end}"


def _to_its_end(parts: Parts) -> Parts:
    """The last day of a year or month."""
    in_year, month = (*parts, 12)[:2]
    return in_year, month, *(parts[2:] or monthrange(in_year, month)[1:])
