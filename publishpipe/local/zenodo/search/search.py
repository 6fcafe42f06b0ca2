"""Lists and searches: their parameters, what they see, and in which order."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.schemas.validation import Errors
from publishpipe.local.zenodo.search import query
from publishpipe.local.zenodo.services.records import Service

MAX_WINDOW = 10_000
SIZE = 25
MAX_SIZE = 100
MAX_SIZE_ANONYMOUS = 25
TOO_LARGE = f"Page size cannot be greater than {MAX_SIZE}."
TOO_LARGE_ANONYMOUS = (
    f"Page size cannot be greater than {MAX_SIZE_ANONYMOUS}. "
    f"Please use authenticated requests to increase the limit to {MAX_SIZE}."
)
YES = ("true", "1", "on", "yes")


def _drafts_last(item: Json) -> Any:
    """There is no relevance here: all that match, match alike."""
    return item["kind"] == "draft", item["id"]


def _created(item: Json) -> Any:
    return item["created"]


def _updated(item: Json) -> Any:
    return item["updated"]


def _version(item: Json) -> Any:
    return item["version"]


def _publication(item: Json) -> Any:
    return item["metadata"].get("publication_date", ""), item["created"]


def _journal(item: Json) -> Any:
    journal = item["custom_fields"].get("journal:journal", {})
    volume = (str(journal.get(key, "")) for key in ("volume", "issue", "pages"))
    return item["metadata"].get("publication_date", ""), *volume


def _session(item: Json) -> Any:
    meeting = item["custom_fields"].get("meeting:meeting", {})
    return str(meeting.get("session", "")), str(meeting.get("session_part", ""))


#: Sort option → key and whether it descends (zenodo-rdm's configuration, read 2026-11). Nobody views or downloads here.
SORTS: dict[str, tuple[Callable[[Json], Any], bool]] = {
    "bestmatch": (_drafts_last, False),
    "-bestmatch": (_drafts_last, True),
    "newest": (_created, True),
    "oldest": (_created, False),
    "mostrecent": (_created, True),
    "-mostrecent": (_created, False),
    "version": (_version, True),
    "-version": (_version, False),
    "updated-desc": (_updated, True),
    "updated-asc": (_updated, False),
    "mostviewed": (_created, True),
    "-mostviewed": (_created, True),
    "mostdownloaded": (_created, True),
    "newestactivity": (_updated, True),
    "oldestactivity": (_updated, False),
    "publication_date": (_publication, True),
    "-publication_date": (_publication, False),
    "publication-desc": (_publication, True),
    "publication-asc": (_publication, False),
    "journal": (_journal, True),
    "-journal": (_journal, False),
    "journal-desc": (_journal, True),
    "journal-asc": (_journal, False),
    "conference_session": (_session, True),
    "-conference_session": (_session, False),
    "conference-desc": (_session, True),
    "conference-asc": (_session, False),
}


@dataclass(frozen=True)
class Search:
    """The parameters of a search, checked."""

    query: str
    size: int
    page: int
    sort: str
    all_versions: bool

    @classmethod
    def of(cls, parameters: Mapping[str, str], *, anonymous: bool) -> Search:
        """Read the parameters; unknown ones are ignored.

        Raises:
            Refusal: 400, naming what is out of range.
        """
        errors = Errors()
        size = _integer(parameters.get("size", str(SIZE)), "size", errors)
        page = _integer(parameters.get("page", "1"), "page", errors)
        sort = parameters.get("sort") or ("bestmatch" if parameters.get("q") else "newest")
        if anonymous and size > MAX_SIZE_ANONYMOUS:
            errors.add("size", TOO_LARGE_ANONYMOUS)
        elif size > MAX_SIZE:
            errors.add("size", TOO_LARGE)
        if sort not in SORTS:
            errors.add("_schema", f"Invalid sort option '{sort}'.")
        if len(errors):
            raise refusals.invalid(errors.listed())
        if size * page > MAX_WINDOW:
            raise refusals.refused(400, "Invalid querystring parameters.")
        versions = parameters.get("all_versions", parameters.get("allversions", "")).lower()
        return cls(parameters.get("q", ""), size, page, sort, versions in YES)


def _integer(text: str, name: str, errors: Errors) -> int:
    try:
        number = int(text)
    except ValueError:
        errors.add(name, "Not a valid integer.")
        return 1
    if number < 1:
        errors.add(name, "Must be greater than or equal to 1.")
    return number


@dataclass(frozen=True)
class Page:
    """One page of what was found."""

    items: list[Json]
    total: int


def own(service: Service, owner: int, search: Search) -> Page:
    """An account's drafts and records; a draft hides its record, the newest version the others."""
    items = [item for item in service.store.indexed(time.time()) if item["concept"]["owner"] == owner]
    edited = {item["id"] for item in items if item["kind"] == "draft"}
    items = [item for item in items if item["kind"] == "draft" or item["id"] not in edited]
    return _page(items, search, "is_latest_draft")


def public(service: Service, search: Search, wanted: Callable[[Json], bool] = lambda _item: True) -> Page:
    """Published records."""
    items = [item for item in service.store.indexed(time.time()) if item["kind"] == "record" and wanted(item)]
    return _page(items, search, "is_latest")


def _page(items: list[Json], search: Search, newest: str) -> Page:
    matches = query.matcher(search.query)
    found = [item for item in items if (search.all_versions or item[newest]) and matches(item)]
    key, descending = SORTS[search.sort]
    found.sort(key=key, reverse=descending)
    start = (search.page - 1) * search.size
    return Page(found[start : start + search.size], len(found))
