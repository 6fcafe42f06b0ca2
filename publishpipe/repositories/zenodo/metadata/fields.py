"""Every field of a record's metadata that a manifest can say, both ways. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import items, people
from publishpipe.repositories.zenodo.metadata.items import Native

ALTERNATE = "isAlternateIdentifier"  # the relation of what a record holds as its own identifiers
KINDS = ("upload_type", "publication_type", "image_type", "software_type")
#: A short form of a description → the type of that.
DESCRIPTIONS = {"notes": "notes", "method": "methods"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: the manifest's fields that say it, and both ways between them."""

    labels: tuple[str, ...]
    write: Callable[[Metadata], Any]
    read: Callable[[Any], Metadata]


def _same(label: str, name: str | None = None) -> tuple[str, Field]:
    """A field that both have in the same form."""
    return name or label, Field((label,), lambda given: given.get(label), lambda value: {label: value})


def _list(
    label: str, write: Callable[[Any], Any], read: Callable[[Any], Any], name: str | None = None
) -> tuple[str, Field]:
    """A list, item by item."""
    return name or label, Field(
        (label,),
        lambda given: [write(one) for one in given.get(label, ())],
        lambda value: {label: [read(one) for one in value]},
    )


def _write_kind(given: Metadata) -> Native:
    """The resource type."""
    general = str(given.get("upload_type", ""))
    special = given.get(f"{general}_type")
    name = f"{general}-{'dissertation' if special == 'thesis' else special}" if special else general
    return {"id": name} if name else {}


def _read_kind(value: Any) -> Metadata:
    general, _, special = value["id"].partition("-")
    return {"upload_type": general, **({f"{general}_type": special} if special else {})}


def _write_contributors(given: Metadata) -> list[Native]:
    supervisors = ({**one, "role": "Supervisor"} for one in given.get("thesis_supervisors", ()))
    return [*map(people.creator, supervisors), *map(people.contributor, given.get("contributors", ()))]


def _write_descriptions(given: Metadata) -> list[Native]:
    short = [
        {"description": given[name], "type": {"id": kind}} for name, kind in DESCRIPTIONS.items() if given.get(name)
    ]
    return [*short, *map(items.typed, given.get("additional_descriptions", ()))]


def _read_descriptions(value: Any) -> Metadata:
    """The first of each kind that has a short form is told in that, if it is in no other language."""
    left, told = [items.untyped(one) for one in value if one.get("description")], dict[str, Any]()
    for name, kind in DESCRIPTIONS.items():
        if short := next((one for one in left if one.get("type") == kind and "lang" not in one), None):
            told[name] = short["description"]
            left.remove(short)
    return {**told, "additional_descriptions": left}


def _write_rights(given: Metadata) -> list[Native]:
    value = given.get("license", ())
    return [items.right(one) for one in ([value] if isinstance(value, str | Mapping) else value)]


def _read_rights(value: Any) -> Metadata:
    """One of Zenodo's list by its id alone."""
    several = [items.license_(one) for one in value]
    return {"license": several[0] if len(several) == 1 else several}


def _write_languages(given: Metadata) -> list[Native]:
    one = [given["language"]] if "language" in given else []
    return [{"id": items.language(str(name))} for name in (*one, *given.get("languages", ()))]


def _read_languages(value: Any) -> Metadata:
    codes = [one["id"] for one in value]
    return {"language": codes[0]} if len(codes) == 1 else {"languages": codes}


def _write_funding(given: Metadata) -> list[Native]:
    return [*map(items.grant, given.get("grants", ())), *map(items.funding, given.get("funding", ()))]


def _read_funding(value: Any) -> Metadata:
    """What is of Zenodo's list of grants is told as one."""
    several = [items.funded(one) for one in value]
    listed = [{"id": one["award"]} for one in several if isinstance(one.get("award"), str)]
    return {"grants": listed, "funding": [one for one in several if not isinstance(one.get("award"), str)]}


def _identifiers(given: Metadata, *, alternate: bool) -> Iterator[Metadata]:
    yield from (one for one in given.get("related_identifiers", ()) if (one.get("relation") == ALTERNATE) == alternate)
    if alternate:
        yield from given.get("alternate_identifiers", ())


def _write_places(given: Metadata) -> Native:
    places = [items.location(one) for one in given.get("locations", ())]
    return {"features": places} if places else {}


#: Every field of a record's metadata that a manifest can say.
FIELDS: Mapping[str, Field] = dict(
    [
        _same("title"),
        ("resource_type", Field(KINDS, _write_kind, _read_kind)),
        _same("description"),
        _list("creators", people.creator, people.person),
        (
            "contributors",
            Field(
                ("thesis_supervisors", "contributors"),
                _write_contributors,
                lambda value: {"contributors": [people.person(one) for one in value]},
            ),
        ),
        _same("publication_date"),
        ("rights", Field(("license",), _write_rights, _read_rights)),
        _same("copyright"),
        _list("keywords", items.keyword, items.keyed, "subjects"),
        _list("additional_titles", items.typed, items.untyped),
        (
            "additional_descriptions",
            Field((*DESCRIPTIONS, "additional_descriptions"), _write_descriptions, _read_descriptions),
        ),
        _same("version"),
        (
            "publisher",
            Field(
                ("publisher", "imprint_publisher"),
                lambda given: given.get("publisher") or given.get("imprint_publisher"),
                lambda value: {"imprint_publisher": value},
            ),
        ),
        ("languages", Field(("language", "languages"), _write_languages, _read_languages)),
        _list("dates", items.date, items.dated),
        _same("sizes"),
        _same("formats"),
        ("funding", Field(("grants", "funding"), _write_funding, _read_funding)),
        _list("references", items.reference, items.referenced),
        (
            "identifiers",
            Field(
                ("alternate_identifiers",),
                lambda given: [items.only(one, "identifier", "scheme") for one in _identifiers(given, alternate=True)],
                lambda value: {"alternate_identifiers": [items.only(one, "identifier", "scheme") for one in value]},
            ),
        ),
        (
            "related_identifiers",
            Field(
                ("related_identifiers",),
                lambda given: [items.related(one) for one in _identifiers(given, alternate=False)],
                lambda value: {"related_identifiers": [items.unrelated(one) for one in value]},
            ),
        ),
        (
            "locations",
            Field(
                ("locations",),
                _write_places,
                lambda value: {"locations": [items.located(one) for one in value.get("features", ())]},
            ),
        ),
    ]
)
