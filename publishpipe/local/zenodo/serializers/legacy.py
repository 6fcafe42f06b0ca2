"""From the native record to the JSON of the legacy deposit API (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from typing import Any

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import vocabularies
from publishpipe.local.zenodo.schemas.legacy import IMPRINT, JOURNAL, MEETING
from publishpipe.local.zenodo.serializers import legacy_links
from publishpipe.local.zenodo.services.publishing import reserved_doi

#: Native id → legacy name. Ids that are not here are stored, but read back without it.
RELATIONS = {
    name.lower(): name
    for name in (
        "isCitedBy cites isSupplementTo isSupplementedBy isContinuedBy continues isDescribedBy describes hasMetadata "
        "isMetadataFor hasVersion isVersionOf isNewVersionOf isPreviousVersionOf isPartOf hasPart isPublishedIn "
        "isReferencedBy references isDocumentedBy documents isCompiledBy compiles isVariantFormOf isOriginalFormOf "
        "isIdenticalTo isReviewedBy reviews isDerivedFrom isSourceOf isRequiredBy requires isObsoletedBy obsoletes "
        "isAlternateIdentifier"
    ).split()
}
ROLES = {
    name.lower(): name
    for name in (
        "ContactPerson DataCollector DataCurator DataManager Distributor Editor HostingInstitution Producer "
        "ProjectLeader ProjectManager ProjectMember RegistrationAgency RegistrationAuthority RelatedPerson Researcher "
        "ResearchGroup RightsHolder Sponsor Supervisor WorkPackageLeader Other"
    ).split()
}
#: Custom fields with legacy names of their own; the others are shown under `custom`.
KNOWN_CUSTOM = ("legacy:", "thesis:", "imprint:", "meeting:", "journal:", "part_of:")
#: What is not shown; an empty text is (observed 2026-11).
ABSENT: tuple[Any, ...] = (None, [], {})


def deposition(item: Json, origin: str, *, listed: bool = False) -> Json:
    """A whole deposition; `listed`: as it stands in a list."""
    pids, concept = item["pids"], item["concept"]
    doi = pids.get("doi", {}).get("identifier")
    title = item["metadata"].get("title", "")
    shown = {
        "created": item["created"],
        "modified": item["updated"],
        "id": item["id"],
        "conceptrecid": str(concept["id"]),
        "doi": doi,
        "conceptdoi": concept["doi"],
        "doi_url": legacy_links.doi_url(doi) if doi else None,
        "metadata": metadata(item),
    }
    return {
        **{key: value for key, value in shown.items() if value is not None},
        "title": title,
        "links": legacy_links.deposition(item, origin, listed=listed),
        "record_id": item["id"],
        "owner": concept["owner"],
        "files": [_file(item, file, origin) for file in item["files"] if file["status"] == "completed"],
        "state": "unsubmitted" if not item["is_published"] else "done" if item["kind"] == "record" else "inprogress",
        "submitted": item["is_published"],
    }


def _file(item: Json, file: Json, origin: str) -> Json:
    return {
        "id": file["id"],
        "filename": file["key"],
        "filesize": file["size"],
        "checksum": file["md5"],
        "links": legacy_links.file_in_deposition(item, file, origin),
    }


def metadata(item: Json) -> Json:
    """The metadata with the names that only the deposit API uses."""
    native, custom = item["metadata"], item["custom_fields"]
    kind, _, subtype = native.get("resource_type", {}).get("id", "").partition("-")
    shown = common(item)
    shown["related_identifiers"] = [*(shown["related_identifiers"] or []), *alternate(item)]
    shown |= {
        "grants": [{"id": grant["internal_id"]} for grant in grants(item)],
        "license": license_id(item),
        **{legacy: custom.get("journal:journal", {}).get(key) for key, legacy in JOURNAL.items()},
        **{legacy: custom.get("meeting:meeting", {}).get(key) for key, legacy in MEETING.items()},
        **{legacy: custom.get("imprint:imprint", {}).get(key) for key, legacy in IMPRINT.items()},
        "imprint_publisher": native.get("publisher"),
        "thesis_university": custom.get("thesis:thesis", {}).get("university"),
        "communities": [{"identifier": slug} for slug in communities(item)],
        "upload_type": kind or None,
    }
    if kind:
        shown[f"{kind}_type"] = subtype or None
    shown = {key: value for key, value in shown.items() if value not in ABSENT}
    return {**shown, "prereserve_doi": {"doi": reserved_doi(item), "recid": item["id"]}}


def common(item: Json) -> Json:
    """The metadata that the deposit API and the public records API show alike; empty values are to be dropped."""
    native, custom = item["metadata"], item["custom_fields"]
    notes = {one.get("type", {}).get("id"): one.get("description") for one in _descriptions(native)}
    return {
        "title": native.get("title"),
        "doi": item["pids"].get("doi", {}).get("identifier"),
        "publication_date": native.get("publication_date"),
        "description": native.get("description"),
        "access_right": access_right(item["access"]),
        "embargo_date": item["access"].get("embargo", {}).get("until"),
        "creators": [creator(one) for one in native.get("creators", [])],
        "contributors": [contributor(one) for one in native.get("contributors", [])],
        "keywords": [one["subject"] for one in native.get("subjects", []) if one.get("subject") and not one.get("id")],
        "subjects": custom.get("legacy:subjects"),
        "related_identifiers": [_related(one) for one in native.get("related_identifiers", [])],
        "locations": [_location(one) for one in native.get("locations", {}).get("features", [])],
        "dates": [_date(one) for one in native.get("dates", [])],
        "version": native.get("version"),
        "references": [one["reference"] for one in native.get("references", []) if "reference" in one],
        "language": next((one["id"] for one in native.get("languages", [])), None),
        "custom": {
            name: _with_titles(name, value) for name, value in custom.items() if not name.startswith(KNOWN_CUSTOM)
        },
        "notes": notes.get("notes"),
        "method": notes.get("methods"),
    }


def _with_titles(name: str, value: Any) -> Any:
    """Terms of software vocabularies come back with titles."""
    if name == "code:programmingLanguage":
        return [{**one, "title": vocabularies.terms("programming_languages")[one["id"]]} for one in value]
    if name == "code:developmentStatus":
        return {**value, "title": vocabularies.terms("development_status")[value["id"]]}
    return value


def _descriptions(native: Json) -> list[Json]:
    """The last of a type counts for methods, the first for notes: so put the first notes last."""
    described: list[Json] = native.get("additional_descriptions", [])
    return [*described, *[one for one in described if one.get("type", {}).get("id") == "notes"][:1]]


def access_right(access: Json) -> str:
    """Open, restricted or embargoed; closed does not exist any more."""
    if access["files"] == "public":
        return "open"
    return "embargoed" if access.get("embargo", {}).get("active") else "restricted"


def creator(one: Json) -> Json:
    """A creator as the legacy API shows it: always with an affiliation, if only null."""
    person = one.get("person_or_org", {})
    shown = {"name": person["name"]} if person.get("name") else {}
    places = [_told(place) for place in one.get("affiliations", [])]
    shown["affiliation"] = places[0].get("name") if places else None
    for known in person.get("identifiers", []):
        if known.get("scheme") in ("orcid", "gnd"):
            shown[known["scheme"]] = known["identifier"].removeprefix(known["scheme"] + ":")
    return shown


def contributor(one: Json) -> Json:
    """A contributor: a creator with a type."""
    return {**creator(one), "type": ROLES.get(one.get("role", {}).get("id"))}


def _related(one: Json) -> Json:
    shown = {
        "identifier": one.get("identifier"),
        "relation": RELATIONS.get(one.get("relation_type", {}).get("id")),
        "resource_type": one.get("resource_type", {}).get("id"),
        "scheme": one.get("scheme"),
    }
    return {key: value for key, value in shown.items() if value is not None}


def alternate(item: Json) -> list[Json]:
    """The record's other identifiers, as related identifiers."""
    return [
        {"identifier": one["identifier"], "relation": "isAlternateIdentifier", "scheme": one["scheme"]}
        for one in item["metadata"].get("identifiers", [])
    ]


def _location(feature: Json) -> Json:
    """Raises Refusal: 500 for a polygon, which nobody expected there."""
    shown = {key: feature[key] for key in ("place", "description") if feature.get(key)}
    coordinates = (feature.get("geometry") or {}).get("coordinates")
    if coordinates and len(coordinates) == 1:
        raise refusals.broken()
    return {**shown, "lon": coordinates[0], "lat": coordinates[1]} if coordinates else shown


def _date(one: Json) -> Json:
    shown = {"type": one.get("type", {}).get("id"), "description": one.get("description")}
    start, slash, end = one.get("date", "").partition("/")
    if slash:
        shown |= {"start": start, "end": end}
    return {key: value for key, value in shown.items() if value is not None}


def _told(place: Json) -> Json:
    return vocabularies.organisation(place["id"]) if place.get("id") else place


def license_id(item: Json) -> str | None:
    """The legacy id of the first licence."""
    rights = item["metadata"].get("rights", [])
    known = vocabularies.licenses().get(rights[0].get("id")) if rights else None
    return known.legacy_id if known else None


def communities(item: Json) -> list[str]:
    """Those asked for and those that the record is in."""
    return sorted({*item["custom_fields"].get("legacy:communities", []), *item["communities"]})


def grants(item: Json) -> list[Json]:
    """The grants in full, as the public API shows them."""
    return [grant for one in item["metadata"].get("funding", []) if (grant := vocabularies.grant(one))]
