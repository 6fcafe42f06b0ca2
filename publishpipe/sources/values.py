"""Texts, addresses and persons as a manifest writes them. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

_OWN = re.compile(r"10\.(5281|5072)/zenodo\.\d+", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:|https?://(?:dx\.|www\.)?doi\.org/|^)(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.IGNORECASE)
_ROR = re.compile(r"ror\.org/(0\w{8})")


def paragraphs(text: str) -> str:
    """Plain text as HTML, a paragraph for each; what is HTML already stays."""
    text = text.strip()
    if re.search(r"</?(p|br|ul|ol|li|a|em|strong|b|i|h\d)\b[^>]*>", text, re.IGNORECASE):
        return text
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts if part)


def doi_in(text: Any) -> str:
    """The DOI that a text or an address is; empty if it is none."""
    found = _DOI.search(str(text or "").strip())
    return found[1] if found else ""


def own_doi(text: Any) -> str:
    """The DOI of a Zenodo record that a text or an address names."""
    found = _OWN.search(str(text or ""))
    return found[0] if found else ""


def orcid_in(text: Any) -> str:
    """The ORCID iD in a text or an address."""
    found = _ORCID.search(str(text or ""))
    return found[0].upper() if found else ""


def orcid(text: Any) -> str:
    """The same, or as it is written where there is none: what is wrong with it is for others to say."""
    return orcid_in(text) or str(text or "").strip()


def ror_in(text: Any) -> str:
    """The ROR id in an address."""
    found = _ROR.search(str(text or ""))
    return found[1] if found else ""


def address(text: Any) -> str:
    """A web address, also of what git would clone; empty if it is none."""
    bare = re.sub(r"^(scm:)?git\+|^scm:git:", "", str(text or "").strip())
    bare = re.sub(r"^(?:ssh://|git://)?(?:git@)?(github\.com|gitlab\.com|bitbucket\.org)[:/]", r"https://\1/", bare)
    return bare if re.fullmatch(r"https?://[^\s/]+\S*", bare) else ""


def person(family: str, given: str, **more: Any) -> dict[str, Any]:
    """Somebody, in the shortest form that is read as the same."""
    family, given = (" ".join(str(part or "").split()) for part in (family, given))
    family, given = (family, given) if family else (given, "")
    if "," in family + given:
        name = {"family_name": family, **({"given_name": given} if given else {})}
    else:
        name = {"name": f"{family}, {given}" if given else family}
    return {**name, **{key: value for key, value in more.items() if value}} if family else {}


def organization(name: str, **more: Any) -> dict[str, Any]:
    """An organisation."""
    named = {"name": " ".join(str(name or "").split()), "type": "organization"}
    return {**named, **{key: value for key, value in more.items() if value}} if named["name"] else {}


def is_among(one: dict[str, Any], others: Iterable[dict[str, Any]]) -> bool:
    """Whether somebody is one of those, by ORCID iD or else by name."""
    keys = ("orcid", "name", "family_name")
    return any(one.get(key) and one.get(key) == other.get(key) for other in others for key in keys)


def awarded(text: str) -> str:
    """`FUNDER::NUMBER` if that is what a text is, by a funder's DOI or ROR id."""
    return text.strip() if re.fullmatch(r"(10\.13039/\d+|0[a-z0-9]{8})::\S+", text.strip()) else ""
