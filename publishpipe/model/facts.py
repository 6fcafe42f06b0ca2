"""What is known of a release, as plain JSON values. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]
"""One section of a lockfile; its form is `release` in schemas/lock.v1.schema.json."""


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file: size in bytes, and md5 in hex where it is known."""

    size: int
    md5: str | None = None


#: Facts whose parts come and go one by one; every other fact is replaced whole.
COLLECTIONS = {"intents", "files", "pinned", "datasets", "people"}


def merge(facts: Facts, patch: Facts) -> dict[str, Any]:
    """Facts with a patch laid over: null removes, and so does an empty collection; collections merge by name."""
    merged = {**facts, **patch}
    for name in COLLECTIONS & patch.keys():
        both = {**facts.get(name, {}), **(patch[name] or {})}
        merged[name] = {key: value for key, value in both.items() if value is not None} or None
    return {name: value for name, value in merged.items() if value is not None}


def joined(first: Facts, second: Facts) -> dict[str, Any]:
    """Two patches as one: what `merge` makes of both, one after the other."""
    both = {name: {**(first.get(name) or {}), **(second[name] or {})} for name in COLLECTIONS & second.keys()}
    return {**first, **second, **both}
