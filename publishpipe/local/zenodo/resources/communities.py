"""`/api/communities` and what a record has to do with them: read only."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.services.communities import common

TOPIC = {"ar": "موضوع", "cs": "Téma", "de": "Thema", "en": "Topic", "es": "Tópico", "sv": "Tema"}


def _community(community: Json, origin: str) -> Json:
    base = f"{origin}/api/communities/{community['id']}"
    page = f"{origin}/communities/{community['slug']}"
    parts = {"logo": "logo", "rename": "rename", "members": "members", "public_members": "members/public"}
    parts |= {name: name for name in ("invitations", "requests", "records")}
    parts |= {"collection_trees": "collection-trees", "membership_requests": "membership-requests"}
    shown = common(community)
    shown["links"] = {
        "self": base,
        "self_html": f"{page}/",
        "settings_html": f"{page}/settings",
        **{name: f"{base}/{path}" for name, path in parts.items()},
    }
    shown["metadata"]["type"]["title"] = TOPIC
    return shown


def _listing(call: Call, found: list[Json], path: str) -> Response:
    wanted = call.request.query_params.get("q", "")
    sort = "bestmatch" if wanted else "newest"
    types = [{"key": "topic", "doc_count": len(found), "label": "Topic", "is_selected": False}] if found else []
    empty = {"funder": "Funders", "organization": "Organizations"}
    query = f"page=1&{f'q={wanted}&' if wanted else ''}size=25&sort={sort}"
    return JSONResponse(
        {
            "hits": {"hits": [_community(one, call.origin) for one in found], "total": len(found)},
            "aggregations": {
                "type": {"buckets": types, "label": "Type"},
                **{name: {"buckets": [], "label": label} for name, label in empty.items()},
            },
            "sortBy": sort,
            "page": 1,
            "links": {"self": f"{call.origin}/api/{path}?{query}"},
        }
    )


async def listing(call: Call) -> Response:
    """All communities, or those with a word in their names."""
    word = call.request.query_params.get("q", "").lower()
    found = [one for one in call.service.communities.all() if word in f"{one['slug']} {one['title']}".lower()]
    return _listing(call, found, "communities")


async def own(call: Call) -> Response:
    """The communities that the caller manages."""
    found = [one for one in call.service.communities.all() if one["owner"] == call.account.id]
    return _listing(call, found, "user/communities")


async def read(call: Call) -> Response:
    """One community, by its slug or id."""
    name = call.request.path_params["name"]
    for one in call.service.communities.all():
        if name in (one["slug"], one["id"]):
            return JSONResponse(_community(one, call.origin), headers={"ETag": '"2"'})
    raise refusals.missing(refusals.NO_PID)


async def of_record(call: Call) -> Response:
    """The communities that a record is in."""
    concept = call.service.store.concept(call.service.pid(call.number).concept)
    slugs = concept.parent["communities"] if concept else []
    found = [one for one in call.service.communities.all() if one["slug"] in slugs]
    return _listing(call, found, "communities")
