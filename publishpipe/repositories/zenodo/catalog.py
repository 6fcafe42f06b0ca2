"""Lists and searches on Zenodo. They are made by a search index, which lags some seconds behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from publishpipe.errors import NotFoundError, ServerError, UsageError, understood
from publishpipe.http.request import Params
from publishpipe.model import shapes
from publishpipe.model.listing import Deposit, Record
from publishpipe.model.quoting import quoted
from publishpipe.repositories.zenodo.client.calls import Calls
from publishpipe.repositories.zenodo.client.deposits import DEPOSITIONS
from publishpipe.repositories.zenodo.client.fallback import otherwise
from publishpipe.repositories.zenodo.client.searches import OWN, PAGE
from publishpipe.repositories.zenodo.models import STATES, Deposition

if TYPE_CHECKING:
    from publishpipe.http.session import Session

LIST_LAG = "Zenodo's list lags some seconds: the latest changes may not show yet."
WINDOW = 10_000  # items: what lies behind them no page shows
GUEST_PAGE = 25  # the most that one page may hold for somebody without a good token
CLOSE = 5  # communities that are named in place of an unknown one
own_datasets = None  # there are none beside the depositions


def account(session: Session) -> str:
    """The e-mail address of the token's owner, or the id."""
    answer = Calls(session).call("GET", "me")
    with understood():
        return str(answer.get("email") or answer["id"])


def own(session: Session, query: str, want: int) -> Iterator[Deposit]:
    """Own depositions, every version and draft, newest first. Asks for pages of no more than `want`.

    The deposit API tells the DOI that is reserved for a draft, and fails at some locations that were set on the web.
    """
    calls, site = Calls(session), _site(session)
    params: Params = {"sort": "newest", **({"q": query} if query else {})}

    def by_deposit(page: dict[str, int]) -> list[Deposit]:
        found = calls.call("GET", DEPOSITIONS, params={**params, "all_versions": "true", **page})
        return [_deposit(item, site) for item in shapes.items(found)]

    def natively(page: dict[str, int]) -> list[Deposit]:
        found = calls.native("GET", OWN, params={**params, "allversions": "true", **page})
        return [_own(item, site) for item in shapes.items(found["hits"]["hits"])]

    with _explained(query):
        yield from _items(lambda page: otherwise(lambda: by_deposit(page), lambda: natively(page)), min(want, PAGE))


def search(session: Session, query: str, community: str, want: int) -> Iterator[Record]:
    """Public records, the newest version of each. `community` is a slug that exists, or empty: see `find_community`."""
    site = _site(session)
    wanted = {name: value for name, value in {"q": query, "communities": community}.items() if value}
    params = {"sort": "bestmatch" if query else "newest", **wanted}

    def ask(page: dict[str, int]) -> shapes.Answer:
        return session.get("records", **params, **page)["hits"]["hits"]

    with _explained(query):
        for item in _guest_items(ask, min(want, PAGE)):
            with understood():
                record = _record(item, site)
            yield record


def find_community(session: Session, name: str) -> str:
    """The slug of a community. A search for one that does not exist would find everything.

    Raises:
        NotFoundError: there is none; with the names of those that are close.
        UsageError: none can have that name.
    """
    if name in {".", ".."}:  # in an address these are other things
        raise UsageError(
            f"{quoted(name)} is not the name of a community.",
            state="Nothing was sent.",
            hint="Look its name up in the address of its page.",
        )
    try:
        answer = session.get(f"communities/{quote(name, safe='')}")
    except NotFoundError as error:
        close = _close(session, name)
        raise NotFoundError(
            f"There is no community {quoted(name)}.",
            status=error.status,
            hint=f"Did you mean {' or '.join(close)}?" if close else "Look its name up in the address of its page.",
        ) from None
    with understood():
        return shapes.text(answer["slug"])


def _close(session: Session, name: str) -> list[str]:
    """Communities of a like name, the most alike first; nobody insists on finding them."""
    found: set[str] = set()
    for words in dict.fromkeys((name, *sorted(re.findall(r"\w{3,}", name), key=len, reverse=True)[:2])):
        with suppress(ServerError), understood():
            hits = session.get("communities", q=words, size=GUEST_PAGE)["hits"]["hits"]
            found |= {hit["slug"] for hit in hits if re.fullmatch(r"[\w-]+", hit["slug"])}
        if found:
            break
    return sorted(found, key=lambda slug: (-SequenceMatcher(None, slug, name).ratio(), slug))[:CLOSE]


def _items(ask: Callable[[dict[str, int]], Any], size: int) -> Iterator[Any]:
    """The items of all pages: there are more as long as a page is full."""
    for number in range(1, WINDOW // size + 1):
        with understood():
            items = ask({"page": number, "size": size})[:size]  # nothing but a list can be cut
        yield from items
        if len(items) < size:
            return


def _guest_items(ask: Callable[[dict[str, int]], shapes.Answer], size: int) -> Iterator[shapes.Answer]:
    """As `_items`, by the smaller pages of a guest if Zenodo insists: to it a bad token is no token."""
    try:
        yield from _items(ask, size)
    except ServerError as error:
        if error.status != 400 or size <= GUEST_PAGE:
            raise
        yield from _items(ask, GUEST_PAGE)


@contextmanager
def _explained(query: str) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        if error.status == 400 and query:
            error.hint = f"Is the query as Zenodo wants it? It was: {query}"
        raise


def _deposit(item: shapes.Answer, site: str) -> Deposit:
    metadata, submitted = item["metadata"], shapes.flag(item["submitted"])
    doi = shapes.doi(item.get("doi") or metadata.get("doi")) or None
    page = "records" if submitted else "deposit"
    number = shapes.matching(item["id"], shapes.DIGITS)
    return Deposit(
        id=number,
        state=STATES[item["state"]],
        doi=doi if submitted else None,
        reserved_doi=None if submitted else doi or (metadata.get("prereserve_doi") or {}).get("doi"),
        title=shapes.optional(item.get("title")),
        modified=shapes.moment(item["modified"]),
        record_url=f"{site}{page}/{number}",
    )


def _own(item: shapes.Answer, site: str) -> Deposit:
    """The same, of the native API: a draft's reserved DOI shows where it was asked for."""
    seen = Deposition.of(item)
    page = "records" if seen.submitted else "deposit"
    return Deposit(
        id=seen.id,
        state=seen.state,
        doi=(seen.doi or None) if seen.submitted else None,
        reserved_doi=None if seen.submitted else seen.doi or None,
        title=shapes.optional(item["metadata"].get("title")),
        modified=shapes.moment(item["updated"]),
        record_url=f"{site}{page}/{seen.id}",
    )


def _record(item: shapes.Answer, site: str) -> Record:
    metadata = item["metadata"]
    number = shapes.matching(item["id"], shapes.DIGITS)
    return Record(
        id=number,
        doi=shapes.doi(item.get("doi")) or None,
        title=shapes.optional(metadata.get("title")),
        version=shapes.optional(metadata.get("version")) or None,
        publication_date=shapes.optional(metadata.get("publication_date")) or None,
        record_url=f"{site}records/{number}",
    )


def _site(session: Session) -> str:
    return session.base_url.removesuffix("api/")
