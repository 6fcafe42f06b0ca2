"""What is asked of a Zenodo: the members of `repositories.base.Remote`."""

from __future__ import annotations

from publishpipe.repositories.zenodo.adopt import adopt, reference
from publishpipe.repositories.zenodo.catalog import LIST_LAG, account, find_community, own, own_datasets, search
from publishpipe.repositories.zenodo.client import records
from publishpipe.repositories.zenodo.facts import Facts, version_ids
from publishpipe.repositories.zenodo.listed import listed
from publishpipe.repositories.zenodo.release import ZenodoRelease as release  # noqa: N813  # the contract's name

__all__ = [
    "LIST_LAG",
    "account",
    "adopt",
    "content",
    "find_community",
    "listed",
    "log_in",
    "make_token",
    "own",
    "own_datasets",
    "reference",
    "release",
    "search",
]

log_in = make_token = None  # tokens are made on its web page only


def content(facts: Facts, name: str) -> str:
    """See `records.content`."""
    return records.content(facts["id"], name, published=facts["id"] in version_ids(facts))
