"""`CITATION.cff`: the Citation File Format 1.2, https://github.com/citation-file-format/citation-file-format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publishpipe.errors import Place
from publishpipe.manifest.document import Document
from publishpipe.sources import values
from publishpipe.sources.said import Item, One, Own, Remark, Said

#: What they call a work → the kind of resource that Zenodo has for it.
WORKS = {
    "article": "publication-article",
    "book": "publication-book",
    "conference-paper": "publication-conferencepaper",
    "data": "dataset",
    "database": "dataset",
    "dataset": "dataset",
    "report": "publication-report",
    "software": "software",
    "software-code": "software",
    "thesis": "publication-dissertation",
}
#: Addresses → what this has to do with what is there.
ADDRESSES = {"url": "isDocumentedBy", "repository": "isSupplementTo", "repository-artifact": "isSourceOf"}


def said(document: Document) -> Iterator[Said]:
    """What it says."""
    told = document.value
    if not isinstance(told, Mapping):
        return
    kind = "dataset" if told.get("type") == "dataset" else "software"
    yield One("title", told.get("title"), ("title",))
    yield One("upload_type", kind, ("type",) if "type" in told else ())
    yield One("description", values.paragraphs(str(told.get("abstract") or "")), ("abstract",))
    yield from _people(told)
    yield One("version", document.text(("version",)), ("version",))
    yield One("publication_date", str(told.get("date-released") or "")[:10], ("date-released",))
    license_ = told.get("license") or told.get("license-url")
    yield One("license", license_, ("license",) if told.get("license") else ("license-url",))
    for index, word in _listed(told.get("keywords")):
        yield Item("keywords", str(word), ("keywords", index))
    yield from _identifiers(told)
    yield from _addresses(told, kind)
    yield from _works(told)


def _listed(value: Any) -> list[tuple[int, Any]]:
    return list(enumerate(value if isinstance(value, list) else [value] if value else []))


def somebody(told: Any) -> dict[str, Any]:
    """A person or an entity."""
    if not isinstance(told, Mapping):
        return values.person("", str(told or ""))
    known = {"affiliation": str(told.get("affiliation") or ""), "orcid": values.orcid(told.get("orcid"))}
    if told.get("name"):
        return values.organization(told["name"], orcid=known["orcid"], ror=values.ror_in(told.get("website")))
    parts = (told.get(name) for name in ("name-particle", "family-names", "name-suffix"))
    family = " ".join(str(part) for part in parts if part)
    given = str(told.get("given-names") or "")
    return values.person(family, given or ("" if family else str(told.get("alias") or "")), **known)


def _people(told: Mapping[str, Any]) -> Iterator[Said]:
    creators = []
    for index, one in _listed(told.get("authors")):
        person = somebody(one)
        creators.append(person)
        yield Item("creators", person, ("authors", index))
        if isinstance(one, Mapping) and person and not one.get("name") and not one.get("family-names"):
            yield Remark(f"{_called(person)} has no family name", ("authors", index))
    for name, role in (("contact", "ContactPerson"), ("contributors", "Other")):
        for index, one in _listed(told.get(name)):
            person = somebody(one)
            if person and not values.is_among(person, creators):
                yield Item("contributors", {**person, "role": role}, (name, index))


def _called(person: Mapping[str, Any]) -> str:
    return str(person.get("name") or person.get("family_name"))


def _identifiers(told: Mapping[str, Any]) -> Iterator[Said]:
    """Its own identifiers: a DOI of Zenodo's is told, any other is another name of the same thing."""
    listed = [(("identifiers", index), one) for index, one in _listed(told.get("identifiers"))]
    given: list[tuple[Place, Any]] = [(("doi",), told.get("doi"))]
    given += [((*place, "value"), one.get("value")) for place, one in listed if isinstance(one, Mapping)]
    for place, value in given:
        if own := values.own_doi(value):
            yield Own(own, place)
        elif doi := values.doi_in(value):
            yield Item("alternate_identifiers", {"identifier": doi, "scheme": "doi"}, place)
        elif url := values.address(value):
            yield Item("alternate_identifiers", {"identifier": url, "scheme": "url"}, place)
        elif value:
            yield Remark(f"{value}: Zenodo has no such identifiers", place)


def _addresses(told: Mapping[str, Any], kind: str) -> Iterator[Said]:
    code = values.address(told.get("repository-code"))
    if code and kind == "software":
        yield One("custom", {"code:codeRepository": code}, ("repository-code",))
    elif code:
        yield Item("related_identifiers", {"identifier": code, "relation": "isSupplementTo"}, ("repository-code",))
    for name, relation in ADDRESSES.items():
        url = values.address(told.get(name))
        if own := values.own_doi(url):
            yield Own(own, (name,))
        elif url and url.rstrip("/") != code.rstrip("/"):
            yield Item("related_identifiers", {"identifier": url, "relation": relation, "scheme": "url"}, (name,))


def _works(told: Mapping[str, Any]) -> Iterator[Said]:
    """What it refers to, and what is to be cited in its place."""
    preferred = told.get("preferred-citation")
    works = [((("references", index)), "references", one) for index, one in _listed(told.get("references"))]
    for place, relation, work in [(("preferred-citation",), "isDescribedBy", preferred), *works]:
        if isinstance(work, Mapping):
            yield from _work(work, relation, place)


def _work(work: Mapping[str, Any], relation: str, place: Place) -> Iterator[Said]:
    kind = WORKS.get(str(work.get("type")), "")
    found = next((one for name in ("doi", "url") if (one := values.doi_in(work.get(name)))), "")
    if relation == "isDescribedBy" and values.own_doi(found):
        yield Own(found, place)
    elif found or (url := values.address(work.get("url") or work.get("repository-code"))):
        named = {"identifier": found or url, "relation": relation, "scheme": "doi" if found else "url"}
        yield Item("related_identifiers", {**named, **({"resource_type": kind} if kind else {})}, place)
    elif work.get("title"):
        who = "; ".join(_called(one) for one in (somebody(author) for _, author in _listed(work.get("authors"))) if one)
        parts = (who, f"({work['year']})" if work.get("year") else "", str(work["title"]), work.get("journal") or "")
        yield Item("references", ". ".join(str(part) for part in parts if part), place)
