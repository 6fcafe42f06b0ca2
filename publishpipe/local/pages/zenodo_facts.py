"""What a Zenodo record says of itself: DOI, licence, people, relations, and how it is cited."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import vocabularies
from publishpipe.local.zenodo.services import publishing


def person(one: Json) -> str:
    """Somebody's name, with ORCID and affiliations."""
    person = one.get("person_or_org", {})
    shown = escape(person.get("name", "?"))
    for known in person.get("identifiers", []):
        if known["scheme"] == "orcid":
            shown = f'<a href="https://orcid.org/{quote(known["identifier"])}">{shown}</a>'
    places = ", ".join(escape(place.get("name", "")) for place in one.get("affiliations", []))
    return f'{shown} <span class="soft">({places})</span>' if places else shown


def facts(item: Json) -> Iterator[tuple[str, str]]:
    """What there is to say, by name, as HTML."""
    metadata = item["metadata"]
    yield "DOI", f"<code>{escape(_doi(item))}</code>"
    if item["concept"]["doi"]:
        yield "DOI for all versions", f"<code>{escape(item['concept']['doi'])}</code>"
    for right in metadata.get("rights", []):
        yield "Licence", _license(right)
    if metadata.get("publisher"):
        yield "Publisher", escape(metadata["publisher"])
    keywords = [one["subject"] for one in metadata.get("subjects", []) if one.get("subject")]
    if keywords:
        yield "Keywords", escape(", ".join(keywords))
    if item["communities"]:
        yield "Communities", escape(", ".join(item["communities"]))
    for one in metadata.get("related_identifiers", []):
        relation = vocabularies.terms("relation_types").get(one.get("relation_type", {}).get("id"), {}).get("en", "")
        yield relation or "Related", _related(one)
    for one in metadata.get("contributors", []):
        yield vocabularies.terms("roles").get(one.get("role", {}).get("id"), {}).get("en", "Contributor"), person(one)


def _doi(item: Json) -> str:
    """The DOI that it has, or gets when it is published."""
    return str(item["pids"].get("doi", {}).get("identifier") or publishing.reserved_doi(item))


def _related(one: Json) -> str:
    scheme = f' <span class="soft">({escape(one["scheme"])})</span>' if one.get("scheme") else ""
    return escape(one.get("identifier", "")) + scheme


def _license(right: Json) -> str:
    known = vocabularies.licenses().get(right.get("id", ""))
    if known is None:
        return escape(right.get("title", {}).get("en", ""))
    return f'<a href="{escape(known.url)}">{escape(known.title)}</a>' if known.url else escape(known.title)


def citation(item: Json) -> str:
    """How the record is to be cited, in APA's order."""
    metadata = item["metadata"]
    names = [one.get("person_or_org", {}).get("name", "?") for one in metadata.get("creators", [])]
    year = metadata.get("publication_date", "n.d.")[:4]
    version = f" (Version {metadata['version']})" if metadata.get("version") else ""
    title = metadata.get("title", "Untitled")
    source = f" {metadata['publisher']}." if metadata.get("publisher") else ""
    return f"{'; '.join(names)} ({year}). {title}{version}.{source} https://doi.org/{_doi(item)}"
