"""Places that a record is about.

Names and messages after invenio-rdm-records' schemas (read and observed, 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import identifiers
from publishpipe.local.zenodo.schemas.parts import clean, identifier
from publishpipe.local.zenodo.schemas.validation import Errors, Object, items


def _geometry(value: Any, _path: str, _errors: Errors) -> Any:
    """A geometry; its coordinates become numbers with a fraction."""
    if not isinstance(value, dict) or "coordinates" not in value:
        return value
    try:
        return {**value, "coordinates": _fractions(value["coordinates"])}
    except (TypeError, ValueError):
        raise refusals.broken() from None


def _fractions(value: Any) -> Any:
    return [_fractions(one) for one in value] if isinstance(value, list) else float(value)


def _place_problems(data: Json) -> Iterable[tuple[str, str]]:
    if not any(data.values()):
        # The blanks are in the real server's message.
        names = "'geometry', 'place',                 identifiers', 'description'"
        yield "locations", f"At least one of [{names}] must be present."


place = Object(
    {
        "geometry": _geometry,
        "place": clean,
        "identifiers": items(identifier(identifiers.LOCATION_SCHEMES)),
        "description": clean,
    },
    check=_place_problems,
)
