"""The native record: what is valid, and what survives when something is not.

Names and messages after invenio-rdm-records' and zenodo-rdm's schemas (read and observed, 2026-11).
"""

from __future__ import annotations

from dataclasses import dataclass

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import custom_fields, edtf, identifiers, pids, terms
from publishpipe.local.zenodo.schemas.access import ACCESS
from publishpipe.local.zenodo.schemas.parts import (
    award,
    clean,
    identifier,
    not_blank,
    once,
    reference,
    related,
    resource_type,
    right,
    subject,
    term,
    typed,
)
from publishpipe.local.zenodo.schemas.people import contributor, creator
from publishpipe.local.zenodo.schemas.places import place
from publishpipe.local.zenodo.schemas.texts import clean_html, clean_text
from publishpipe.local.zenodo.schemas.validation import (
    NULL,
    Errors,
    Object,
    anything,
    items,
    text,
)


def _without_empty(value: Json) -> Json:
    """Without empty lists and objects, at the first level; empty texts stay (observed 2026-11)."""
    return {key: one for key, one in value.items() if one not in ([], {}, None)}


METADATA = Object(
    {
        "resource_type": resource_type,
        "creators": items(creator, minimum=1),
        "title": text(clean_text, minimum=3),
        "additional_titles": items(typed("title", text(clean_text, minimum=3))),
        "publisher": clean,
        "publication_date": text(lambda value: value, check=edtf.check_date),
        "subjects": items(subject),
        "contributors": items(contributor),
        "dates": items(
            Object(
                {"date": text(lambda v: v, check=edtf.check_date_or_time), "type": term, "description": clean},
                required=frozenset({"date", "type"}),
            )
        ),
        "languages": items(term),
        "identifiers": items(
            identifier(identifiers.RECORD_SCHEMES),
            check=once("Duplicated identifier entry is not allowed.", "scheme", "identifier"),
        ),
        "related_identifiers": items(related),
        "sizes": items(not_blank("Size")),
        "formats": items(not_blank("Format")),
        "version": text(clean_text, maximum=191),
        "rights": items(right),
        "copyright": text(clean_html, minimum=1),
        "description": text(clean_html, minimum=3),
        "additional_descriptions": items(typed("description", text(clean_html, minimum=3))),
        "locations": Object({"features": items(place)}, finish=_without_empty),
        "funding": items(Object({"funder": anything, "award": award}, required=frozenset({"funder"}))),
        "references": items(reference),
    },
    required=frozenset({"resource_type", "creators", "title", "publication_date"}),
)


@dataclass(frozen=True)
class Loaded:
    """What is kept of a record, and what was wrong with it."""

    data: Json
    errors: list[Json]


def load(native: Json, before: Json | None = None) -> Loaded:
    """Keep what is valid of a native record; a missing part counts as empty.

    Args:
        native: The record.
        before: What it was: access stays if none is given that is one.

    Raises:
        Refusal: 400 when an id is not in its vocabulary: that is noticed at once, in a draft too. 400 also for
            access that is given in part, or that hides the record.
    """
    errors = Errors()
    for part in ("metadata", "access", "custom_fields", "pids", "files"):
        if native.get(part, _OPEN) is None:
            errors.add(part, NULL)
    given = native.get("metadata")
    metadata = METADATA(given, "metadata", errors) if isinstance(given, dict) else {}
    custom = custom_fields.load(native.get("custom_fields") or {}, "custom_fields", errors)
    data = {
        "metadata": _without_empty(metadata),
        "custom_fields": _without_empty(custom),
        "access": _access(native, (before or {}).get("access", _OPEN), errors),
        "pids": pids.load(native.get("pids") or {}, (before or {}).get("pids", {}), errors),
        "files": {"enabled": (native.get("files") or {}).get("enabled", True)},
    }
    terms.check(data["metadata"], data["custom_fields"])
    return Loaded(terms.bare(data), errors.listed())


_OPEN = {"record": "public", "files": "public"}


def _access(native: Json, before: Json, errors: Errors) -> Json:
    given = native.get("access")
    loaded = ACCESS(given, "access", errors) if given is not None else _OPEN
    missing = [name for name in _OPEN if name not in loaded]
    if len(missing) == len(_OPEN):
        return before
    if missing:
        raise refusals.invalid_field("access", f"'{missing[0]}'")
    if loaded["record"] == "restricted":
        raise refusals.invalid_field("access", "You don't have permissions to manage record access.")
    return _OPEN | loaded
