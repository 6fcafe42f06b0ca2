"""What is asked of a NOMAD: the members of `repositories.base.Remote`."""

from __future__ import annotations

from publishpipe.repositories.nomad.adopt import adopt, reference
from publishpipe.repositories.nomad.catalog import LIST_LAG, account, find_community, own, own_datasets, search
from publishpipe.repositories.nomad.client import uploads
from publishpipe.repositories.nomad.client.login import log_in, make_token
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.listed import listed
from publishpipe.repositories.nomad.release import NomadRelease as release  # noqa: N813  # the contract's name

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


def content(facts: Facts, name: str) -> str:
    """See `uploads.content`."""
    return uploads.content(facts["id"], name)
