"""What is asked of a Shelf: the members of `repositories.base.Remote`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publishpipe.errors import UsageError
from publishpipe.http.session import Session
from publishpipe.model.facts import Metadata
from publishpipe.model.listing import Deposit, Record
from publishpipe.repositories.values import Adopted, Reference
from tests.repositories.shelf.facts import Facts
from tests.repositories.shelf.release import ShelfRelease as release  # noqa: N813  # the contract's name

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

LIST_LAG = ""
log_in = make_token = None
find_community = None
own_datasets = None


def account(_session: Session) -> str:
    return "librarian"


def listed(_session: Session, _ids: Sequence[str]) -> Mapping[str, Any]:
    return {}


def reference(text: str) -> Reference | None:
    return Reference(id=text) if text.isdigit() else None


def adopt(_session: Session, _wanted: Reference, _metadata: Metadata | None) -> Adopted:
    raise UsageError("Shelf's boxes cannot be adopted.")


def content(facts: Facts, name: str) -> str:
    return f"boxes/{facts['id']}/files/{name}"


def own(_session: Session, _query: str, _want: int) -> Iterator[Deposit]:
    return iter(())


def search(_session: Session, _query: str, _community: str, _want: int) -> Iterator[Record]:
    return iter(())
