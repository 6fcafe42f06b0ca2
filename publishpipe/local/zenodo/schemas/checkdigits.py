"""Numbers that end with a check digit (after idutils, read 2026-11)."""

from __future__ import annotations

import re


def digits_of(value: str) -> str:
    """Without hyphens and blanks, an X in capitals."""
    return re.sub(r"[-\s]", "", value).upper()


def _weighted(value: str, weights: list[int], modulus: int) -> bool:
    """Whether the weighted sum of the digits, with X for 10, is a multiple."""
    if len(value) != len(weights) or not re.fullmatch(r"\d*[\dX]", value):
        return False
    return sum(w * (10 if c == "X" else int(c)) for w, c in zip(weights, value, strict=True)) % modulus == 0


def is_issn(value: str) -> bool:
    """Whether it is an ISSN."""
    return _weighted(digits_of(value), [8, 7, 6, 5, 4, 3, 2, 1], 11)


def is_ean13(value: str) -> bool:
    """Whether it is an EAN of 13 digits."""
    return value.isdigit() and _weighted(value, [1, 3] * 6 + [1], 10)


def is_isbn(value: str) -> bool:
    """Whether it is an ISBN of 10 or 13 digits."""
    digits = digits_of(re.sub(r"^(?:urn:)?isbn:?\s*", "", value.strip(), flags=re.IGNORECASE))
    if len(digits) == 13:
        return digits[:3] in ("978", "979") and is_ean13(digits)
    return _weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11)


def is_isni(value: str) -> bool:
    """Whether it is an ISNI."""
    digits = digits_of(value)
    if not re.fullmatch(r"\d{15}[\dX]", digits):
        return False
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return (12 - total % 11) % 11 == (10 if digits[-1] == "X" else int(digits[-1]))


def is_orcid(value: str) -> bool:
    """Whether it is an ORCID iD, bare or as a URL: an ISNI from one of two ranges."""
    digits = digits_of(re.sub(r"^https?://orcid\.org/", "", value))
    if not is_isni(digits):
        return False
    number = int(digits[:-1])
    return 15_000_000 <= number <= 35_000_000 or 900_000_000_000 <= number <= 900_100_000_000


def is_istc(value: str) -> bool:
    """Whether it is an ISTC."""
    digits = digits_of(value)
    if not re.fullmatch(r"[0-9A-F]{16}", digits):
        return False
    total = sum(int(digit, 16) * (11, 9, 3, 1)[index % 4] for index, digit in enumerate(digits[:-1]))
    return f"{total % 16:X}" == digits[-1]
