"""What publishpipe asks of Zenodo: the members of `repositories.base.Repository`."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.http.credentials import Variables
from publishpipe.http.dialect import Dialect
from publishpipe.repositories.base import Addresses
from publishpipe.repositories.zenodo.adopt import adopt, reference
from publishpipe.repositories.zenodo.catalog import LIST_LAG, find_community, own, search
from publishpipe.repositories.zenodo.check import check, notes, published_name
from publishpipe.repositories.zenodo.client import deposits
from publishpipe.repositories.zenodo.client.refusals import refusal
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.planning.state import version_ids
from publishpipe.repositories.zenodo.release import ZenodoRelease as release  # noqa: N813  # the contract's name
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

TITLE = "Zenodo"
BASE_URLS: Mapping[str, str] = {"production": "https://zenodo.org/api/", "sandbox": "https://sandbox.zenodo.org/api/"}
API_PATH = "api/"
EMBEDDED_PATH = "api/"
DOI_PREFIXES: Mapping[str, str] = {"production": "10.5281/zenodo.", "sandbox": "10.5072/zenodo."}
VARIABLES = Variables({"https://zenodo.org": "ZENODO_TOKEN", "https://sandbox.zenodo.org": "ZENODO_SANDBOX_TOKEN"})
DIALECT = Dialect(refusal)
CHECKSUM = "md5"  # the only one that Zenodo tells
MANIFEST: Mapping[str, Schema] = {
    "metadata": {"$ref": "zenodo-metadata.v1.schema.json"},
    "entries": {"not": {}, "description": "Zenodo makes no entries of files; only NOMAD does"},
}
LOCK: Schema = {"$ref": "zenodo-lock.v1.schema.json"}
log_in = None  # tokens are made on its web page only


def addresses(base_url: str, facts: Facts) -> Addresses:
    """The record's page once it is published, else the draft's."""
    site = base_url.removesuffix(API_PATH)
    if facts["id"] in version_ids(facts):
        return Addresses(f"{site}records/{facts['id']}", facts["versions"][-1]["doi"])
    return Addresses(f"{site}deposit/{facts['id']}")


def content(facts: Facts, name: str) -> str:
    """See `deposits.content`."""
    return deposits.content(facts["id"], name, published=facts["id"] in version_ids(facts))
