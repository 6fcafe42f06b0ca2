"""Persons and organisations that Zenodo refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from publishpipe.errors import Wrong
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.people import KINDS, affiliations

FIELDS = ("creators", "contributors", "thesis_supervisors")


def check(metadata: Metadata) -> Iterator[Wrong]:
    """What is wrong with those who made it."""
    for field in FIELDS:
        for index, person in enumerate(metadata.get(field, ())):
            if "name" in person and not person["name"].split(",")[0].strip():
                yield (field, index, "name"), "has no family name", "write Family, Given"
            if field == "contributors" and person.get("type") not in {None, *KINDS} and "role" in person:
                hint = "keep one of the two; beside role, type is person or organization"
                yield (field, index, "role"), "type and role both say what they did", hint
            for name, count in Counter(map(_named, affiliations(person))).items():
                if count > 1:
                    yield (field, index, "affiliations"), f"{name} is listed {count} times", "list it once"


def _named(affiliation: Any) -> str:
    """What Zenodo tells affiliations apart by."""
    return str(affiliation.get("name", affiliation["ror"]) if isinstance(affiliation, dict) else affiliation)
