"""What a Zenodo record says of itself, by name, as HTML: all that a manifest can say."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from publishpipe.local.pages.links import Links, identified, inside, link
from publishpipe.local.pages.zenodo_naming import person, shown_doi
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.serializers import dates, native_publishing, native_terms

Fact = tuple[str, str]
#: Custom fields that have a text of their own: see `native_publishing`.
_TOLD = ("journal:", "imprint:", "thesis:", "meeting:")


def facts(item: Json, versions: list[Json], links: Links) -> Iterator[Fact]:
    """Name and value; what a record is, then what it is about, then where it came from.

    Args:
        item: The record or draft.
        versions: All that is published of it, oldest first.
        links: Where the others are.
    """
    told = native_terms.localised(native_terms.of(item))
    metadata = told["metadata"]
    yield from _identifiers(item, versions, links)
    yield from _terms_of_use(item, metadata)
    yield from _subjects(metadata)
    yield from _places_and_times(metadata)
    yield from _relations(metadata)
    yield from _origins(told)


def _identifiers(item: Json, versions: list[Json], links: Links) -> Iterator[Fact]:
    yield "DOI", shown_doi(item)
    if item["concept"]["doi"]:
        yield "DOI for all versions", f"<code>{escape(item['concept']['doi'])}</code>"
    for one in reversed(versions):
        name = str(one["metadata"].get("version") or f"v{one['version']}")
        here = one["id"] == item["id"] and item["kind"] == "record"
        day = escape(one["metadata"].get("publication_date", ""))
        shown = f"<strong>{escape(name)}</strong>" if here else inside(links.page(one["id"]), name)
        yield "Versions", f'{shown} <span class="soft">{day}</span>'
    for one in item["metadata"].get("identifiers", []):
        yield "Also known as", identified(one.get("identifier", ""), one.get("scheme", ""))


def _terms_of_use(item: Json, metadata: Json) -> Iterator[Fact]:
    embargo = item["access"].get("embargo") or {}
    if embargo.get("active"):
        reason = f": {embargo['reason']}" if embargo.get("reason") else ""
        yield "Embargo", escape(f"Files are closed until {embargo.get('until')}{reason}")
    for right in metadata.get("rights", []):
        yield "Licence", _license(right)
    if metadata.get("publisher"):
        yield "Publisher", escape(metadata["publisher"])
    if metadata.get("copyright"):
        yield "Copyright", escape(metadata["copyright"])
    for community in item["communities"]:
        yield "Communities", escape(str(community))


def _license(right: Json) -> str:
    title = right.get("title_l10n") or right.get("id", "")
    more = right.get("description_l10n", "") if "id" not in right else ""
    shown = link(right.get("link") or right.get("props", {}).get("url", ""), title)
    return f'{shown} <span class="soft">{escape(more)}</span>' if more else shown


def _subjects(metadata: Json) -> Iterator[Fact]:
    words = [one.get("subject") or one.get("id", "") for one in metadata.get("subjects", [])]
    if words:
        yield "Keywords", escape(", ".join(words))
    if metadata.get("languages"):
        yield (
            "Languages",
            escape(", ".join(one.get("title_l10n") or one.get("id", "") for one in metadata["languages"])),
        )
    for one in metadata.get("additional_titles", []):
        yield _label(one, "type", "Title"), escape(one.get("title", ""))
    for name in ("sizes", "formats"):
        if metadata.get(name):
            yield name.capitalize(), escape(", ".join(metadata[name]))


def _places_and_times(metadata: Json) -> Iterator[Fact]:
    for one in metadata.get("dates", []):
        yield _label(one, "type", "Date"), _described(_day(one.get("date", "")), one)
    for one in metadata.get("locations", {}).get("features", []):
        geometry = one.get("geometry") or {}
        point = _point(*geometry["coordinates"][:2]) if geometry.get("type") == "Point" else geometry.get("type", "")
        yield "Place", _described(", ".join(filter(None, (one.get("place"), point))), one)


def _day(text: str) -> str:
    try:
        return dates.shown(text, dates.LONG).replace("\u2009", " ")
    except ValueError:  # with a time of day, which is a date, too
        return text


def _point(longitude: float, latitude: float) -> str:
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude)}° {north}, {abs(longitude)}° {east}"


def _described(text: str, one: Json) -> str:
    more = one.get("description", "")
    return escape(text) + (f' <span class="soft">{escape(more)}</span>' if more else "")


def _relations(metadata: Json) -> Iterator[Fact]:
    for one in metadata.get("related_identifiers", []):
        kind = one.get("resource_type", {}).get("title_l10n", "")
        shown = identified(one.get("identifier", ""), one.get("scheme", ""))
        yield _label(one, "relation_type", "Related"), f'{shown} <span class="soft">{escape(kind)}</span>'


def _origins(told: Json) -> Iterator[Fact]:
    metadata, texts = told["metadata"], native_publishing.of(told)
    for one in metadata.get("contributors", []):
        yield _label(one, "role", "Contributor"), person(one)
    for one in metadata.get("funding", []):
        yield "Funding", _funding(one)
    for name, text in texts.get("publishing_information", {}).items():
        yield f"Published in: {name}", escape(str(text))
    if texts.get("conference"):
        yield "Conference", escape(", ".join(map(str, texts["conference"].values())))
    for name, value in told["custom_fields"].items():
        if not name.startswith(_TOLD):
            yield name.partition(":")[2] or name, escape(_plain(value))


def _funding(one: Json) -> str:
    award = one.get("award") or {}
    urls = (known.get("identifier", "") for known in award.get("identifiers", []) if known.get("scheme") == "url")
    told = ", ".join(filter(None, (award.get("acronym"), award.get("title_l10n"), award.get("number"))))
    shown = link(next(urls, ""), told)
    funder = one.get("funder") or {}
    return ": ".join(filter(None, (escape(funder.get("name") or funder.get("id", "")), shown)))


def _plain(value: object) -> str:
    """A custom field in a line."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return str(value.get("title_l10n") or ", ".join(_plain(one) for one in value.values()))
    return str(value)


def _label(one: Json, name: str, otherwise: str) -> str:
    return str(one.get(name, {}).get("title_l10n") or otherwise)
