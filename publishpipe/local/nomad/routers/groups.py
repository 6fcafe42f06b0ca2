"""Groups of users: `groups` (nomad-lab 1.3.16 and 2.0.0, observed 2026-11)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.clock import unique_id
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.requests.auth import identify, require
from publishpipe.local.nomad.requests.pagination import read_page
from publishpipe.local.nomad.requests.params import Params, json_body, json_object
from publishpipe.local.nomad.server import server_of


async def post_group(request: Request) -> Response:
    """Make a group, of which its owner is a member."""
    asked = json_object(await json_body(request))
    owner = require(request, "groups:write").user_id
    members = list(dict.fromkeys([owner, *asked.get("members", ())]))
    made: Json = {
        "group_id": unique_id(),
        "group_name": asked.get("group_name"),
        "description": asked.get("description"),
        "owner": owner,
        "members": members,
        "members_info": [{"user_id": one, "role": "owner" if one == owner else "member"} for one in members],
    }
    server_of(request).store.put("group", made["group_id"], made)
    return JSONResponse(made, status_code=201)


def get_groups(request: Request) -> Response:
    """Groups by id, by member and by words of their names, everybody's."""
    identify(request, "groups:read")
    params = Params(request.query_params)
    page = read_page(params)
    ids, members, words = params.texts("group_id"), params.texts("user_id"), params.text("search_terms").lower().split()
    params.check()
    found = [
        group
        for group in server_of(request).store.all("group")
        if (not ids or group["group_id"] in ids)
        and (not members or not set(members).isdisjoint(group["members"]))
        and all(word in (group["group_name"] or "").lower() for word in words)
    ]
    return JSONResponse({"pagination": page.describe(request, len(found)), "data": page.cut(found)})
