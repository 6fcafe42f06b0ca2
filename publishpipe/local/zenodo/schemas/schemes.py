"""The kinds of identifiers: how each is recognised, and its normal form (after idutils, read 2026-11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from publishpipe.local.zenodo.schemas import checkdigits

Test = Callable[[str], bool]


def _pattern(expression: str) -> Test:
    compiled = re.compile(expression, re.IGNORECASE)
    return lambda value: compiled.match(value) is not None


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
    digits = checkdigits.digits_of(value)
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
    "isbn": Scheme("ISBN", checkdigits.is_isbn, _normal_isbn),
    "issn": Scheme("ISSN", checkdigits.is_issn, _normal_issn),
    "orcid": Scheme("ORCID", checkdigits.is_orcid, normal_orcid),
    "isni": Scheme("ISNI", checkdigits.is_isni),
    "ean13": Scheme("EAN13", checkdigits.is_ean13),
    "istc": Scheme("ISTC", checkdigits.is_istc),
    "gnd": Scheme("GND", _pattern(_GND), normal_gnd),
    "ror": Scheme("ROR", _pattern(_ROR), _first(_ROR)),
    "pmid": Scheme("PMID", _pattern(_PMID), _first(_PMID)),
    "url": Scheme("URL", _is_url),
    "wikidata": Scheme("Wikidata", _pattern(_WIKIDATA), _first(_WIKIDATA)),
    "cstr": Scheme("CSTR", _pattern(r"(?:cstr:)?(?:[\w-]+\.){3}[\w-]+$")),
    "rrid": Scheme("RRID", _pattern(_RRID)),
    "eissn": Scheme("EISSN", checkdigits.is_issn),
    "lissn": Scheme("LISSN", checkdigits.is_issn),
    "crossreffunderid": Scheme("Crossref Funder ID", _any),
    "grid": Scheme("GRID", _any),
    "igsn": Scheme("IGSN", _any),
    "upc": Scheme("UPC", _any),
    "w3id": Scheme("W3ID", _any),
    "other": Scheme("Other", _any),
    "geonames": Scheme("GeoNames", _any),
}
