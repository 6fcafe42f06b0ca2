"""What is known of Zenodo without asking it: the members of `repositories.base.Repository`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from publishpipe.http.dialect import Dialect
from publishpipe.repositories.values import Addresses, DoiKnown, Wanted
from publishpipe.repositories.zenodo.check import as_kept, check, notes, published_name
from publishpipe.repositories.zenodo.client.refusals import refusal
from publishpipe.repositories.zenodo.doubts.doubts import doubts
from publishpipe.repositories.zenodo.facts import Facts, version_ids
from publishpipe.repositories.zenodo.first import FIRST, first_metadata
from publishpipe.repositories.zenodo.outline import outline
from publishpipe.repositories.zenodo.servers import API_PATH, BASE_URLS, GUIDE, VARIABLES

if TYPE_CHECKING:
    from publishpipe.model.citation import Citation
    from publishpipe.repositories.base import Remote
    from publishpipe.schemas.loader import Schema

__all__ = [
    "API_PATH",
    "BASE_URLS",
    "CHECKSUM",
    "DIALECT",
    "DOI_PREFIXES",
    "EMBEDDED_PATH",
    "FIRST",
    "GUIDE",
    "LOCK",
    "MANIFEST",
    "NAMING",
    "PROSE",
    "TITLE",
    "VARIABLES",
    "addresses",
    "as_kept",
    "check",
    "citation",
    "doi_known",
    "doubts",
    "first_metadata",
    "notes",
    "outline",
    "published_name",
    "remote",
]

TITLE = "Zenodo"
NAMING = "title"
PROSE: frozenset[str] = frozenset({"description", "notes", "method"})
EMBEDDED_PATH = "api/"
DOI_PREFIXES: Mapping[str, str] = {"production": "10.5281/zenodo.", "sandbox": "10.5072/zenodo."}
DIALECT = Dialect(refusal)
CHECKSUM = "md5"  # the only one that Zenodo tells
MANIFEST: Mapping[str, Schema] = {
    "metadata": {"$ref": "zenodo-metadata.v1.schema.json"},
    "entries": {"not": {}, "description": "Zenodo makes no entries of files; only NOMAD does"},
    "allow_loss": {"not": {}, "description": "Zenodo drops no files; only NOMAD does"},
}
LOCK: Schema = {"$ref": "zenodo-lock.v2.schema.json"}


def addresses(base_url: str, facts: Facts) -> Addresses:
    """The record's page once it is published, else the draft's."""
    site = base_url.removesuffix(API_PATH)
    if facts["id"] in version_ids(facts):
        return Addresses(f"{site}records/{facts['id']}", facts["versions"][-1]["doi"], facts.get("concept_doi"))
    return Addresses(f"{site}deposit/{facts['id']}")


def doi_known(_wanted: Wanted) -> DoiKnown:
    """Each draft has its DOI reserved."""
    return "drafted"


def citation(base_url: str, facts: Facts) -> Citation:
    """See `citation`."""
    from publishpipe.repositories.zenodo import citation  # noqa: PLC0415  # few commands cite

    return citation.citation(base_url.removesuffix(API_PATH), facts)


def remote() -> Remote:
    """See `remote`."""
    from publishpipe.repositories.zenodo import remote  # noqa: PLC0415  # to validate a manifest takes no client

    return remote
