"""Which scheme an identifier belongs to, and its normal form (after idutils, as zenodo-rdm uses it, read 2026-11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

UNKNOWN_SCHEME = "No valid scheme recognized for identifier."
Test = Callable[[str], bool]


def _pattern(expression: str) -> Test:
    compiled = re.compile(expression, re.IGNORECASE)
    return lambda value: compiled.match(value) is not None


def _digits(value: str) -> str:
    return re.sub(r"[-\s]", "", value).upper()


def _weighted(value: str, weights: list[int], modulus: int) -> bool:
    """Whether the weighted sum of the digits, with X for 10, is a multiple."""
    if len(value) != len(weights) or not re.fullmatch(r"\d*[\dX]", value):
        return False
    return sum(w * (10 if c == "X" else int(c)) for w, c in zip(weights, value, strict=True)) % modulus == 0


def _is_issn(value: str) -> bool:
    return _weighted(_digits(value), [8, 7, 6, 5, 4, 3, 2, 1], 11)


def _is_ean13(value: str) -> bool:
    return value.isdigit() and _weighted(value, [1, 3] * 6 + [1], 10)


def is_isbn(value: str) -> bool:
    """Whether it is an ISBN of 10 or 13 digits."""
    digits = _digits(re.sub(r"^(?:urn:)?isbn:?\s*", "", value.strip(), flags=re.IGNORECASE))
    if len(digits) == 13:
        return digits[:3] in ("978", "979") and _is_ean13(digits)
    return _weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11)


def _is_isni(value: str) -> bool:
    digits = _digits(value)
    if not re.fullmatch(r"\d{15}[\dX]", digits):
        return False
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return (12 - total % 11) % 11 == (10 if digits[-1] == "X" else int(digits[-1]))


def _is_orcid(value: str) -> bool:
    digits = _digits(re.sub(r"^https?://orcid\.org/", "", value))
    if not _is_isni(digits):
        return False
    number = int(digits[:-1])
    return 15_000_000 <= number <= 35_000_000 or 900_000_000_000 <= number <= 900_100_000_000


def _is_istc(value: str) -> bool:
    digits = _digits(value)
    if not re.fullmatch(r"[0-9A-F]{16}", digits):
        return False
    total = sum(int(digit, 16) * (11, 9, 3, 1)[index % 4] for index, digit in enumerate(digits[:-1]))
    return f"{total % 16:X}" == digits[-1]


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def _is_purl(value: str) -> bool:
    hosts = {"purl.org", "purl.oclc.org", "purl.net", "purl.com", "purl.fdlp.gov"}
    return _is_url(value) and urlsplit(value).netloc in hosts and urlsplit(value).path != ""


_DOI = r"(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(10\.\d+(?:\.\d+)*/.+)$"
_HANDLE = r"(?:hdl:\s*|(?:https?://)?hdl\.handle\.net/)?([^/.]+(?:\.[^/.]+)*/.*)$"
_GND = r"(?:gnd:|(?:https?://)?d-nb\.info/gnd/)?(1[012]?\d{7}[0-9X]|[47]\d{6}-\d|[1-9]\d{0,7}-[0-9X]|3\d{7}[0-9X])"
_PMID = r"(?:pmid:|https?://pubmed.ncbi.nlm.nih.gov/)?(\d+)/?$"
_ADS = r"(?:ads:)?(\d{4}[A-Za-z]\S{13}[A-Za-z.:])$"
_WIKIDATA = r"(?:wikidata:\s*|(?:https?://)?www\.wikidata\.org/entity/)?(Q\d+)$"
_ROR = r"(?:https?://)?(?:ror\.org/)?(0\w{6}\d{2})$"
_ARXIV_NEW = r"(?:arxiv:)?(?:[a-z\-]+(?:\.[a-z]{2})?/)?(\d{4}\.\d{4,5}(?:v\d+)?)$"
_ARXIV_OLD = r"(?:arxiv:)?([a-z\-]+)(?:\.[a-z]{2})?(/\d{7,}(?:v\d+)?)$"
_RRID = r"(?:rrid:)?(?:AB|CVCL|SCR|IMSR|RGD|MMRRC|BDSC|ZFIN|ZIRC|WB|MGI|NXR|Addgene|NSRRC|BCBC|CWRU|TSC|AGSC)+_[\w-]+$"


def _first(expression: str) -> Callable[[str], str]:
    def normal(value: str) -> str:
        found = re.match(expression, value, re.IGNORECASE)
        return found[1] if found else value

    return normal


def _normal_arxiv(value: str) -> str:
    new = re.match(_ARXIV_NEW, value, re.IGNORECASE)
    old = re.match(_ARXIV_OLD, value, re.IGNORECASE)
    return f"arXiv:{new[1]}" if new else f"arXiv:{old[1]}{old[2]}" if old else value


def normal_orcid(value: str) -> str:
    """Four groups of four characters, whatever they are: bad ones become recognisably bad."""
    digits = re.sub(r"^https?://orcid\.org/", "", value).replace("-", "").replace(" ", "")
    return "-".join((digits[:4], digits[4:8], digits[8:12], digits[12:16]))


def normal_gnd(value: str) -> str:
    """With its prefix.

    Raises:
        ValueError: It is no GND; the real server fails with 500.
    """
    found = re.match(_GND, value, re.IGNORECASE)
    if not found:
        raise ValueError(value)
    return f"gnd:{found[1]}"


def _normal_isbn(value: str) -> str:
    """Without its prefix; the real server also puts the hyphens in the right places."""
    return re.sub(r"^(?:urn:)?isbn:?\s*", "", value.strip(), flags=re.IGNORECASE)


def _normal_issn(value: str) -> str:
    digits = _digits(value)
    return f"{digits[:4]}-{digits[4:]}"


def _normal_urn(value: str) -> str:
    rest = value.removeprefix("https://nbn-resolving.org/")
    return f"urn:{rest[4:] if rest.lower().startswith('urn:') else rest}"


def _same(value: str) -> str:
    return value


@dataclass(frozen=True)
class Scheme:
    """A kind of identifier."""

    label: str
    test: Test
    normal: Callable[[str], str] = _same


def _any(_value: str) -> bool:
    return True


#: In the order of detection.
SCHEMES: dict[str, Scheme] = {
    "doi": Scheme("DOI", _pattern(_DOI), _first(_DOI)),
    "ark": Scheme("ARK", _pattern(r"(?:http://[^/]+/)?ark:/?[0-9bcdfghjkmnpqrstvwxz]+/.+$")),
    "handle": Scheme(
        "Handle", lambda value: _pattern(_HANDLE)(value) and not value.startswith("swh:1:"), _first(_HANDLE)
    ),
    "purl": Scheme("PURL", _is_purl),
    "lsid": Scheme("LSID", _pattern(r"urn:lsid:[^:]+(:[^:]+){2,3}$")),
    "urn": Scheme("URN", _pattern(r"urn:(?!//).+"), _normal_urn),
    "ads": Scheme("Bibcode", _pattern(_ADS), _first(_ADS)),
    "arxiv": Scheme("arXiv", lambda value: _pattern(_ARXIV_NEW)(value) or _pattern(_ARXIV_OLD)(value), _normal_arxiv),
    "isbn": Scheme("ISBN", is_isbn, _normal_isbn),
    "issn": Scheme("ISSN", _is_issn, _normal_issn),
    "orcid": Scheme("ORCID", _is_orcid, normal_orcid),
    "isni": Scheme("ISNI", _is_isni),
    "ean13": Scheme("EAN13", _is_ean13),
    "istc": Scheme("ISTC", _is_istc),
    "gnd": Scheme("GND", _pattern(_GND), normal_gnd),
    "ror": Scheme("ROR", _pattern(_ROR), _first(_ROR)),
    "pmid": Scheme("PMID", _pattern(_PMID), _first(_PMID)),
    "url": Scheme("URL", _is_url),
    "wikidata": Scheme("Wikidata", _pattern(_WIKIDATA), _first(_WIKIDATA)),
    "cstr": Scheme("CSTR", _pattern(r"(?:cstr:)?(?:[\w-]+\.){3}[\w-]+$")),
    "rrid": Scheme("RRID", _pattern(_RRID)),
    "eissn": Scheme("EISSN", _is_issn),
    "lissn": Scheme("LISSN", _is_issn),
    "crossreffunderid": Scheme("Crossref Funder ID", _any),
    "grid": Scheme("GRID", _any),
    "igsn": Scheme("IGSN", _any),
    "upc": Scheme("UPC", _any),
    "w3id": Scheme("W3ID", _any),
    "other": Scheme("Other", _any),
    "geonames": Scheme("GeoNames", _any),
}
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
