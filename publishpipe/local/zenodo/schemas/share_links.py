"""What a share link may be (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas.parts import iso_date
from publishpipe.local.zenodo.schemas.texts import clean_text
from publishpipe.local.zenodo.schemas.validation import Errors, Object, text

PERMISSIONS = ("view", "preview", "edit")
NEEDED = "An access permission level is required"
PAST = "Expiration date must be set to the future"


def _permission(name: str) -> str:
    return "" if name in PERMISSIONS else f"Must be one of: {', '.join(PERMISSIONS)}."


def _problems(data: Json) -> Iterable[tuple[str, str]]:
    if "expires_at" in data and data["expires_at"] <= datetime.now(UTC).date().isoformat():
        yield "expires_at", PAST


LINK = Object(
    {
        "permission": text(clean_text, check=_permission),
        "description": text(clean_text),
        "expires_at": iso_date,
    },
    check=_problems,
)


def load(body: object, before: Json | None = None) -> Json:
    """A link as it is wanted, or with `before`: what is to change of one, which may not last longer than it did.

    Raises:
        Refusal: 400 with all that is wrong.
    """
    errors = Errors()
    if before is None and isinstance(body, dict) and "permission" not in body:
        errors.add("permission", NEEDED)
    loaded: Json = LINK(body, "", errors)
    if before and not len(errors) and loaded.get("expires_at", "") > before.get("expires_at", "9999"):
        errors.add("expires_at", "Cannot postpone expiration of links")
    if len(errors):
        raise refusals.invalid(errors.listed())
    return loaded
