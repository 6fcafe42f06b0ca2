"""A manifest's metadata ↔ a record's, as Zenodo's native API and its web form have them. Pure.

The manifest has the deposit API's names; where a record holds more, the same field takes a richer form, or a new one
stands beside it in the native API's own word. Source of every rule: zenodo-rdm 25.2.5, its deposit API and its native
one side by side (recorded in November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import access, custom_fields
from publishpipe.repositories.zenodo.metadata.fields import FIELDS
from publishpipe.repositories.zenodo.metadata.items import Native


def record(metadata: Metadata) -> Native:
    """Metadata, custom fields, access and identifiers of the record that the manifest means."""
    written = {name: field.write(metadata) for name, field in FIELDS.items()}
    doi = metadata.get("doi")
    return {
        "metadata": {name: value for name, value in written.items() if value not in (None, "", [], {})},
        "custom_fields": custom_fields.written(metadata),
        "access": access.written(metadata),
        "pids": {"doi": {"identifier": doi, "provider": "external"}} if doi else {},
    }


def manifest(held: Mapping[str, Any]) -> Metadata:
    """The metadata of a manifest that means what a record holds, but for what no manifest can say."""
    told: dict[str, Any] = {}
    for name, value in held["metadata"].items():
        if name in FIELDS:
            told |= FIELDS[name].read(value)
    told.update(custom_fields.read(held["custom_fields"]))
    told.update(access.read(held["access"]))
    doi = held.get("pids", {}).get("doi", {})
    if doi.get("provider") == "external":
        told["doi"] = doi["identifier"]
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}
