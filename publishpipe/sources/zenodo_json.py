"""`.zenodo.json`, which Zenodo's GitHub integration reads: nearly the metadata of its deposit API.

Source: https://help.zenodo.org/docs/github/describe-software/zenodo-json/, and what is in public repositories.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publishpipe.errors import Place
from publishpipe.manifest.document import Document
from publishpipe.sources.said import Item, One, Own, Remark, Said
from publishpipe.sources.values import own_doi

#: Keys that a manifest has no use for: what Zenodo tells of a record, and what only names the form of the file.
MEANINGLESS = {"prereserve_doi", "$schema", "@context", "recid"}
#: Fields that are lists, and the key of an item that is given by its name alone.
LISTS = {
    "communities": "identifier",
    "grants": "id",
    **dict.fromkeys(
        "additional_descriptions additional_titles alternate_identifiers contributors creators dates formats funding "
        "keywords languages locations references related_identifiers sizes subjects thesis_supervisors".split(),
        "",
    ),
}


PEOPLE = {"creators", "contributors", "thesis_supervisors"}
PARTS = {"name", "affiliation", "orcid", "gnd"}  # of a person, in whatever case
#: Where Zenodo refuses null; of all others it says nothing (observed in November 2026).
NEVER_NULL = frozenset(
    "title description publication_date creators contributors license keywords related_identifiers references version "
    "language locations dates grants imprint_publisher custom".split()
)


def as_sent(told: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata without what says nothing to Zenodo: null, and kinds that are empty."""
    return {
        name: value
        for name, value in told.items()
        if not ((value is None and name not in NEVER_NULL) or (name.endswith("_type") and value == ""))
    }


def metadata(document: Document) -> tuple[Place, Any]:
    """Where the metadata stand, and what they are: some files have them as the API does, below `metadata`."""
    inner = document.value.get("metadata") if isinstance(document.value, Mapping) else None
    return (("metadata",), inner) if isinstance(inner, Mapping) else ((), document.value)


def said(document: Document) -> Iterator[Said]:
    """What it says."""
    above, told = metadata(document)
    if not isinstance(told, Mapping):
        return
    for name, value in told.items():
        place = (*above, name)
        if name == "doi" and own_doi(value):
            yield Own(own_doi(value), place)
        elif name in LISTS:
            yield from _items(name, value, place)
        elif name not in MEANINGLESS:
            yield One(name, _named(value) if name == "license" else _text(name, bare(value)), place)
    if not told.get("upload_type"):
        yield One("upload_type", "software", above)
        yield Remark("upload_type: software, as Zenodo takes it for what comes from GitHub", above)


def _items(name: str, value: Any, place: Place) -> Iterator[Said]:
    """The items of a list. A text is one, or several keywords between commas."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")] if name == "keywords" else [value]
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        told = {LISTS[name]: item} if LISTS[name] and isinstance(item, str) else bare(item)
        if name in PEOPLE and isinstance(told, dict):
            told = {key.lower() if key.lower() in PARTS else key: part for key, part in told.items()}
        if name == "contributors" and isinstance(told, dict) and not told.get("type") and not told.get("role"):
            told = {**told, "type": "Other"}
            yield Remark(f"contributors: {told.get('name', 'one')} has no type: written as Other", (*place, index))
        yield Item(name, told, (*place, index))


def _text(name: str, value: Any) -> Any:
    """Numbers that are meant as text."""
    return str(value) if name.startswith(("version", "journal_")) and isinstance(value, int | float) else value


def _named(value: Any) -> Any:
    """A licence by its id alone, as a text."""
    if isinstance(value, list):
        return [_named(one) for one in value]
    return value["id"] if isinstance(value, Mapping) and "id" in value else value


def bare(value: Any) -> Any:
    """The same without what is empty, which says nothing."""
    if isinstance(value, Mapping):
        parts = {name: bare(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in (None, "", [], {})}
    return [bare(one) for one in value] if isinstance(value, list) else value
