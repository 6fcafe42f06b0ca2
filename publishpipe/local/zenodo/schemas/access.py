"""Who may see a record and its files, and from when on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas.parts import (
    clean,
    iso_date,
)
from publishpipe.local.zenodo.schemas.texts import clean_text
from publishpipe.local.zenodo.schemas.validation import (
    Loader,
    Object,
    anything,
    of_type,
    text,
)


def _embargo_problems(data: Json) -> Iterable[tuple[str, str]]:
    until = data.get("until")
    past = until is None or date.fromisoformat(until) <= datetime.now(UTC).date()
    if data.get("active") and past:
        yield "until", "Embargo end date must be set to a future date."
    elif data.get("active") is False and not past:
        yield "until", "Embargo end date must be unset or in the past."


def _protection(name: str) -> Loader:
    def problem(value: str) -> str:
        return "" if value in ("public", "restricted") else f"'{name}' must be either 'public' or 'restricted'"

    return text(clean_text, check=problem)


ACCESS = Object(
    {
        "record": _protection("record"),
        "files": _protection("files"),
        "embargo": Object(
            {"active": of_type(bool, "Not a valid boolean."), "until": iso_date, "reason": clean},
            nullable=frozenset({"active", "until", "reason"}),
            check=_embargo_problems,
        ),
        "status": anything,
    },
    required=frozenset({"record", "files"}),
)
