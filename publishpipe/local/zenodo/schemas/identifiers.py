"""Which scheme an identifier belongs to (after idutils, as zenodo-rdm uses it, read 2026-11)."""

from __future__ import annotations

import re

from publishpipe.local.zenodo.schemas.schemes import SCHEMES

UNKNOWN_SCHEME = "No valid scheme recognized for identifier."
#: Only accepted when they are named.
NEVER_DETECTED = frozenset({"eissn", "lissn", "crossreffunderid", "grid", "igsn", "upc", "w3id", "other", "geonames"})
PERSON_SCHEMES = frozenset({"orcid", "isni", "gnd", "ror"})
RECORD_SCHEMES = frozenset(SCHEMES) - {"orcid", "gnd", "ror", "geonames"}
LOCATION_SCHEMES = frozenset({"wikidata", "geonames"})

#: Where the first was detected, the others are not meant.
_EXCLUDES = (
    ("url", {"isbn", "istc", "urn", "lsid", "issn", "wikidata", "cstr"}),
    ("ean13", {"gnd", "pmid"}),
    ("isbn", {"gnd", "pmid"}),
    ("orcid", {"gnd", "pmid"}),
    ("isni", {"gnd", "pmid"}),
    ("issn", {"gnd"}),
    ("wikidata", {"gnd"}),
)


def detect(value: str, allowed: frozenset[str]) -> str | None:
    """The first scheme that fits and is allowed."""
    found = [name for name, scheme in SCHEMES.items() if name not in NEVER_DETECTED and scheme.test(value)]
    if "gnd" in found and value.lower().startswith("gnd:"):
        found = [name for name in found if name != "isbn"]
    for first, excluded in _EXCLUDES:
        if first in found:
            found = [name for name in found if name not in excluded]
    handle_url = re.match(r"https?://hdl\.handle\.net/", value)
    if ("url" in found and not handle_url) or "ark" in found or "arxiv" in found:
        found = [name for name in found if name != "handle"]
    return next((name for name in found if name in allowed), None)


def is_doi(value: str) -> bool:
    """Whether it is a DOI, bare or as a URL."""
    return SCHEMES["doi"].test(value)


def normal(value: str, scheme: str) -> str:
    """The normal form of an identifier of this scheme."""
    return SCHEMES[scheme].normal(value)
