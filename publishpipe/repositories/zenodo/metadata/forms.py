"""One form of what can be written in several: texts as they are cleaned, identifiers without their prefixes. Pure.

Source of every rule: zenodo-rdm's legacy and native API, observed and read in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.identifiers import stored
from publishpipe.repositories.zenodo.metadata.texts import clean, clean_html

_HTML = {"description", "notes", "method", "additional_descriptions"}


def form(name: str) -> Callable[[Any], Any]:
    """What gives the form of a field's value."""
    forms: dict[str, Callable[[Any], Any]] = {
        "related_identifiers": _related,
        "alternate_identifiers": _related,
        "references": _references,
        "communities": lambda items: [
            {"identifier": slug} for slug in sorted({str(one["identifier"]) for one in items})
        ],
        "custom": lambda given: _cleaned(given, clean),
        "grants": lambda items: sorted(items, key=lambda item: str(item["id"])),
        "doi": lambda doi: stored(str(doi), "doi"),
    }
    return forms.get(name) or (lambda given: _plain(_cleaned(given, clean_html if name in _HTML else clean)))


def _cleaned(given: object, cleaned: Callable[[str], str]) -> Any:
    """Texts cleaned, and what is empty left out, at any depth."""
    if isinstance(given, str):
        return cleaned(given)
    if isinstance(given, list):
        return [_cleaned(item, cleaned) for item in given]
    if not isinstance(given, Mapping):
        return given
    parts = {key: _cleaned(value, cleaned) for key, value in given.items()}
    return {key: value for key, value in parts.items() if value not in ("", None, [])}


def _plain(given: object) -> Any:
    """Names and identifiers of persons and places as Zenodo writes them."""
    if isinstance(given, list):
        return [_plain(item) for item in given]
    if not isinstance(given, Mapping):
        return given
    parts = {key: _part(key, _plain(value)) for key, value in given.items()}
    return {key: value for key, value in parts.items() if value not in ("", None, [])}


def _part(key: str, value: Any) -> Any:
    if key in {"orcid", "isni"}:
        digits = re.sub(r"[^\dX]", "", str(value).rpartition("/")[2].upper())
        return "-".join(digits[i : i + 4] for i in range(0, 16, 4)) if key == "orcid" else digits
    if key == "name":
        return ", ".join(filter(None, map(str.strip, str(value).split(","))))
    if key == "ror":
        return str(value).rpartition("/")[2].lower()
    return re.sub(r"^(gnd:|https?://d-nb\.info/gnd/)", "", str(value)) if key == "gnd" else value


def _related(items: list[Metadata]) -> list[Metadata]:
    """Identifiers without the prefix that the server takes off."""
    return [{**_plain(_cleaned(item, clean)), "identifier": _identifier(item)} for item in items]


def _references(items: list[Any]) -> list[Any]:
    """Texts, and texts with an identifier."""
    return [
        {**_cleaned(item, clean), "identifier": _identifier(item)}
        if isinstance(item, Mapping) and "identifier" in item
        else _cleaned(item, clean)
        for item in items
    ]


def _identifier(item: Metadata) -> str:
    """An identifier as Zenodo stores it."""
    return stored(clean(str(item.get("identifier", ""))), str(item.get("scheme") or ""))
