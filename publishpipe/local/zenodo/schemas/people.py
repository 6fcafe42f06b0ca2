"""Persons and organisations: who made a record and who helped, and where they work.

Names and messages after invenio-rdm-records' schemas (read and observed, 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable

from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import identifiers
from publishpipe.local.zenodo.schemas.parts import clean, identifier, once, term
from publishpipe.local.zenodo.schemas.texts import clean_text
from publishpipe.local.zenodo.schemas.validation import Object, items, text


def _person_problems(data: Json) -> Iterable[tuple[str, str]]:
    if data["type"] == "personal" and not data.get("family_name"):
        yield "family_name", "Family name cannot be blank."
    if data["type"] == "organizational" and not data.get("name"):
        yield "name", "Name cannot be blank."


def _named(data: Json) -> Json:
    if data["type"] == "personal":
        return {**data, "name": ", ".join(filter(None, (data.get("family_name"), data.get("given_name"))))}
    return {key: value for key, value in data.items() if key not in ("family_name", "given_name")}


def _person_type_problem(value: str) -> str:
    return "" if value in ("organizational", "personal") else _PERSON_TYPES


_PERSON_TYPES = "Invalid value. Choose one of ['organizational', 'personal']."
_person_or_org = Object(
    {
        "type": text(clean_text, check=_person_type_problem),
        "name": clean,
        "given_name": clean,
        "family_name": clean,
        "identifiers": items(
            identifier(identifiers.PERSON_SCHEMES), check=once("Only one identifier per scheme is allowed.", "scheme")
        ),
    },
    prepare=lambda data: {"type": "", **data},
    check=_person_problems,
    finish=_named,
)


def _affiliation_problem(data: Json) -> Iterable[tuple[str, str]]:
    if not data.get("id") and not data.get("name"):
        yield "affiliations", "An existing id or a free text name must be present."


_affiliation = Object({"id": clean, "name": clean}, check=_affiliation_problem)


def _affiliation_problems(data: Json) -> Iterable[tuple[str, str]]:
    names = [one.get("name", one.get("id")) for one in data.get("affiliations", [])]
    if len(set(names)) < len(names):
        yield "affiliations", "Duplicated affiliations: " + ", ".join(sorted(filter(None, set(names))))


creator = Object(
    {"person_or_org": _person_or_org, "role": term, "affiliations": items(_affiliation)},
    required=frozenset({"person_or_org"}),
    check=_affiliation_problems,
)
contributor = Object(creator.fields, required=frozenset({"person_or_org", "role"}), check=_affiliation_problems)
