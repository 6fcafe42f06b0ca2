"""What NOMAD says when it refuses: its `detail` is words, or a list of errors that each tell the place of a field."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.http.dialect import Refusal


def refusal(value: object) -> Refusal:
    """Read the JSON of a refusal."""
    detail = value.get("detail") if isinstance(value, Mapping) else None
    if not isinstance(detail, list):
        return Refusal(str(detail) if detail else "")
    named = [error for error in detail if isinstance(error, Mapping)]
    told = [f"{_place(error)}: {error.get('msg') or ''}" for error in named]
    return Refusal(" ".join(told or map(str, detail)), names_fields=bool(named))


def _place(error: Mapping[str, object]) -> str:
    place = error.get("loc")
    return ".".join(map(str, place)) if isinstance(place, list) else ""
