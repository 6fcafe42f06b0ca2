"""Licences that Zenodo does not store, and those that may be meant.

No hint changes what others may do: one licence is offered for another only if it has the same name and version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from publishpipe.errors import Place, Wrong
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.vocabularies import licenses, native_licenses

#: What Zenodo takes and then stores no licence for → what is meant, as it is named now (observed in November 2026).
ONCE = {"fal": "lal-1.3"}
OWN = "one of your own is written license: {title: …, link: https://…}"
COMMON = "for instance cc-by-4.0, cc0-1.0, mit, apache-2.0; " + OWN
MOST = 4  # licences offered

_NO_NAME = re.compile(r"\b(licen[cs]e|the|version|clause|only|or[ -]later|international|unported|public|v(?=\d))\b")
_NEAR = "cc|.*gpl|.{,4}$"  # families whose names are too near to each other
_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")


def check(metadata: Metadata) -> Iterator[Wrong]:
    """What is wrong with the licences."""
    given = metadata.get("license")
    for place, one in enumerate(given) if isinstance(given, list) else [(-1, given)]:
        where: Place = ("license",) if place < 0 else ("license", place)
        if one is not None and not (isinstance(one, Mapping) and "id" not in one):  # one's own has no id
            yield from _listed(str(one["id"] if isinstance(one, Mapping) else one), where)


def _listed(name: str, where: Place) -> Iterator[Wrong]:
    if not licenses().get(name.strip().lower()):
        yield where, f"'{name}' is not a licence that Zenodo stores", _hint(name.strip().lower())


def _hint(name: str) -> str:
    """What may be meant by a name in lower case."""
    close = meant(name)
    if len(close) == 1:
        return f"did you mean {close[0]}?"
    if close:
        more = ", …" if len(close) > MOST else ""
        return f"which of these: {', '.join(close[:MOST])}{more}? They do not allow the same"
    return COMMON


def meant(name: str) -> list[str]:
    """The licences of Zenodo's list that a name in lower case may stand for, or an address."""
    if name in ONCE:
        return [ONCE[name]]
    named = _at(name) if "/" in name else name
    if licenses().get(named):
        return [named]
    hyphened = re.sub(r"\s+", "-", named)
    chosen = chosen_version(hyphened)
    if chosen and chosen.startswith(hyphened):  # CC BY is cc-by, which Zenodo takes for CC BY 4.0
        return [chosen]
    family, version = _parts(named)
    if not version and licenses().get(family):
        return [family]
    of_family = [one for one, (other, _) in _known().items() if other == _family(family)]
    fitting = [one for one in of_family if _same_version(version, _known()[one][1])]
    if not fitting and len(of_family) > 1:  # of no such version: one alone would be offered for another
        return sorted(of_family, key=_newest_first)
    return sorted(fitting, key=lambda one: (not one.startswith(family), _newest_first(one), len(one), one))


def chosen_version(name: str) -> str:
    """The licence that Zenodo stores for a name of its list without a version, of which there are several; or none."""
    native = native_licenses().get(name.strip().lower(), "")
    family, version = _known().get(native, ("", ""))
    several = sum(other == family for other, _ in _known().values()) > 1
    return native if version and several and not _parts(name.lower())[1] else ""


def _newest_first(name: str) -> list[float]:
    """What sorts versions; of BSD it is the number of clauses, and says nothing."""
    return [-float(number) for number in _known()[name][1].split(".") if number and "clause" not in name]


def _at(address: str) -> str:
    """The licence that an address of Creative Commons, SPDX, OSI or GNU names."""
    parts = (
        re.sub(r"(\.(html?|txt|en|de|php))+$|/(deed|legalcode)[^/]*", "", address.rstrip("/")).rstrip("/").split("/")
    )
    if "creativecommons.org" in address:
        kind, version = parts[-2:] if re.match(r"\d", parts[-1]) else (parts[-1], "")
        return {"zero": "cc0-1.0", "mark": "cc-pddc"}.get(kind, f"cc-{kind}-{version}".rstrip("-"))
    return parts[-1]


def _parts(name: str) -> tuple[str, str]:
    """The letters of a name, and its version: lgpl and 3 of LGPLv3, bsd and 2 of bsd-2-clause."""
    bare = _NO_NAME.sub(" ", re.sub(r"[-_+]", " ", name.replace("cc0", "cczero")))
    version = _VERSION.search(bare)
    letters = re.sub(r"[^a-z]", "", bare.replace(version[0], "", 1) if version else bare)
    return letters, version[1] if version else ""


def _same_version(asked: str, known: str) -> bool:
    """Whether a version is the one that is asked for; 3 stands for 3.0."""
    return asked in {"", known, f"{known}.0"} or known == f"{asked}.0"


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    """The licences of the list under the names that SPDX has for them."""
    return {name: _parts(name) for name in sorted(set(native_licenses().values()))}


def _family(letters: str) -> str:
    """The same, or what it is a slip for; not where one letter makes other rights, as in cc-by-nd and the GPLs."""
    families = {family for family, _ in _known().values()}
    if letters in families or re.match(_NEAR, letters):
        return letters
    apart = [family for family in families if not re.match(_NEAR, family)]
    return next(iter(get_close_matches(letters, apart, n=1, cutoff=0.85)), letters)
