"""The native record: what is valid, and what survives when something is not.

Names and messages after invenio-rdm-records' and zenodo-rdm's schemas (read and observed, 2026-11).
"""

from __future__ import annotations

from dataclasses import dataclass

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import custom_fields, edtf, identifiers, terms
from publishpipe.local.zenodo.schemas.access import ACCESS
from publishpipe.local.zenodo.schemas.parts import (
    clean,
    contributor,
    creator,
    identifier,
    not_blank,
    once,
    place,
    reference,
    related,
    resource_type,
    right,
    subject,
    term,
    typed,
)
from publishpipe.local.zenodo.schemas.texts import clean_html, clean_text
from publishpipe.local.zenodo.schemas.validation import (
    Errors,
    Object,
    anything,
    items,
    text,
)

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
        "sizes": items(not_blank()),
        "formats": items(not_blank()),
        "version": text(clean_text, maximum=191),
        "rights": items(right),
        "copyright": text(clean_html, minimum=1),
        "description": text(clean_html, minimum=3),
        "additional_descriptions": items(typed("description", text(clean_html, minimum=3))),
        "locations": Object({"features": items(place)}),
        "funding": items(Object({"funder": anything, "award": anything}, required=frozenset({"funder"}))),
        "references": items(reference),
    },
    required=frozenset({"resource_type", "creators", "title", "publication_date"}),
)


_PID = Object({"identifier": clean, "provider": clean, "client": clean}, required=frozenset({"identifier", "provider"}))


@dataclass(frozen=True)
class Loaded:
    """What is kept of a record, and what was wrong with it."""

    data: Json
    errors: list[Json]


def load(native: Json) -> Loaded:
    """Keep what is valid of a native record; a missing part counts as empty.

    Raises:
        Refusal: 400 when an id is not in its vocabulary: that is noticed at once, in a draft too.
    """
    errors = Errors()
    metadata = METADATA(native.get("metadata") or {}, "metadata", errors)
    custom = custom_fields.load(native.get("custom_fields") or {}, "custom_fields", errors)
    data = {
        "metadata": _without_empty(metadata),
        "custom_fields": _without_empty(custom),
        "access": _OPEN | (ACCESS(native.get("access") or _OPEN, "access", errors) or {}),
        "pids": {name: _PID(pid, f"pids.{name}", errors) for name, pid in (native.get("pids") or {}).items()},
        "files": {"enabled": (native.get("files") or {}).get("enabled", True)},
    }
    terms.check(data["metadata"], data["custom_fields"])
    return Loaded(data, errors.listed())


_OPEN = {"record": "public", "files": "public"}


def _without_empty(value: Json) -> Json:
    """Without empty lists and objects, at the first level; empty texts stay (observed 2026-11)."""
    return {key: one for key, one in value.items() if one not in ([], {}, None)}
