"""Zenodo, by its legacy deposit API."""

from __future__ import annotations

from collections.abc import Mapping

from publishpipe.facts import Facts
from publishpipe.repositories.base import Addresses
from publishpipe.repositories.zenodo.check import check, published_name
from publishpipe.repositories.zenodo.release import ZenodoRelease as release  # noqa: N813  # the contract's name

__all__ = [
    "API_PATH",
    "BASE_URLS",
    "EMBEDDED_PATH",
    "TITLE",
    "addresses",
    "check",
    "log_in",
    "published_name",
    "release",
]

TITLE = "Zenodo"
BASE_URLS: Mapping[str, str] = {"production": "https://zenodo.org/api/", "sandbox": "https://sandbox.zenodo.org/api/"}
API_PATH = "api/"
EMBEDDED_PATH = "api/"
log_in = None  # tokens are made on its web page only


def addresses(base_url: str, facts: Facts) -> Addresses:
    """The record's page once it is published, else the draft's."""
    site = base_url.removesuffix(API_PATH)
    if facts.get("versions"):
        latest = facts["versions"][-1]
        return Addresses(f"{site}records/{latest['id']}", latest["doi"])
    return Addresses(f"{site}deposit/{facts['id']}")
