"""`/api/communities`: which there are, and those that a record is in."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.resources.call import JSON_TYPE, NATIVE_TYPE, Call
from publishpipe.local.zenodo.serializers import native_terms
from publishpipe.local.zenodo.services.communities import common, direct

TYPES = (JSON_TYPE, NATIVE_TYPE)


def _community(call: Call, community: Json) -> Json:
    base = f"{call.origin}/api/communities/{community['id']}"
    page = f"{call.origin}/communities/{community['slug']}"
    parts = {"logo": "logo", "rename": "rename", "members": "members", "public_members": "members/public"}
    parts |= {name: name for name in ("invitations", "requests", "records")}
    parts |= {"collection_trees": "collection-trees", "membership_requests": "membership-requests"}
    shown = native_terms.titled(common(community))
    shown["links"] = {
        "self": base,
        "self_html": f"{page}/",
        "settings_html": f"{page}/settings",
        **{name: f"{base}/{path}" for name, path in parts.items()},
    }
    return shown | {"ui": _on_pages(call, community)} if call.accepted == NATIVE_TYPE else shown


def _on_pages(call: Call, community: Json) -> Json:
    """What the native shape has beside: texts for the pages, and what the caller may do."""
    known = call.caller is not None
    return {
        "type": {"id": "topic", "title_l10n": "Topic"},
        "organizations": [],
        "custom_fields": {},
        "permissions": {
            "can_include_directly": direct(community, call.caller),
            "can_update": known and community in call.service.communities.of(call.account),
            "can_submit_record": known,
            "can_manage_collections": False,
        },
    }


def _listing(call: Call, found: list[Json], path: str) -> Response:
    wanted = call.request.query_params.get("q", "")
    sort = "bestmatch" if wanted else "newest"
    types = [{"key": "topic", "doc_count": len(found), "label": "Topic", "is_selected": False}] if found else []
    empty = {"funder": "Funders", "organization": "Organizations"}
    query = f"page=1&{f'q={wanted}&' if wanted else ''}size=25&sort={sort}"
    page = {} if call.accepted == NATIVE_TYPE else {"page": 1}
    return JSONResponse(
        {
            "hits": {"hits": [_community(call, one) for one in found], "total": len(found)},
            "aggregations": {
                "type": {"buckets": types, "label": "Type"},
                **{name: {"buckets": [], "label": label} for name, label in empty.items()},
            },
            "sortBy": sort,
            **page,
            "links": {"self": f"{call.origin}/api/{path}?{query}"},
        },
        media_type=call.accepted,
    )


async def listing(call: Call) -> Response:
    """All communities, or those with a word in their names."""
    word = call.request.query_params.get("q", "").lower()
    found = [one for one in call.service.communities.all() if word in f"{one['slug']} {one['title']}".lower()]
    return _listing(call, found, "communities")


async def own(call: Call) -> Response:
    """The communities that the caller manages."""
    found = call.service.communities.of(call.account)
    return _listing(call, found, "user/communities")


async def read(call: Call) -> Response:
    """One community, by its slug or id."""
    found = call.service.communities.named(call.request.path_params["name"])
    if found is None:
        raise refusals.missing(refusals.NO_PID)
    return JSONResponse(_community(call, found), headers={"ETag": '"2"'}, media_type=call.accepted)


async def of_record(call: Call) -> Response:
    """The communities that a record is in."""
    slugs = call.service.concept(call.number).parent["communities"]
    found = [one for one in call.service.communities.all() if one["slug"] in slugs]
    return _listing(call, found, "communities")
