"""How a release on Zenodo is cited. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from publishpipe.model.citation import Author, Citation, in_address
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.facts import Facts, Version
from publishpipe.repositories.zenodo.metadata.people import creator

#: What BibTeX calls it → what a manifest does.
PLACE = {
    "journal": ("journal_title",),
    "volume": ("journal_volume",),
    "number": ("journal_issue",),
    "pages": ("journal_pages", "partof_pages"),
    "booktitle": ("partof_title",),
    "school": ("thesis_university",),
    "isbn": ("imprint_isbn",),
}


def citation(site: str, facts: Facts) -> Citation:
    """What is published last, or else the draft.

    Args:
        site: the address that its pages lie below.
        facts: what the lockfile knows; the metadata are those of the newest draft or record.
    """
    metadata = facts.get("metadata", {})
    draft: Version = {"id": facts["id"], "published_at": "", "doi": facts.get("doi")}
    versions = facts.get("versions", ())
    last = versions[-1] if versions else draft
    is_newest = last["id"] == facts["id"]
    doi, concept_doi = last.get("doi") or "", facts.get("concept_doi", "")
    best = concept_doi or doi
    return Citation(
        id=last["id"],
        title=str(metadata.get("title", "")),
        authors=tuple(map(author, metadata.get("creators", ()))),
        date=str(metadata.get("publication_date", "")) if is_newest else last["published_at"][:10],
        publisher=str(metadata.get("imprint_publisher", "Zenodo")),
        kind=_kind(metadata),
        doi=doi,
        concept_doi=concept_doi,
        url=f"{site}{'records' if versions else 'deposit'}/{last['id']}",
        badge=f"{site}badge/DOI/{in_address(best)}.svg" if best else "",
        published=bool(versions),
        version=str((metadata if is_newest else last).get("version") or ""),
        abstract=_text(str(metadata.get("description", ""))),
        keywords=tuple(map(str, metadata.get("keywords", ()))),
        licenses=tuple(filter(None, map(_license, _several(metadata.get("license"))))),
        languages=tuple(map(str, _several(metadata.get("languages") or metadata.get("language")))),
        place={word: told for word, names in PLACE.items() if (told := _first(metadata, names))},
        newer=not is_newest or bool(facts.get("editing")),
    )


def author(person: Metadata) -> Author:
    """One creator, with the names that the record has."""
    told = creator(person)
    who, places = told["person_or_org"], told.get("affiliations", ())
    affiliation = next((str(place["name"]) for place in places if place.get("name")), "")
    if who["type"] == "organizational":
        return Author(who["name"], is_organization=True, affiliation=affiliation)
    orcid = next((one["identifier"] for one in who.get("identifiers", ()) if one["scheme"] == "orcid"), "")
    return Author(who.get("family_name", ""), who.get("given_name", ""), orcid=orcid, affiliation=affiliation)


def _first(metadata: Metadata, names: Iterable[str]) -> str:
    return next((str(metadata[name]) for name in names if metadata.get(name)), "")


def _kind(metadata: Metadata) -> str:
    kind = str(metadata.get("upload_type", "other"))
    return "-".join(filter(None, (kind, str(metadata.get(f"{kind}_type", "")))))


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _license(one: object) -> str:
    """Its id; of one's own its address."""
    return str(one.get("id") or one.get("link") or "") if isinstance(one, Mapping) else str(one)


def _text(markup: str) -> str:
    """What there is to read of HTML that Zenodo has cleaned."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", markup))).strip()
