"""The `ui` part of the native JSON: texts made for a page."""

from __future__ import annotations

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas.texts import plain
from publishpipe.local.zenodo.serializers import dates, native_publishing, native_terms

#: Fields that are told like in the metadata, but in one language.
LOCALISED = (
    *("resource_type", "additional_titles", "additional_descriptions", "dates", "funding", "languages", "locations"),
    "related_identifiers",
)
#: Access status → title, description, icon.
STATUS = {
    "open": ("Open", "The record and files are publicly accessible.", "unlock"),
    "restricted": (
        "Restricted",
        "The record is publicly accessible, but files are restricted to users with access.",
        "ban",
    ),
    "embargoed": ("Embargoed", "The files will be made publicly available on {date}.", "outline clock"),
    "metadata-only": ("Metadata-only", "No files are available for this record.", "tag"),
}


def of(item: Json, status: str) -> Json:
    """The texts for one record, of whose terms is told what is to be told."""
    native = item["metadata"]
    shown: Json = {
        "created_date_l10n_long": dates.day(item["created"]),
        "updated_date_l10n_long": dates.day(item["updated"]),
        "custom_fields": native_terms.localised(item["custom_fields"]),
        "access_status": _access(item, status),
        "version": native.get("version") or f"v{item['version']}",
        "is_draft": item["kind"] == "draft",
        **native_publishing.of(item),
    }
    published = native.get("publication_date")
    if published:
        shown |= {
            "publication_date_l10n_medium": dates.shown(published, dates.MEDIUM),
            "publication_date_l10n_long": dates.shown(published, dates.LONG),
        }
    shown |= {field: native_terms.localised(native[field]) for field in LOCALISED if field in native}
    shown |= {field: _people(native[field], field) for field in ("creators", "contributors") if field in native}
    if "description" in native:
        shown["description_stripped"] = plain(native["description"])
    if "rights" in native:
        shown["rights"] = [_right(one) for one in native["rights"]]
    return shown


def _access(item: Json, status: str) -> Json:
    title, description, icon = STATUS[status]
    until = item["access"].get("embargo", {}).get("until")
    shown = dates.shown(until, dates.LONG) if until else None
    return {
        "id": status,
        "title_l10n": title,
        "description_l10n": description.format(date=shown),
        "icon": icon,
        "embargo_date_l10n": shown,
        "message_class": {"restricted": "negative", "embargoed": "warning"}.get(status, ""),
    }


def _people(people: list[Json], name: str) -> Json:
    """People with numbers for their affiliations, as in a journal."""
    places: dict[str | None, Json] = {}
    shown = []
    for person in people:
        for place in person.get("affiliations", []):
            places.setdefault(place.get("name"), {"number": len(places) + 1, "id": place.get("id")})
        numbered = {key: value for key, value in person.items() if key != "affiliations"}
        if "title" in person.get("role", {}):
            numbered["role"] = {"id": person["role"]["id"], "title": person["role"]["title"]["en"]}
        if "affiliations" in person:
            names = [place.get("name") for place in person["affiliations"]]
            numbered["affiliations"] = [[places[place]["number"], place] for place in names]
        shown.append(numbered)
    return {name: shown, "affiliations": [[about["number"], place, about["id"]] for place, about in places.items()]}


def _right(one: Json) -> Json:
    shown: Json = native_terms.localised(one)
    return shown if shown.get("description_l10n") else {key: shown[key] for key in shown if key != "description_l10n"}
