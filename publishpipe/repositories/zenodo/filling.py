"""The manifest with its placeholders filled in: by the DOI that is reserved as soon as there is a draft. Pure."""

from __future__ import annotations

from dataclasses import replace

from publishpipe.model.facts import Facts
from publishpipe.model.placeholders import STAND_INS, fill, used
from publishpipe.repositories.base import Wanted


def filled(wanted: Wanted, facts: Facts) -> Wanted:
    """What is wanted of the deposition that the facts describe. Before there is one, stand-ins take its place."""
    known = {
        "doi": wanted.metadata.get("doi") or facts.get("doi"),
        "conceptdoi": facts.get("concept_doi") or _concept_doi(facts),
        "version": wanted.metadata.get("version"),
    }
    values = {**STAND_INS, **{name: value for name, value in known.items() if value}}
    files = {name: file.filled(values) for name, file in wanted.files.items()}
    return replace(wanted, files=files, metadata=fill(wanted.metadata, values))


def naming_doi(wanted: Wanted) -> frozenset[str]:
    """The files whose bytes name their version's DOI."""
    return frozenset(name for name, file in wanted.files.items() if "doi" in used(file.text))


def _concept_doi(facts: Facts) -> str:
    """Zenodo's DOIs end with the number of what they stand for; a draft tells that of its concept."""
    doi, concept_id = facts.get("doi", ""), facts.get("concept_id")
    return doi.removesuffix(facts["id"]) + concept_id if doi and concept_id else ""
