"""Pages of a list, by number, by offset or after a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from starlette.requests import Request

from publishpipe.local.nomad.errors import Json, problem, refused, unprocessable
from publishpipe.local.nomad.requests.params import Params

_EXCLUSIVE = ("page_offset", "page", "page_after_value")


@dataclass(frozen=True)
class Page:
    """What part of a list is asked for."""

    size: int
    order_by: str | None
    order: str
    number: int | None
    offset: int | None
    after: str | None

    @property
    def start(self) -> int:
        """Index of the first element.

        Raises:
            ValueError: The value to begin after is no number; the real server fails with a 500 then, too.
        """
        if self.offset is not None:
            return self.offset
        if self.number is not None:
            return (self.number - 1) * self.size
        return int(self.after) + 1 if self.after is not None else 0

    def cut(self, elements: Sequence[Json]) -> Sequence[Json]:
        """The elements of the page."""
        return elements[self.start : self.start + self.size]

    def describe(self, request: Request, total: int) -> Json:
        """The `pagination` of an answer, without its empty values.

        Raises:
            Refusal: There is no such page.
        """
        found: Json = {"page_size": self.size, "order_by": self.order_by, "order": self.order, "page": 1}
        found |= {"page_offset": self.offset, "total": total}
        if self.size:
            found |= self._position(total)
        return {key: value for key, value in (found | self._links(request, found)).items() if value is not None}

    def _position(self, total: int) -> Json:
        start = self.start
        page = start // self.size + 1
        if page < 1 or (page > 1 and total <= (page - 1) * self.size):
            raise refused(400, "Page out of range requested.")
        return {
            "page": page,
            "page_after_value": None if page == 1 else str(start - 1),
            "next_page_after_value": str(start + self.size - 1) if self.size * page < total else None,
        }

    def _links(self, request: Request, found: Json) -> Json:
        url, page, after = str(request.url), found["page"], found.get("next_page_after_value")
        return {
            "page_url": url,
            "next_page_url": _with_query(url, page=None, page_after_value=after) if after else None,
            "prev_page_url": _with_query(url, page=page - 1, page_after_value=None) if page > 1 else None,
            "first_page_url": _with_query(url, page=None, page_after_value=None) if self.size else None,
        }


def _with_query(url: str, **changes: object) -> str:
    parts = urlsplit(url)
    query: dict[str, Any] = parse_qs(parts.query)
    for name, value in changes.items():
        query.pop(name, None) if value is None else query.update({name: [str(value)]})
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True)))


def read_page(params: Params, *, order: bool = True, default_order: str | None = None) -> Page:
    """Read the paging parameters; what `order_by` may be is each list's own affair.

    Args:
        params: Where they are, and where problems go.
        order: Whether the list can be ordered.
        default_order: What it is ordered by if nothing is asked for.
    """
    size = params.number("page_size")
    page = Page(
        size=10 if size is None else size,
        order_by=(params.text("order_by") or default_order) if order else None,
        order=params.choice("order", ("asc", "desc"), "asc") if order else "asc",
        number=params.number("page"),
        offset=params.number("page_offset"),
        after=params.query.get("page_after_value"),
    )
    lowest = (("page_size", size, 0), ("page", page.number, 1), ("page_offset", page.offset, 0))
    for name, value, least in lowest:
        if value is not None and value < least:
            params.problems.append(problem(f"invalid_{name}", ("query", name), f"{name} must be >= {least}", value))
    if not params.problems:
        _check_combination(page)
    return page


def given(page: Page) -> Json:
    """The parameters as pydantic shows them in its problems."""
    return {
        "page_size": page.size,
        "order_by": page.order_by,
        "order": page.order,
        "page_after_value": page.after,
        "page": page.number,
        "page_offset": page.offset,
    }


def _check_combination(page: Page) -> None:
    values = given(page)
    named = [name for name in _EXCLUSIVE if values[name] is not None]
    if len([name for name in named if values[name]]) > 1:
        message = "Can only specify one of: page_offset, page, or page_after_value"
        raise unprocessable(problem("multiple_pagination_criteria", ("query",), message, values))
    if not page.size and named:
        message = f"Cannot specify {named[0]} when page_size is set to 0"
        raise unprocessable(problem("invalid_pagination", ("query",), message, values))
