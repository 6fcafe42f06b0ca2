"""The `ui` part of the native JSON: texts made for a page."""

from __future__ import annotations

from datetime import date, datetime

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import vocabularies
from publishpipe.local.zenodo.schemas.texts import plain

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
    """The texts for one record."""
    native = item["metadata"]
    shown: Json = {
        "created_date_l10n_long": _long(item["created"]),
        "updated_date_l10n_long": _long(item["updated"]),
        "custom_fields": {},
        "access_status": _access(item, status),
        "version": native.get("version") or f"v{item['version']}",
        "is_draft": item["kind"] == "draft",
    }
    published = native.get("publication_date")
    if published:
        shown |= {
            "publication_date_l10n_medium": _dated(published, "%b"),
            "publication_date_l10n_long": _dated(published, "%B"),
        }
    if "resource_type" in native:
        shown["resource_type"] = _titled("resource_types", native["resource_type"])
    if "creators" in native:
        shown["creators"] = _people(native["creators"], "creators")
    if "contributors" in native:
        shown["contributors"] = _people(native["contributors"], "contributors")
    if "description" in native:
        shown["description_stripped"] = plain(native["description"])
    if "rights" in native:
        shown["rights"] = [_right(one) for one in native["rights"]]
    if "languages" in native:
        shown["languages"] = [
            {"id": one["id"], "title_l10n": vocabularies.languages()[one["id"]]} for one in native["languages"]
        ]
    return shown


def _titled(vocabulary: str, term: Json) -> Json:
    return {"id": term["id"], "title_l10n": vocabularies.terms(vocabulary)[term["id"]]["en"]}


def _long(moment: str) -> str:
    return _dated(datetime.fromisoformat(moment).date().isoformat(), "%B")


def _dated(text: str, month: str) -> str:
    """A date, or an interval of two, as Americans write it."""
    return "\u2009\u2013\u2009".join(_one_date(part, month) for part in text.split("/"))


def _one_date(text: str, month: str) -> str:
    if len(text) == 4:
        return text
    if len(text) == 7:
        return date.fromisoformat(f"{text}-01").strftime(f"{month} %Y")
    day = date.fromisoformat(text)
    return f"{day.strftime(month)} {day.day}, {day.year}"


def _access(item: Json, status: str) -> Json:
    title, description, icon = STATUS[status]
    until = item["access"].get("embargo", {}).get("until")
    shown = _dated(until, "%B") if until else None
    return {
        "id": status,
        "title_l10n": title,
        "description_l10n": description.format(date=shown),
        "icon": icon,
        "embargo_date_l10n": shown,
        "message_class": "warning" if status in ("restricted", "embargoed") else "",
    }


def _people(people: list[Json], name: str) -> Json:
    """People with numbers for their affiliations, as in a journal."""
    places: dict[str, int] = {}
    shown = []
    for person in people:
        numbered = {key: value for key, value in person.items() if key != "affiliations"}
        if "affiliations" in person:
            names = [place.get("name", "") for place in person["affiliations"]]
            numbered["affiliations"] = [[places.setdefault(place, len(places) + 1), place] for place in names]
        if person.get("role"):
            numbered["role"] = _titled("roles", person["role"])
        shown.append(numbered)
    return {name: shown, "affiliations": [[number, place, None] for place, number in places.items()]}


def _right(one: Json) -> Json:
    known = vocabularies.licenses().get(one.get("id", ""))
    if known is None:
        return {"title_l10n": one.get("title", {}).get("en")}
    shown: Json = {"id": known.id, "title_l10n": known.title}
    if known.description:
        shown["description_l10n"] = known.description
    if known.icon:
        shown["icon"] = known.icon
    return {**shown, "props": {"url": known.url, "scheme": known.scheme}}
