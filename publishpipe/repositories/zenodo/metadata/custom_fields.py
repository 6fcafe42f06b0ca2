"""A record's custom fields: those that have names of their own in a manifest, and those of one's domain. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import items
from publishpipe.repositories.zenodo.metadata.items import Native, bare

COMMUNITIES = "legacy:communities"  # those that are asked when it is published
SUBJECTS = "legacy:subjects"
#: Name of a custom field → its keys, and the manifest's names for them.
CUSTOM: Mapping[str, Mapping[str, str]] = {
    "journal:journal": {key: f"journal_{key}" for key in ("title", "volume", "issue", "pages")},
    "meeting:meeting": {
        key: f"conference_{key}" for key in ("title", "acronym", "dates", "place", "url", "session", "session_part")
    },
    "imprint:imprint": {
        "title": "partof_title",
        "pages": "partof_pages",
        "isbn": "imprint_isbn",
        "place": "imprint_place",
    },
    "thesis:thesis": {"university": "thesis_university"},
}


def written(given: Metadata) -> Native:
    """Fields that only some kinds of resources have."""
    told: Native = {
        field: {key: given[name] for key, name in names.items() if name in given} for field, names in CUSTOM.items()
    }
    told[SUBJECTS] = [dict(one) for one in given.get("subjects", ())]
    told[COMMUNITIES] = [items.named(one, "identifier").strip() for one in given.get("communities", ())]
    told |= given.get("custom", {})
    return {field: value for field, value in told.items() if value not in (None, {}, [])}


def read(held: Mapping[str, Any]) -> Metadata:
    """The same as a manifest writes them."""
    told: dict[str, Any] = {
        name: held[field][key]
        for field, names in CUSTOM.items()
        for key, name in names.items()
        if (held.get(field) or {}).get(key)
    }
    others = held.keys() - CUSTOM.keys() - {SUBJECTS, COMMUNITIES}
    return {
        **told,
        "subjects": held.get(SUBJECTS),
        "communities": [{"identifier": slug} for slug in held.get(COMMUNITIES) or ()],
        "custom": {field: bare(held[field]) for field in sorted(others) if held[field] not in (None, "", [], {})},
    }
