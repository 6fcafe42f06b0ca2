"""Finding uploads: the list of those that somebody has to do with."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.access import is_member, is_published, may_write, shown
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.errors import Json, problem, refused, unprocessable
from publishpipe.local.nomad.process_states import PROCESSING
from publishpipe.local.nomad.requests.auth import require
from publishpipe.local.nomad.requests.pagination import Page, given, read_page
from publishpipe.local.nomad.requests.params import Params, wrong_choice
from publishpipe.local.nomad.server import Server, server_of

_ORDERS = ("upload_create_time", "publish_time", "upload_name", "last_status_message", "process_status")
_ROLES = ("main_author", "reviewer", "coauthor")
_MATCHES = ("exact", "fuzzy")


def get_uploads(request: Request) -> Response:
    """The uploads somebody has to do with."""
    identity = require(request, "uploads:read")
    server, params = server_of(request), Params(request.query_params)
    filters = _filters(params)
    for name in filters.get("upload_name", ()) if server.dialect.structured_names else ():
        _structured(name)
    page = read_page(params, default_order=_ORDERS[0])
    roles = _roles(params)
    params.check()
    _check_order(server, page)
    mine = (upload for upload in server.store.all("upload") if _has_role(server, upload, roles, identity.user_id))
    found = [upload for upload in mine if _matches(server, upload, filters, identity)]
    order = page.order_by or ""
    found.sort(key=lambda upload: (upload[order] or "", upload[_ORDERS[0]], upload["upload_id"]))
    if page.order == "desc":
        found.reverse()
    data = [shown(server, upload) for upload in page.cut(found)]
    return JSONResponse({"query": filters, "pagination": page.describe(request, len(found)), "data": data})


def _filters(params: Params) -> Json:
    texts = {name: params.texts(name) or None for name in ("upload_id", "upload_name")}
    flags = {name: params.flag(name) for name in ("is_processing", "is_published", "is_owned")}
    found = texts | flags | {"process_status": params.text("process_status").upper() or None}
    return {name: value for name, value in found.items() if value is not None}


def _roles(params: Params) -> list[str]:
    roles = params.texts("roles") or list(_ROLES)
    wrong = [(place, role) for place, role in enumerate(roles) if role not in _ROLES]
    params.problems += [wrong_choice(("query", "roles", place), _ROLES, role) for place, role in wrong]
    return roles


def _check_order(server: Server, page: Page) -> None:
    if page.order_by not in _ORDERS:
        message = server.dialect.bad_order or f"order_by is '{page.order_by}', must be one of {_ORDERS}"
        raise unprocessable(problem("invalid_order_by", ("query",), message, given(page)))


def _has_role(server: Server, upload: Json, roles: list[str], user_id: str) -> bool:
    is_author = user_id == upload["main_author"]
    has = {
        "main_author": is_author,
        "coauthor": not is_author and may_write(server, upload, user_id),
        "reviewer": user_id in upload["reviewers"] or is_member(server, upload["reviewer_groups"], user_id),
    }
    return any(has[role] for role in roles)


def _matches(server: Server, upload: Json, filters: Json, identity: Identity) -> bool:
    tests: dict[str, Callable[[Any], bool]] = {
        "upload_id": lambda wanted: upload["upload_id"] in wanted,
        "upload_name": lambda wanted: any(_named(server, upload, name) for name in wanted),
        "is_processing": lambda wanted: (upload["process_status"] in PROCESSING) is wanted,
        "is_published": lambda wanted: is_published(upload) is wanted,
        "is_owned": lambda wanted: (upload["main_author"] == identity.user_id) is wanted,
        "process_status": lambda wanted: upload["process_status"] == wanted,
    }
    if not server.dialect.structured_names:
        # Echoed, but without effect (1.3.16, observed 2026-11).
        del tests["is_owned"], tests["process_status"]
    return all(tests[name](wanted) for name, wanted in filters.items() if name in tests)


def _named(server: Server, upload: Json, wanted: str) -> bool:
    """Whether an upload has this name; since 1.4.3 the name may be JSON that asks for a part of it."""
    name = upload["upload_name"] or ""
    match = _structured(wanted) if server.dialect.structured_names else None
    if match is None:
        return bool(name == wanted)
    return match["value"].lower() in name.lower() if match["type"] == "fuzzy" else bool(match["value"] == name)


def _structured(wanted: str) -> dict[str, str] | None:
    """A name filter that is JSON.

    Raises:
        Refusal: It is JSON, but no filter (400).
    """
    try:
        match = json.loads(wanted) if wanted.startswith("{") and wanted.endswith("}") else None
    except ValueError:
        return None
    if match is None:
        return None
    if set(match) != {"value", "type"} or match["type"] not in _MATCHES or not isinstance(match["value"], str):
        raise refused(400, f"Invalid upload_name query value: {wanted}")
    if match["type"] == "fuzzy" and not match["value"].strip():
        message = "The upload_name query parameter must contain at least one non-empty value for fuzzy matching."
        raise refused(400, message)
    return {"type": match["type"], "value": match["value"].strip() if match["type"] == "fuzzy" else match["value"]}
