"""Organisations that Zenodo looks up by a ROR id, and refuses if there is none with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publishpipe.errors import Place, Wrong
from publishpipe.model.facts import Metadata

ROR = re.compile(r"(?:https://ror\.org/)?0([a-hj-km-np-tv-z0-9]{6})(\d\d)")
BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's
WRONG = "is not a ROR id: its last two digits do not match the others"


def check(metadata: Metadata) -> Iterator[Wrong]:
    """Ids that cannot be any. Those of the people themselves are not looked up: Zenodo takes them as they are."""
    for place, ror in _looked_up(metadata):
        found = ROR.fullmatch(ror.lower())
        if found and not _matches(*found.groups()):
            yield place, f"{ror!r} {WRONG}", "look it up: https://ror.org"


def _matches(characters: str, digits: str) -> bool:
    """ISO 7064 mod 97-10, https://ror.readme.io/docs/identifier."""
    number = 0
    for character in characters:
        number = number * 32 + BASE_32.index(character)
    return 98 - number * 100 % 97 == int(digits)


def _looked_up(metadata: Metadata) -> Iterator[tuple[Place, str]]:
    for field in ("creators", "contributors"):
        for index, person in enumerate(metadata.get(field, ())):
            for number, affiliation in enumerate(person.get("affiliations", ())):
                if isinstance(affiliation, dict) and "ror" in affiliation:
                    yield (field, index, "affiliations", number, "ror"), str(affiliation["ror"])
    for index, funding in enumerate(metadata.get("funding", ())):
        if isinstance(funding.get("funder"), str):
            yield ("funding", index, "funder"), funding["funder"]
