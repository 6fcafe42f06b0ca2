"""What publishpipe asks of NOMAD: the members of `repositories.base.Repository`."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.http.credentials import Variables
from publishpipe.http.dialect import Dialect
from publishpipe.repositories.base import Addresses
from publishpipe.repositories.nomad.adopt import adopt, reference
from publishpipe.repositories.nomad.catalog import LIST_LAG, find_community, own, search
from publishpipe.repositories.nomad.check import check, notes, published_name
from publishpipe.repositories.nomad.client import uploads
from publishpipe.repositories.nomad.client.login import log_in
from publishpipe.repositories.nomad.client.refusals import refusal
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.release import NomadRelease as release  # noqa: N813  # the contract's name
from publishpipe.schemas.loader import Schema

__all__ = [
    "API_PATH",
    "BASE_URLS",
    "CHECKSUM",
    "DIALECT",
    "DOI_PREFIXES",
    "EMBEDDED_PATH",
    "LIST_LAG",
    "LOCK",
    "MANIFEST",
    "TITLE",
    "VARIABLES",
    "addresses",
    "adopt",
    "check",
    "content",
    "find_community",
    "log_in",
    "notes",
    "own",
    "published_name",
    "reference",
    "release",
    "search",
]

TITLE = "NOMAD"
BASE_URLS: Mapping[str, str] = {
    "production": "https://nomad-lab.eu/prod/v1/api/v1/",
    "sandbox": "https://nomad-lab.eu/prod/v1/test/api/v1/",
}
DOI_PREFIXES: Mapping[str, str] = {"production": "10.17172/NOMAD/"}
API_PATH = "api/v1/"
EMBEDDED_PATH = "nomad/api/v1/"
VARIABLES = Variables(
    {"https://nomad-lab.eu": "NOMAD_TOKEN"}, {"https://nomad-lab.eu": ("NOMAD_USERNAME", "NOMAD_PASSWORD")}
)
DIALECT = Dialect(refusal)
CHECKSUM = "md5"  # NOMAD tells none: it is of what was sent
MANIFEST: Mapping[str, Schema] = {"metadata": {"$ref": "nomad-metadata.v1.schema.json"}}
LOCK: Schema = {"$ref": "nomad-lock.v1.schema.json"}


def addresses(base_url: str, facts: Facts) -> Addresses:
    """The upload's page, and the DOI of the first dataset that has one."""
    site = base_url.removesuffix(API_PATH)
    return Addresses(f"{site}gui/user/uploads/upload/id/{facts['id']}", facts.get("doi"))


def content(facts: Facts, name: str) -> str:
    """See `uploads.content`."""
    return uploads.content(facts["id"], name)
