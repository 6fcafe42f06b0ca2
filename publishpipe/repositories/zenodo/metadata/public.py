"""A record's public metadata in the words of the deposit API, which shows only the edit while one is open. Pure.

Source: zenodo-rdm's legacy record serialiser, observed in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publishpipe.errors import understood
from publishpipe.model.facts import Metadata
from publishpipe.model.shapes import Answer
from publishpipe.repositories.zenodo.metadata.canonical import MARKER_RELATION

_PREFIXES = {"journal": "journal", "meeting": "conference", "imprint": "imprint", "thesis": "thesis"}
_OTHERS = {"resource_type", "license", "grants", "communities", "alternate_identifiers", "relations", "part_of"}

#: What the public metadata does not tell.
UNTOLD = frozenset({"imprint_publisher", "partof_title", "partof_pages"})


def deposited(answer: Answer) -> Metadata:
    """The metadata of a public record as the deposit API would show it, but for what is `UNTOLD`."""
    with understood():
        metadata = answer["metadata"]
        same = {name: value for name, value in metadata.items() if name not in _PREFIXES.keys() | _OTHERS}
        told = {**same, **dict(_renamed(metadata)), **_kind(metadata["resource_type"]), **_identifiers(metadata)}
    return {name: value for name, value in told.items() if name not in UNTOLD}


def _renamed(metadata: Metadata) -> Iterator[tuple[str, object]]:
    for name, prefix in _PREFIXES.items():
        yield from ((f"{prefix}_{key}", value) for key, value in (metadata.get(name) or {}).items())
    if "license" in metadata:
        yield "license", metadata["license"]["id"]
    yield "grants", [{"id": grant["internal_id"]} for grant in metadata.get("grants") or ()]
    yield "communities", [{"identifier": community["id"]} for community in metadata.get("communities") or ()]


def _kind(resource_type: Mapping[str, str]) -> dict[str, str]:
    kind, subtype = resource_type["type"], resource_type.get("subtype")
    return {"upload_type": kind, **({f"{kind}_type": subtype} if subtype else {})}


def _identifiers(metadata: Metadata) -> Metadata:
    alternate = [
        {"identifier": item["identifier"], "relation": MARKER_RELATION}
        for item in metadata.get("alternate_identifiers") or ()
    ]
    return {"related_identifiers": [*(metadata.get("related_identifiers") or ()), *alternate]}
