"""Persistent identifiers that come with a native draft (zenodo-rdm 25.2.5, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Iterator

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas import identifiers
from publishpipe.local.zenodo.schemas.parts import clean
from publishpipe.local.zenodo.schemas.validation import Errors, Object

KINDS = ("doi", "oai")
UNKNOWN = "Invalid persistent identifier scheme."
_PID = Object({"identifier": clean, "provider": clean, "client": clean}, required=frozenset({"identifier", "provider"}))


def load(given: Json, before: Json, errors: Errors) -> Json:
    """What is kept of them: none of them if one is of a kind that Zenodo does not know.

    Raises:
        Refusal: 500 for one without an identifier, as the real server.
    """
    unknown = [name for name in given if name not in KINDS]
    for name in unknown:
        for letter in UNKNOWN:  # the real server spells it
            errors.add(f"pids.{name}.key", letter)
    if unknown:
        return before
    if any(isinstance(pid, dict) and "identifier" not in pid for pid in given.values()):
        raise refusals.broken()
    loaded = {name: _PID(pid, f"pids.{name}", errors) for name, pid in given.items()}
    if (doi := loaded.get("doi")) and doi["provider"] == "external":
        doi["identifier"] = identifiers.normal(doi["identifier"], "doi")
    return loaded


def problems(pids: Json, prefix: str) -> Iterator[Json]:
    """What will keep a DOI from being registered."""
    if given := pids.get("doi"):
        for message in _problems(given["identifier"], given["provider"], prefix):
            yield {"field": "pids.doi", "messages": [message]}


def _problems(doi: str, provider: str, prefix: str) -> Iterator[str]:
    own = doi.partition("/")[0] == prefix
    if not doi:
        yield "Missing DOI for required field."
    elif not identifiers.is_doi(doi):
        yield "Invalid DOI"
    elif provider == "external" and own:
        yield (
            f"The prefix '{prefix}' is managed by Zenodo. Please supply an external DOI or select 'No' to have a DOI "
            "generated for you."
        )
    elif provider != "external" and not own:
        given = doi.partition("/")[0]
        yield f"Wrong DOI {given} prefix provided, it should be {prefix} as defined in the rest client"
