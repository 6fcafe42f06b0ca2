"""Names that would be cited as something else: persons without a comma, organisations as persons. Pure.

Exactly one comma parts the family name from the given names; else all of it is the family name (seen on Zenodo in
November 2026).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from publishpipe.errors import Doubt, Place
from publishpipe.model.facts import Metadata
from publishpipe.model.quoting import quoted

LISTS = ("creators", "contributors", "thesis_supervisors")

#: Words of which no family name is made.
_CERTAIN = re.compile(
    r"\b(?:universit\w+|universidade?|institut\w*|istituto|facult[yé]|fakultät|department|consorti(?:um|a)|konsortium|"
    r"collaboration|team|laborator\w+|foundation|association|organi[sz]ation|committee|agency|ministry|museum|"
    r"observatory|academy|developers|contributors|maintainers|community|working group|task force|initiative|gmbh|"
    r"inc\.|ltd\.?|llc|corporation|federation)(?!\w)",
    re.IGNORECASE,
)
#: Words that are family names as well: they tell only as one of several.
_POSSIBLE = re.compile(
    r"\b(?:cent(?:er|re)|school|college|council|project|group|network|society|library|hospital|service|survey|program|"
    r"programme|office|lab|company|alliance|bank|trust|authors|partners|data|division|unit)s?\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r" and | & |;|\bet al\b", re.IGNORECASE)
_PARTICLES = "van von der den de del della di da dos du la le ter ten zu zur el al bin ibn"
_PART = re.compile(rf"(?:(?:{'|'.join(_PARTICLES.split())}) )*\S+", re.IGNORECASE)
_INSTITUTIONS = frozenset("HostingInstitution RegistrationAgency RegistrationAuthority ResearchGroup Sponsor".split())


def doubts(metadata: Metadata) -> Iterator[Doubt]:
    """Which names would not be cited as they are meant."""
    for field in LISTS:
        for index, one in enumerate(metadata.get(field, ())):
            name = one.get("name", "")
            if one.get("type") != "organization" and name and "${" not in name:
                yield from _name(("metadata", field, index, "name"), " ".join(name.split()), one)


def _name(place: Place, name: str, one: Metadata) -> Iterator[Doubt]:
    commas = name.count(",")
    if is_organisation(name, one):
        role = one.get("role") or one.get("type")
        hint = "write type: organization" + (f", role: {role}" if role not in {None, "person"} else "")
        yield place, f"{quoted(name)} seems to be no person, and is cited as one", hint
    elif _SEVERAL.search(name):
        yield place, f"{quoted(name)} seems to be several persons, and is cited as one", "write each as an item"
    elif commas > 1:
        family, _, given = (part.strip() for part in name.rpartition(","))
        told = f"{quoted(name)} has {commas} commas, so that all of it is taken for the family name"
        yield place, told, f'write family_name: "{family}", given_name: "{given}"; or each person as an item'
    elif not commas and " " in name and _is_latin(name):
        told = f"{quoted(name)} has no comma, so that all of it is taken for the family name"
        yield place, told, f"which is the family name? {_choice(name)}; no person: type: organization"


def is_organisation(name: str, one: Metadata) -> bool:
    """Whether a name is hardly a person's; who has an ORCID iD is one."""
    if one.get("orcid"):
        return False
    if one.get("ror") or one.get("type") in _INSTITUTIONS or _CERTAIN.search(name):
        return True
    if "," not in name:
        return name.lower().startswith("the ") or (" " in name and _POSSIBLE.search(name) is not None)
    return any(" " in part.strip() and _POSSIBLE.search(part) for part in name.split(","))


def _choice(name: str) -> str:
    """How it is written; of more than two parts there are more ways."""
    parts = parts_of(name)
    last, first = f"{parts[-1]}, {' '.join(parts[:-1])}", f"{parts[0]}, {' '.join(parts[1:])}"
    return f'write {"it first, such as " if len(parts) > 2 else ""}"{last}" or "{first}"'


def parts_of(name: str) -> list[str]:
    """The words of a name, those such as `van der` with the one that follows; but Al Gore has two."""
    parts = _PART.findall(name)
    return parts if len(parts) > 1 else name.split()


def _is_latin(name: str) -> bool:
    """Whether it is written in letters whose names are written family name last."""
    return all(unicodedata.name(char, "").startswith("LATIN") for char in name if char.isalpha())
