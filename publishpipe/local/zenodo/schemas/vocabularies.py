"""The controlled vocabularies: which ids exist, what they are called, and Zenodo's older names for them.

Sources: invenio-rdm-records' fixtures, zenodo-rdm's licence list, and what the server answered to each licence id
(2026-11).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: Ids that are accepted and become others.
ALIASES = {"publication-thesis": "publication-dissertation"}
#: Resource types that only relations may use.
NOT_DEPOSITABLE = frozenset({"project", "instrument"})


@dataclass(frozen=True)
class License:
    """A licence: its id now, its id in the legacy API, and what to show."""

    id: str
    legacy_id: str
    title: str
    description: str
    icon: str
    url: str
    scheme: str


def _rows(name: str) -> list[list[str]]:
    text = files("publishpipe.local.zenodo").joinpath("data", name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


@cache
def _vocabularies() -> dict[str, dict[str, dict[str, str]]]:
    text = files("publishpipe.local.zenodo").joinpath("data", "vocabularies.json").read_text("utf-8")
    loaded: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return loaded


def terms(vocabulary: str) -> dict[str, dict[str, str]]:
    """The ids of `resource_types`, `relation_types`, `roles`, `date_types` …, with their titles by language."""
    return _vocabularies()[vocabulary]


@cache
def languages() -> dict[str, str]:
    """ISO 639-3 codes, with the title of those that have a two-letter code."""
    return {row[0]: row[-1] for row in _rows("languages.tsv")}


@cache
def two_letter_languages() -> dict[str, str]:
    """ISO 639-1 codes and their ISO 639-3 equivalents."""
    return {row[1]: row[0] for row in _rows("languages.tsv") if len(row) > 1}


@cache
def licenses() -> dict[str, License]:
    """The licences by their id."""
    return {row[0]: License(*row) for row in _rows("licenses.tsv")}


@cache
def _license_aliases() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in _rows("license_aliases.tsv")}


def find_license(legacy_id: str) -> dict[str, object] | None:
    """The native form of a licence named in the legacy API: an id, a bare title for two that have none, or None."""
    name = legacy_id.lower().strip()
    alias, title = _license_aliases().get(name, (name, ""))
    if alias in licenses():
        return {"id": alias}
    return {"title": {"en": title}} if title and legacy_id == name else None


def _data(name: str) -> dict[str, dict[str, Any]]:
    text = files("publishpipe.local.zenodo").joinpath("data", name).read_text("utf-8")
    loaded: dict[str, dict[str, Any]] = json.loads(text)
    return loaded


@cache
def funders() -> dict[str, str]:
    """The ids of funders that grants name by their DOI (zenodo-legacy, read 2026-11)."""
    return {doi: ror for doi, ror, _ in _rows("funders.tsv")}


@cache
def _acronyms() -> dict[str, str]:
    return {ror: acronym for _, ror, acronym in _rows("funders.tsv")}


@cache
def _awards() -> dict[str, dict[str, Any]]:
    return _data("awards.json")


@cache
def _organisations() -> dict[str, dict[str, Any]]:
    return _data("organisations.json")


class WellFormed:
    """Ids that zenodo.org would look up among millions: whatever could be one is taken."""

    def __init__(self, form: str) -> None:
        self._form = re.compile(form)

    def __contains__(self, name: object) -> bool:
        return self._form.fullmatch(str(name)) is not None


_ROR = r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}"
ORGANISATIONS = WellFormed(_ROR)
AWARDS = WellFormed(rf"{_ROR}::.+")
NOT_LOOKED_UP = "not looked up by the embedded repository"


def organisation(ror: str) -> dict[str, Any]:
    """What is known of a funder, or of where somebody works, beside its id."""
    return _organisations().get(ror, {"name": f"{_acronyms().get(ror, ror)} ({NOT_LOOKED_UP})"})


def award(award_id: str) -> dict[str, Any]:
    """What is known of an award beside its id."""
    known = _awards().get(award_id)
    number = award_id.partition("::")[2]
    native: dict[str, Any] = (
        known["native"] if known else {"number": number, "title": {"en": f"{number} ({NOT_LOOKED_UP})"}}
    )
    return native


def grant(funding: dict[str, Any]) -> dict[str, Any] | None:
    """A grant as the public legacy API shows it; None for one that is not known."""
    known = _awards().get((funding.get("award") or {}).get("id", ""))
    return {name: value for name, value in known.items() if name != "native"} if known else None
