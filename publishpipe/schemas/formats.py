"""Forms that a JSON Schema can only name: each check says why a value does not have it."""

from __future__ import annotations

import re
from datetime import date, datetime

import jsonschema

from publishpipe.model.urls import instance_url

FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("orcid", raises=ValueError)
def _orcid(value: object) -> bool:
    """ISO 7064 mod 11-2, https://support.orcid.org/hc/en-us/articles/360006897674."""
    if not isinstance(value, str):
        return True
    digits = re.sub(r"^https?://orcid\.org/", "", value).replace("-", "")
    _sixteen(digits, "an ORCID iD", "0000-0002-1825-0097")
    return True


@FORMATS.checks("isni", raises=ValueError)
def _isni(value: object) -> bool:
    """ISO 27729, which has the check character of an ORCID iD."""
    if isinstance(value, str):
        digits = re.sub(r"^https?://(www\.)?isni\.org/(isni/)?", "", value)
        _sixteen(re.sub(r"[ -]", "", digits), "an ISNI", "0000 0001 2156 142X")
    return True


def _sixteen(digits: str, what: str, example: str) -> None:
    if not re.fullmatch(r"\d{15}[\dX]", digits):
        raise ValueError(f"is not {what} such as {example}")
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != digits[15]:
        raise ValueError(f"is not {what}: its last character does not match the others, a digit is wrong")


@FORMATS.checks("date", raises=ValueError)
def _date(value: object) -> bool:
    if isinstance(value, str):
        _day(value)
    return True


@FORMATS.checks("edtf", raises=ValueError)
def _edtf(value: object) -> bool:
    """EDTF level 0: a year, month or day, or an interval of two of them."""
    if not isinstance(value, str):
        return True
    ends = [_first_day(part) for part in value.split("/")]
    if len(ends) > 2 or ends != sorted(ends):
        raise ValueError("is not an interval from an earlier to a later date")
    return True


def _first_day(text: str) -> date:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        raise ValueError("is not a date: write YYYY-MM-DD, YYYY-MM or YYYY")
    return _day((text + "-01-01")[:10])


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("is not a day of the calendar: write YYYY-MM-DD")


@FORMATS.checks("doi", raises=ValueError)
def _doi(value: object) -> bool:
    if isinstance(value, str) and not re.fullmatch(r"(doi:|https?://(dx\.)?doi\.org/)?10\.\d{4,9}/\S+", value):
        raise ValueError("is not a DOI such as 10.1234/abc")
    return True


@FORMATS.checks("isbn", raises=ValueError)
def _isbn(value: object) -> bool:
    """ISBN-10 and ISBN-13 check digits, https://www.isbn-international.org."""
    if not isinstance(value, str):
        return True
    digits = ["0123456789X".index(c) for c in re.sub(r"[- ]", "", value.upper()) if c in "0123456789X"]
    thirteen = len(digits) == 13 and sum(d * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10 == 0
    ten = len(digits) == 10 and sum(d * (10 - i) for i, d in enumerate(digits)) % 11 == 0
    if not thirteen and not ten:
        raise ValueError("is not an ISBN: its check digit does not match")
    return True


@FORMATS.checks("http-url", raises=ValueError)
def _http_url(value: object) -> bool:
    if isinstance(value, str) and not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise ValueError("is not a URL: write https://…")
    return True


@FORMATS.checks("date-time", raises=ValueError)
def _date_time(value: object) -> bool:
    if isinstance(value, str) and not _is_moment(value):
        raise ValueError("is not a time with its zone: write it as 2024-01-02T03:04:05Z")
    return True


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


FORMATS.checks("instance-url", raises=ValueError)(instance_url)
