"""Searching entries: `entries` and `entries/query`, as far as a client that publishes needs it."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.access import is_published, may_see
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.processing.documents import indexed
from publishpipe.local.nomad.requests.auth import identify
from publishpipe.local.nomad.requests.pagination import Page, read_page
from publishpipe.local.nomad.requests.params import Params, json_body, json_object
from publishpipe.local.nomad.server import Server, server_of

_NOT_QUERY = (
    "owner",
    "page_size",
    "page",
    "page_offset",
    "page_after_value",
    "order",
    "order_by",
    "include",
    "exclude",
)


def found_entries(server: Server, identity: Identity | None, asked: Json, upload_id: str | None = None) -> list[Json]:
    """The index documents that match a query.

    Args:
        server: The server.
        identity: Who searches.
        asked: `owner` and `query`, a mapping of quantities to one value or several.
        upload_id: To search in one upload only.
    """
    query = dict(_criteria(asked.get("query") or {}))
    uploads = (one for one in server.store.all("upload") if upload_id in (None, one["upload_id"]))
    visible = [one for one in uploads if _is_visible(server, one, identity, asked.get("owner") or "public")]
    documents = (
        indexed(server, upload, entry)
        for upload in visible
        for entry in server.store.all("entry", upload["upload_id"])
        if "index" in entry
    )
    return [one for one in documents if all(_matches(one, name, wanted) for name, wanted in query.items())]


def _is_visible(server: Server, upload: Json, identity: Identity | None, owner: str) -> bool:
    public: bool = is_published(upload) and upload["embargo_length"] == 0
    if owner == "public" or identity is None:
        return public
    own: bool = identity.user_id == upload["main_author"]
    if owner == "user":
        return own
    return public or own or (owner == "visible" and may_see(server, upload, identity.user_id))


def _criteria(query: Json) -> Iterator[tuple[str, list[Any]]]:
    for name, value in query.items():
        values = value.get("any", [value]) if isinstance(value, dict) else value
        yield name.partition(":")[0], values if isinstance(values, list) else [values]


def _matches(document: Json, name: str, wanted: list[Any]) -> bool:
    found: list[Any] = [document]
    for key in name.split("."):
        found = [value for one in found if isinstance(one, dict) and key in one for value in _each(one[key])]
    return any(value in wanted for value in found)


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def get_entries(request: Request) -> Response:
    """Search with query parameters."""
    identity = identify(request, "entries:read")
    params = Params(request.query_params)
    page = read_page(params)
    params.check()
    names = dict.fromkeys(name for name in params.query if name not in _NOT_QUERY)
    asked: Json = {"owner": params.text("owner") or "public", "query": {name: params.texts(name) for name in names}}
    documents = found_entries(server_of(request), identity, asked)
    shown = [{"name": name, "value": {"any": values}} for name, values in asked["query"].items()]
    pagination = page.describe(request, len(documents))
    return _answer(asked["owner"], _echo(shown), pagination, {}, page.cut(_ordered(documents, page)))


async def post_query(request: Request) -> Response:
    """Search with a JSON body."""
    asked = json_object(await json_body(request))
    return await run_in_threadpool(_query, request, asked)


def _query(request: Request, asked: Json) -> Response:
    identity = identify(request, "entries:read")
    size = (asked.get("pagination") or {}).get("page_size", 10)
    page = Page(size=size, order_by=None, order="asc", number=None, offset=None, after=None)
    documents = found_entries(server_of(request), identity, asked)
    required = asked.get("required") or {}
    include = required.get("include")
    cut = [_included(one, include) if include else one for one in page.cut(_ordered(documents, page))]
    shown = [{"name": name, "value": value} for name, value in (asked.get("query") or {}).items()]
    pagination = {"page_size": size, "total": len(documents), "order": "asc"}
    return _answer(asked.get("owner") or "public", _echo(shown), pagination, required, cut)


def _ordered(documents: list[Json], page: Page) -> list[Json]:
    return sorted(documents, key=lambda one: one["entry_id"], reverse=page.order == "desc")


def _echo(criteria: list[Json]) -> Json:
    """The query as the server has understood it."""
    return criteria[0] if len(criteria) == 1 else {"and": criteria} if criteria else {}


def _included(document: Json, patterns: list[str]) -> Json:
    return {
        key: value for key, value in document.items() if any(fnmatchcase(key, one) for one in ("entry_id", *patterns))
    }


def _answer(owner: str, query: Json, pagination: Json, required: Json, data: Any) -> Response:
    shown = {key: value for key, value in pagination.items() if key != "page"}
    answer = {"owner": owner, "query": query, "pagination": {"order_by": "entry_id"} | shown}
    return JSONResponse(answer | {"required": required, "data": data})
