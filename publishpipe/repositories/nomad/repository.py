"""What is known of NOMAD without asking it: the members of `repositories.base.Repository`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from publishpipe.http.dialect import Dialect
from publishpipe.repositories.nomad.check import check, notes, published_name
from publishpipe.repositories.nomad.client.refusals import refusal
from publishpipe.repositories.nomad.doubts import doubts
from publishpipe.repositories.nomad.first import FIRST, first_metadata
from publishpipe.repositories.nomad.metadata.fields import named_datasets, wants_doi
from publishpipe.repositories.nomad.outline import outline
from publishpipe.repositories.nomad.potcar import as_kept
from publishpipe.repositories.nomad.servers import API_PATH, BASE_URLS, GUIDE, VARIABLES
from publishpipe.repositories.values import Addresses, DoiKnown, Wanted

if TYPE_CHECKING:
    from publishpipe.model.citation import Citation
    from publishpipe.repositories.base import Remote
    from publishpipe.repositories.nomad.facts import Facts
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

TITLE = "NOMAD"
NAMING = "upload_name"
PROSE: frozenset[str] = frozenset()
DOI_PREFIXES: Mapping[str, str] = {"production": "10.17172/NOMAD/"}
EMBEDDED_PATH = "nomad/api/v1/"
DIALECT = Dialect(refusal)
CHECKSUM = "md5"  # NOMAD tells none: it is of what was sent
MANIFEST: Mapping[str, Schema] = {"metadata": {"$ref": "nomad-metadata.v1.schema.json"}}
LOCK: Schema = {"$ref": "nomad-lock.v2.schema.json"}


def addresses(base_url: str, facts: Facts) -> Addresses:
    """The upload's page, and the DOI of the first dataset that has one."""
    site = base_url.removesuffix(API_PATH)
    return Addresses(f"{site}gui/user/uploads/upload/id/{facts['id']}", facts.get("doi"))


def doi_known(wanted: Wanted) -> DoiKnown:
    """A dataset has a DOI once what is in it is published, if one is asked for."""
    return "published" if wanted.publish and any(map(wants_doi, named_datasets(wanted.metadata))) else "never"


def citation(base_url: str, facts: Facts) -> Citation:
    """See `citation`."""
    from publishpipe.repositories.nomad import citation  # noqa: PLC0415  # few commands cite

    return citation.citation(base_url.removesuffix(API_PATH), facts)


def remote() -> Remote:
    """See `remote`."""
    from publishpipe.repositories.nomad import remote  # noqa: PLC0415  # to validate a manifest takes no client

    return remote
