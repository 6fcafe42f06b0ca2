"""What NOMAD says when it refuses: its `detail` is words, or a list of errors that each tell the place of a field.

Where it crashed, it is a mapping with the exception and, in its full length, the way that this came.
"""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.http.dialect import Refusal


def refusal(value: object) -> Refusal:
    """Read the JSON of a refusal."""
    detail = value.get("detail") if isinstance(value, Mapping) else None
    if not isinstance(detail, list):
        return Refusal(_words(detail))
    named = [error for error in detail if isinstance(error, Mapping)]
    told = [f"{_place(error)}: {error.get('msg') or ''}" for error in named]
    return Refusal(" ".join(told or map(str, detail)), names_fields=bool(named))


def _words(detail: object) -> str:
    """Words, or what an accident of the server was."""
    if isinstance(detail, Mapping) and "exception" in detail:
        return ": ".join(str(detail[name]) for name in ("reason", "exception") if detail.get(name))
    return str(detail) if detail else ""


def _place(error: Mapping[str, object]) -> str:
    place = error.get("loc")
    return ".".join(map(str, place)) if isinstance(place, list) else ""
