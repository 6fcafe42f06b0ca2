"""Identifiers that Zenodo refuses, or would take for something else than they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from publishpipe.errors import Place, Wrong
from publishpipe.model.facts import Metadata
from publishpipe.model.quoting import quoted
from publishpipe.repositories.zenodo.metadata.fields import ALTERNATE
from publishpipe.repositories.zenodo.metadata.identifiers import fits, scheme_of, stored
from publishpipe.repositories.zenodo.metadata.texts import clean

FIELDS = ("related_identifiers", "alternate_identifiers", "references")
OTHER = "scheme: other takes any text"

#: What Zenodo has no scheme for → an address that it takes.
ADDRESSES = {
    r"swh:1:.*": "https://archive.softwareheritage.org/{0}",
    r"PMC\d+": "https://www.ncbi.nlm.nih.gov/pmc/articles/{0}/",
    r"ascl:(\S+)": "https://ascl.net/{1}",
    r"GC[AF]_\d+\.\d+": "https://www.ncbi.nlm.nih.gov/datasets/genome/{0}/",
    r"SAM(N|EA|D)\d+": "https://www.ncbi.nlm.nih.gov/biosample/{0}",
    r"PRJ(NA|EB|DB)\d+": "https://www.ncbi.nlm.nih.gov/bioproject/{0}",
    r"G(PL|SM|SE|DS)\d+": "https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc={0}",
    r"[SED]R[APRSXZ]\d+": "https://www.ebi.ac.uk/ena/browser/view/{0}",
    r"(?:ror:)?(0[a-z0-9]{6}\d\d)": "https://ror.org/{1}",
    r"(?:orcid:)?((?:\d{4}-){3}\d{3}[\dX])": "https://orcid.org/{1}",
    r"git@([^:]+):(.+?)(\.git)?": "https://{1}/{2}",
    r"((?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?)": "https://{0}",
    r"(?i:isbn|issn|doi|ean)[: ]+(\S+)": "{1}",
    r"(?i:pmid|pubmed)[: ]+(\d+)": "pmid:{1}",
    r".*?\b(10\.\d{4,9}/[^\s\"<>]+[A-Za-z0-9]).*": "{1}",
}


def check(metadata: Metadata) -> Iterator[Wrong]:
    """What is wrong with the identifiers of other works, and of this one."""
    for field in FIELDS:
        for index, one in enumerate(metadata.get(field, ())):
            if isinstance(one, Mapping) and one.get("identifier"):
                yield from _identifier(clean(one["identifier"]), one.get("scheme"), (field, index))
    yield from _twice(metadata)


def _identifier(text: str, scheme: str | None, place: Place) -> Iterator[Wrong]:
    where = (*place, "identifier")
    if scheme:
        if not fits(text, scheme):
            hint = "leave scheme out to have it found, or write scheme: other"
            yield where, f"{quoted(text)} is no identifier of the scheme {scheme}", hint
        return
    found = scheme_of(text)
    if not found:
        yield where, f"{quoted(text)} is no identifier of a kind that Zenodo knows", _cure(text)
    elif reason := _doubt(text, found):
        yield where, *reason


def _cure(text: str) -> str:
    """What to write instead of a text in which Zenodo finds no scheme."""
    if re.fullmatch(r"(doi:\s*)?10\.\d+/?", text, re.IGNORECASE):
        return "this is half a DOI: after a slash there is more of it"
    address = _address(text)
    return f"write {address}, or scheme: other beside it" if address else f"write its whole address; {OTHER}"


def _address(text: str) -> str:
    """What Zenodo takes for the same thing, if that is known."""
    for form, address in ADDRESSES.items():
        if match := re.fullmatch(form, text):
            return address.format(match[0], *match.groups())
    return ""


def _doubt(text: str, found: str) -> tuple[str, str] | None:
    """Why it is probably not what Zenodo would take it for, and what to write."""
    if found == "pmid" and text.isdigit():
        return f"{text} alone would be taken for a PubMed id", f"write pmid:{text} if it is one; {OTHER}"
    if found == "handle" and not re.match(r"(hdl:|https?://hdl\.handle\.net/)|\d+(\.\d+)*/\S+$", text, re.IGNORECASE):
        address = _address(text)
        cure = f"write {address}" if address else "write its whole address, with https://"
        return f"{quoted(text)} would be taken for a handle", f"{cure}; a handle is written hdl:…"
    if found == "doi" and re.search(r"\s|[.,;]$", stored(text)):
        bare = re.split(r"\s", stored(text))[0].rstrip(".,;")
        return f"{quoted(text)} is not a DOI alone", f"write {bare}, if that is all of it"
    if found == "isni" and "-" in text:
        return f"{quoted(text)} would be taken for an ISNI", f"write https://orcid.org/{text} if it is a person's"
    return None


def _twice(metadata: Metadata) -> Iterator[Wrong]:
    """Identifiers of this record that are given more than once: Zenodo refuses them all."""
    places: list[tuple[Place, Mapping[str, str]]] = []
    places += [
        (("alternate_identifiers", index), one) for index, one in enumerate(metadata.get("alternate_identifiers", ()))
    ]
    related = enumerate(metadata.get("related_identifiers", ()))
    places += [(("related_identifiers", index), one) for index, one in related if one.get("relation") == ALTERNATE]
    names = [stored(clean(one["identifier"]), one.get("scheme", "")) for _, one in places]
    seen = Counter[str]()
    for (place, _), name in zip(places, names, strict=True):
        seen[name] += 1
        if seen[name] > 1:
            yield (*place, "identifier"), f"{quoted(name)} is given twice", "leave one of the two out"
