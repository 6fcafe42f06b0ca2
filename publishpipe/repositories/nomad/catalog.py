"""Lists and searches on NOMAD: uploads and datasets come from its database, so nothing lags.

The server finds a name only as a whole or by how it begins, and servers differ in that: so names are compared here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from publishpipe.errors import understood
from publishpipe.http.request import Params
from publishpipe.model import shapes
from publishpipe.model.listing import Deposit, Record
from publishpipe.repositories.nomad.client.datasets import Dataset
from publishpipe.repositories.nomad.client.uploads import PAGE, WRITERS, Client
from publishpipe.repositories.nomad.models import ID

if TYPE_CHECKING:
    from publishpipe.http.session import Session

LIST_LAG = ""
find_community = None  # there are none


def account(session: Session) -> str:
    """The name of the token's owner, and the user name."""
    return Client(session).owner()


def own(session: Session, query: str, want: int) -> Iterator[Deposit]:
    """Uploads that the user may change, as main author or coauthor, newest first. Asks for pages of at most `want`."""
    size, me = PAGE if query else min(want, PAGE), Client(session).me()
    params: Params = {"roles": WRITERS, "order_by": "upload_create_time", "order": "desc"}
    for item in _items(session, "uploads", params, size):
        with understood():
            deposit = _deposit(item, _site(session), me)
        if _is_named(deposit.title, query):
            yield deposit


def own_datasets(session: Session, query: str, want: int) -> Iterator[Record]:
    """The user's own datasets, those without a DOI too, newest first."""
    return _datasets(session, query, want, {"user_id": Client(session).me()})


def search(session: Session, query: str, _community: str, want: int) -> Iterator[Record]:
    """Everybody's datasets, newest first: they are what has a DOI, and are public from the moment they are made."""
    return _datasets(session, query, want, {})


def _datasets(session: Session, query: str, want: int, only: Params) -> Iterator[Record]:
    """The datasets that the server finds by `only`, newest first. Asks for pages of at most `want`."""
    size = PAGE if query else min(want, PAGE)
    params: Params = {"order_by": "dataset_create_time", "order": "desc", **only}
    for item in _items(session, "datasets/", params, size):
        dataset = Dataset.of(item)
        if _is_named(dataset.name, query):
            yield _record(dataset, _site(session))


def _items(session: Session, path: str, params: Params, size: int) -> Iterator[shapes.Answer]:
    """The items of all pages."""
    client, number, left = Client(session), 0, True
    while left:
        number += 1
        answer = client.call("GET", path, params={**params, "page_size": size, "page": number})
        with understood():
            items, left = shapes.items(answer["data"]), number * size < shapes.count(answer["pagination"]["total"])
        yield from items


def _is_named(name: str, query: str) -> bool:
    """Whether every word is in the name."""
    return all(word in name.casefold() for word in query.casefold().split())


def _deposit(data: shapes.Answer, site: str, me: str) -> Deposit:
    number = shapes.matching(data["upload_id"], ID)
    times = (data.get(f"{event}_time") for event in ("upload_create", "complete", "publish"))
    return Deposit(
        id=number,
        state="published" if data.get("published") else "draft",
        doi=shapes.doi((data.get("doi") or {}).get("id")) or None,
        reserved_doi=None,
        title=shapes.optional(data.get("upload_name")),
        modified=max(shapes.moment(time) for time in times if time),
        record_url=f"{site}gui/user/uploads/upload/id/{number}",
        shared=shapes.text(data["main_author"]) != me,
    )


def _record(dataset: Dataset, site: str) -> Record:
    page = f"dataset/doi/{dataset.doi}" if dataset.doi else f"user/datasets/dataset/id/{quote(dataset.id)}"
    return Record(
        id=dataset.id,
        doi=dataset.doi or None,
        title=dataset.name,
        version=None,
        publication_date=dataset.created[:10] or None,
        record_url=f"{site}gui/{page}",
    )


def _site(session: Session) -> str:
    return session.base_url.removesuffix("api/v1/")
