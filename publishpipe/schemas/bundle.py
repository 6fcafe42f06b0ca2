"""A schema with all that it refers to, in one document: what an editor can read without a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishpipe.schemas.loader import load
from publishpipe.schemas.places import ENDING


def bundled(name: str) -> dict[str, Any]:
    """The schema called `name`, such as `manifest.v1`; the others that it needs are among its `$defs`."""
    parts: dict[str, Any] = {}
    whole = _local(load(name), name, name, parts)
    whole["$defs"] = {**whole.get("$defs", {}), **parts}
    return whole if whole["$defs"] else {key: part for key, part in whole.items() if key != "$defs"}


def _local(value: Any, document: str, whole: str, parts: dict[str, Any]) -> Any:
    """A value of a document with its references led to where that is in the whole; `parts` gets what is referred to."""
    if isinstance(value, list):
        return [_local(item, document, whole, parts) for item in value]
    if not isinstance(value, Mapping):
        return value
    copy = {key: _local(item, document, whole, parts) for key, item in value.items() if key != "$id"}
    if isinstance(value.get("$ref"), str):
        address, _, inside = value["$ref"].partition("#")
        other = address.rpartition("/")[2].removesuffix(ENDING) or document
        if other not in {whole, *parts}:
            parts[other] = {}  # it may refer to itself
            parts[other] = _local(load(other), other, whole, parts)
            parts[other].pop("$schema", None)
        copy["$ref"] = f"#{'' if other == whole else f'/$defs/{other}'}{inside}"
    return copy
