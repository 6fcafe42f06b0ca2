"""How a Zenodo record is named: its DOI, its people, and how it is cited."""

from __future__ import annotations

from html import escape

from publishpipe.local.pages.links import link
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import vocabularies
from publishpipe.local.zenodo.services import publishing


def shown_doi(item: Json) -> str:
    """The DOI that it has, or gets when it is published: a link only if it is somebody's own, and so perhaps real."""
    doi = doi_of(item)
    return f"<code>{link(f'https://doi.org/{doi}' if is_own(item) else '', doi)}</code>"


def doi_of(item: Json) -> str:
    """The DOI that it has, or gets when it is published."""
    return str(item["pids"].get("doi", {}).get("identifier") or publishing.reserved_doi(item))


def is_own(item: Json) -> bool:
    """Whether the DOI was given by somebody else, before the rehearsal."""
    return bool(item["pids"].get("doi", {}).get("provider") == "external")


def person(one: Json) -> str:
    """Somebody's name, with ORCID and affiliations."""
    somebody = one.get("person_or_org", {})
    known = {known.get("scheme"): known.get("identifier", "") for known in somebody.get("identifiers", [])}
    url = next((f"https://{scheme}.org/{known[scheme]}" for scheme in ("orcid", "ror") if scheme in known), "")
    shown = link(url, somebody.get("name", "?"))
    places = ", ".join(escape(_affiliation(place)) for place in one.get("affiliations", []))
    return f'{shown} <span class="soft">({places})</span>' if places else shown


def _affiliation(place: Json) -> str:
    known = str(place.get("name") or vocabularies.organisation(place.get("id", "")).get("name", ""))
    return known.removesuffix(f" ({vocabularies.NOT_LOOKED_UP})")


def citation(item: Json) -> str:
    """How the record is to be cited, in APA's order; the DOI of a rehearsal leads nowhere, and so is no link."""
    metadata = item["metadata"]
    names = [one.get("person_or_org", {}).get("name", "?") for one in metadata.get("creators", [])]
    year = metadata.get("publication_date", "n.d.")[:4]
    version = f" (Version {metadata['version']})" if metadata.get("version") else ""
    title = metadata.get("title", "Untitled")
    source = f" {metadata['publisher']}." if metadata.get("publisher") else ""
    where = f"https://doi.org/{doi_of(item)}" if is_own(item) else f"doi:{doi_of(item)}"
    return f"{'; '.join(names)} ({year}). {title}{version}.{source} {where}"
