"""`codemeta.json`: CodeMeta 2 and 3, which is schema.org in JSON-LD, https://codemeta.github.io/terms/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from publishpipe.errors import Place
from publishpipe.manifest.document import Document
from publishpipe.sources import values
from publishpipe.sources.jsonld import known_as, listed, main, text_of, whole, within
from publishpipe.sources.said import Item, One, Own, Remark, Said

#: Who did what → the role that Zenodo has for it.
ROLES = {
    "contributor": "Other",
    "copyrightHolder": "RightsHolder",
    "editor": "Editor",
    "maintainer": "ContactPerson",
    "producer": "Producer",
    "sponsor": "Sponsor",
}
#: What is named → what this has to do with it.
RELATIONS = {
    "citation": "references",
    "isPartOf": "isPartOf",
    "hasPart": "hasPart",
    "referencePublication": "isDescribedBy",
    "relatedLink": "references",
    "sameAs": "isIdenticalTo",
    "url": "isDocumentedBy",
}
DATES = {"dateCreated": "Created", "dateModified": "Updated"}


def said(document: Document) -> Iterator[Said]:
    """What it says."""
    above, node = main(document.value)
    told = {str(name).rpartition(":")[2] or str(name): (value, (*above, name)) for name, value in node.items()}

    def first(*names: str) -> tuple[Any, Place]:
        """The first of these that says something."""
        return next((told[name] for name in names if name in told and text_of(told[name][0])), (None, ()))

    kind = text_of(first("@type", "type")[0]).rpartition(":")[2]
    yield _one("title", *first("name", "title"))
    yield One("upload_type", "dataset" if kind == "Dataset" else "software", first("@type", "type")[1])
    text, place = first("description", "abstract")
    yield One("description", values.paragraphs(text_of(text)), place)
    yield from _people(told)
    yield _one("version", *first("version", "softwareVersion"))
    text, place = first("datePublished")
    yield One("publication_date", text_of(text)[:10], place)
    yield _license(*first("license"))
    yield from _keywords(*first("keywords"))
    yield from _code(told)
    yield from _identifiers(*told.get("identifier", (None, ())))
    yield from _links(told)
    for name, date in DATES.items():
        text, place = first(name)
        if when := text_of(text)[:10]:
            yield Item("dates", {"date": when, "type": date}, place)
    yield from _funding(told)


def _one(field: str, value: Any, place: Place) -> Said:
    return One(field, text_of(value), place)


def _license(value: Any, place: Place) -> Said:
    several = [known_as(one) or text_of(one) for one in listed(value)]
    return One("license", several[0] if len(several) == 1 else several, place)


def _keywords(value: Any, place: Place) -> Iterator[Said]:
    for one in listed(value):
        for word in text_of(one).split(",") if isinstance(value, str) else [text_of(one)]:
            yield Item("keywords", word.strip(), place)


def somebody(node: Any) -> dict[str, Any]:
    """A person or an organisation."""
    if not isinstance(node, Mapping):
        return values.person("", "" if values.address(node) else text_of(node))
    known = {"orcid": values.orcid_in(f"{known_as(node)} {node.get('identifier')} {node.get('sameAs')}")}
    if "Organization" in f"{node.get('@type')}{node.get('type')}":
        name = text_of(node.get("name") or node.get("legalName"))
        return values.organization(name, ror=values.ror_in(known_as(node)))
    family, given = whole(node.get("familyName")), whole(node.get("givenName"))
    places = [one for one in map(_affiliation, listed(node.get("affiliation"))) if one]
    plain = len(places) == 1 and isinstance(places[0], str)
    where = {"affiliation": places[0]} if plain else {"affiliations": places}
    return values.person(family, given or ("" if family else text_of(node.get("name"))), **where, **known)


def _affiliation(node: Any) -> Any:
    name, ror = text_of(node), values.ror_in(known_as(node))
    shown = {} if name.startswith("http") else {"name": name}
    return {**shown, "ror": ror} if ror else shown.get("name", "")


def _people(told: Mapping[str, tuple[Any, Place]]) -> Iterator[Said]:
    creators: list[dict[str, Any]] = []
    for name in ("author", "creator"):
        value, place = told.get(name, (None, ()))
        for index, one in enumerate(listed(value)):
            if person := somebody(one):
                creators.append(person)
                yield Item("creators", person, within(value, place, index))
    helped: list[dict[str, Any]] = []
    for name, role in ROLES.items():
        value, place = told.get(name, (None, ()))
        for index, one in enumerate(listed(value)):
            person = somebody(one)
            if person and not values.is_among(person, [*creators, *helped]):
                helped.append(person)
                yield Item("contributors", {**person, "role": role}, within(value, place, index))


def _code(told: Mapping[str, tuple[Any, Place]]) -> Iterator[Said]:
    """What Zenodo has own fields for. Which languages and states it knows, the repository says."""
    value, place = told.get("codeRepository", (None, ()))
    languages = [text_of(one) for one in listed(told.get("programmingLanguage", (None, ()))[0])]
    states = [_state(one) for one in listed(told.get("developmentStatus", (None, ()))[0])]
    fields = {
        "code:codeRepository": values.address(text_of(value)),
        "code:programmingLanguage": [{"id": name} for name in languages if name],
        "code:developmentStatus": {"id": states[0]} if states and states[0] else {},
    }
    yield One("custom", {name: field for name, field in fields.items() if field}, place or ())


def _state(node: Any) -> str:
    """The last part of https://www.repostatus.org/#active, or the word alone."""
    return re.split("[#/]", known_as(node) or text_of(node))[-1].lower()


def _identifiers(value: Any, place: Place) -> Iterator[Said]:
    for index, one in enumerate(listed(value)):
        text = text_of(one.get("value") or one) if isinstance(one, Mapping) else text_of(one)
        where = within(value, place, index)
        if own := values.own_doi(text):
            yield Own(own, where)
        elif doi := values.doi_in(text):
            yield Item("alternate_identifiers", {"identifier": doi, "scheme": "doi"}, where)


def _links(told: Mapping[str, tuple[Any, Place]]) -> Iterator[Said]:
    code = values.address(text_of(told.get("codeRepository", ("", ()))[0])).removesuffix(".git").rstrip("/")
    for name, relation in RELATIONS.items():
        value, place = told.get(name, (None, ()))
        for index, one in enumerate(listed(value)):
            target, where = known_as(one), within(value, place, index)
            if own := values.own_doi(target) if relation in {"isIdenticalTo", "isDocumentedBy"} else "":
                yield Own(own, where)
            elif doi := values.doi_in(target):
                yield Item("related_identifiers", {"identifier": doi, "relation": relation, "scheme": "doi"}, where)
            elif (url := values.address(target)) and url.removesuffix(".git").rstrip("/") != code:
                yield Item("related_identifiers", {"identifier": url, "relation": relation, "scheme": "url"}, where)


def _funding(told: Mapping[str, tuple[Any, Place]]) -> Iterator[Said]:
    """Who paid, and which grants: those that name their funder, and those of the only one that is named."""
    payers, where = told.get("funder", (None, ()))
    names = [name for one in listed(payers) if (name := _payer(one))]
    grants, place = told.get("funding", (None, ()))
    alone = True
    for node in listed(grants):
        funder = listed(node.get("funder")) if isinstance(node, Mapping) else []
        payer = _payer(funder[0]) if funder else names[0] if len(names) == 1 else ""
        for text in [text_of(node)] if funder else re.split(r"\s*;\s*", text_of(node)):
            if values.awarded(text):
                yield Item("grants", {"id": values.awarded(text)}, place)
            elif payer and text:
                alone = False
                yield Item("funding", {"funder": payer, "award": _award(text)}, place)
            elif text:
                yield Remark(f"funding: {text}: it does not say which funder that is of", place)
    for name in names if alone or len(names) > 1 else ():
        yield Item("funding", {"funder": name}, where)


def _payer(node: Any) -> str:
    """A funder by its ROR id or the DOI that it has as a funder, else by name."""
    known = re.search(r"10\.13039/\d+", known_as(node))
    return values.ror_in(known_as(node)) or (known[0] if known else "") or text_of(node)


def _award(text: str) -> dict[str, str]:
    """A grant: a word with figures is its number, any other text its title."""
    return {"number": text} if re.fullmatch(r"[\w./-]*\d[\w./-]*", text) else {"title": text}
