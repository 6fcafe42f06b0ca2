"""Identifiers as Zenodo understands them: which scheme it finds in a text, and what it then stores. Pure.

By idutils, the library that Zenodo itself uses. The schemes are those that invenio-rdm-records 35 takes for
alternate, related and referenced works.
"""

from __future__ import annotations

import re

#: Schemes that are found in a text. Others (`eissn`, `grid`, `igsn`, …) have to be named.
FOUND = frozenset(
    "ads ark arxiv cstr doi ean13 handle isbn isni issn istc lsid pmid purl rrid url urn wikidata".split()
)
#: Schemes whose identifiers have no form that Zenodo looks at.
FREE = frozenset({"crossreffunderid", "grid", "igsn", "other", "upc", "w3id"})
#: Schemes that have the form of another.
ALIKE = {"eissn": "issn", "lissn": "issn"}

#: Hosts whose addresses may be identifiers of another scheme.
_HOSTS = "doi|handle|purl|orcid|ror|isni|wikidata|viaf|nih|d-nb|openalex|raid|arxiv|nbn-resolving|softwareheritage"
#: What needs no library, which takes half a second to load: most manifests name nothing else.
_PLAIN = re.compile(
    r"(?P<doi>10\.\d{4,9}/[A-Za-z0-9./_-]*[A-Za-z0-9])|(?P<urn>urn:uuid:[0-9a-f-]{36})"
    rf"|(?P<url>https?://(?![a-z0-9.-]*\b({_HOSTS})\b)[a-z0-9][a-z0-9.-]*(/((?!ark:)[!-~])*)?)"
)


def scheme_of(text: str) -> str:
    """The scheme that Zenodo finds in a text; empty if there is none that it takes."""
    if plain := _PLAIN.fullmatch(text):
        return str(plain.lastgroup)
    import idutils  # noqa: PLC0415  # slow to import, and only needed where there are such identifiers

    return next((name for name in idutils.detect_identifier_schemes(text) if name in FOUND), "")


def fits(text: str, scheme: str) -> bool:
    """Whether a text has the form of a scheme that Zenodo takes."""
    if scheme in FREE or _is_plain(text, scheme):
        return True
    import idutils  # noqa: PLC0415  # as above

    test = getattr(idutils, f"is_{ALIKE.get(scheme, scheme)}", None)
    return bool(test and test(text))


def stored(text: str, scheme: str = "") -> str:
    """The identifier that Zenodo makes of a text; the text itself if that does not fit the scheme."""
    scheme = scheme or scheme_of(text)
    if not scheme or scheme in FREE or _is_plain(text, scheme) or not fits(text, scheme):
        return text
    import idutils  # noqa: PLC0415  # as above

    return str(idutils.normalize_pid(text, ALIKE.get(scheme, scheme)))


def _is_plain(text: str, scheme: str) -> bool:
    plain = _PLAIN.fullmatch(text)
    return plain is not None and plain.lastgroup == scheme
