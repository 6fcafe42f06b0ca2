"""The page of a record as Zenodo will show it, from what the manifest says. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publishpipe.model.citation import doi_told
from publishpipe.model.facts import Metadata
from publishpipe.model.page import Fact, Item, Page, Prose, linked, told, words
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.people import SCHEMES, affiliations
from publishpipe.repositories.zenodo.metadata.texts import clean_html
from publishpipe.repositories.zenodo.outline import name_of, outline

SHOWN_APART = frozenset(
    "title upload_type publication_type image_type version publication_date access_right embargo_date creators "
    "contributors license description notes method additional_descriptions related_identifiers communities doi "
    "prereserve_doi imprint_publisher publisher keywords dates".split()
)


def page(wanted: Wanted, facts: Facts) -> Page:
    """The page of a record whose placeholders are filled in."""
    metadata, doi = wanted.metadata, wanted.metadata.get("doi") or facts.get("doi", "")
    return Page(
        title=str(metadata.get("title", "")),
        naming="title",
        overline=tuple(_overline(wanted)),
        people=tuple(map(_person, metadata.get("creators", ()))),
        facts=tuple(fact for fact in _facts(wanted, str(doi)) if fact.items),
        prose=tuple(part for part in _prose(metadata) if part.html),
        citation=_citation(metadata, facts, str(doi)),
    )


def _overline(wanted: Wanted) -> Iterator[Item]:
    metadata = wanted.metadata
    kind = str(metadata.get("upload_type", ""))
    finer = metadata.get(f"{kind}_type", "")
    yield Item(words(kind), note=words(str(finer)).lower() if finer else "")
    if version := metadata.get("version"):
        yield Item(f"Version {version}")
    yield Item(str(metadata.get("publication_date") or "Dated by the day of its publication"))
    yield Item(outline(wanted)["access"].capitalize())


def _facts(wanted: Wanted, doi: str) -> Iterator[Fact]:
    metadata = wanted.metadata
    yield Fact("DOI", (linked(doi) if doi else Item("given when the draft is made"),), "doi")
    yield Fact("Licence", tuple(_licenses(wanted)), "license")
    yield Fact("Publisher", told(_publisher(metadata)), "imprint_publisher")
    yield Fact(
        "Keywords",
        (Item(", ".join(map(str, metadata.get("keywords", ())))),) * bool(metadata.get("keywords")),
        "keywords",
    )
    yield Fact("Communities", tuple(map(_community, metadata.get("communities", ()))), "communities")
    for one in metadata.get("related_identifiers", ()):
        item = linked(
            str(one.get("identifier", "")), str(one.get("resource_type", "")), scheme=str(one.get("scheme", ""))
        )
        yield Fact(words(str(one.get("relation", "related"))), (item,), "related_identifiers")
    for one in metadata.get("contributors", ()):
        role = str(one.get("role") or one.get("type") or "contributor")
        yield Fact(words(role), (_person(one),), "contributors")
    yield Fact("Dates", tuple(map(_date, metadata.get("dates", ()))), "dates")
    for name, value in metadata.items():
        if name not in SHOWN_APART:
            yield Fact(words(name), told(value), name)


def _person(one: Metadata) -> Item:
    places = affiliations(one)
    names = [str(place.get("name", "")) if isinstance(place, Mapping) else str(place) for place in places]
    ids = [f"{scheme.upper()} {one[scheme]}" for scheme in SCHEMES if one.get(scheme)]
    scheme = next((scheme for scheme in ("orcid", "ror") if one.get(scheme)), "")
    known = linked(str(one.get(scheme, "")).rpartition("/")[2], scheme=scheme).url if scheme else ""
    return Item(name_of(one), known, "; ".join(filter(None, [*names, *ids])))


def _licenses(wanted: Wanted) -> Iterator[Item]:
    chosen = wanted.metadata.get("license") or outline(wanted).get("license", [])
    for one in chosen if isinstance(chosen, list) else [chosen]:
        if isinstance(one, Mapping):
            title, link = str(one.get("title") or one.get("id", "")), str(one.get("link", ""))
            yield Item(title, linked(link).url, str(one.get("description", "")))
        else:
            yield Item(str(one))


def _date(one: Metadata) -> Item:
    ends = " to ".join(str(one[end]) for end in ("start", "end") if one.get(end))
    notes = (str(one[name]) for name in ("type", "description") if one.get(name))
    return Item(str(one.get("date", ends)), note=", ".join(notes))


def _community(one: Metadata) -> Item:
    return Item(str(one["identifier"]), note="whose curators publish it" if one.get("review") else "which is asked")


def _prose(metadata: Metadata) -> Iterator[Prose]:
    for name, heading in {"description": "Description", "method": "Methods", "notes": "Notes"}.items():
        yield Prose(heading, clean_html(str(metadata.get(name, ""))), name)
    for one in metadata.get("additional_descriptions", ()):
        heading = words(str(one.get("type", "description")))
        yield Prose(heading, clean_html(str(one.get("description", ""))), "additional_descriptions")


def _publisher(metadata: Metadata) -> str:
    return str(metadata.get("imprint_publisher") or metadata.get("publisher") or "Zenodo")


def _citation(metadata: Metadata, facts: Facts, doi: str) -> str:
    """In APA's order, as Zenodo offers it first."""
    day = metadata.get("publication_date") or facts.get("pinned", {}).get("publication_date") or "year of publication"
    version = f" (Version {metadata['version']})" if metadata.get("version") else ""
    names = "; ".join(map(name_of, metadata.get("creators", ())))
    where = doi_told(doi) or "(its DOI)"
    year = str(day) if str(day)[:1].isalpha() else str(day)[:4]
    return f"{names} ({year}). {metadata.get('title', '')}{version}. {_publisher(metadata)}. {where}"
