"""`/api/vocabularies`, funders and awards: what may be chosen from."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.schemas import vocabularies
from publishpipe.local.zenodo.search import search

#: The vocabularies hardly ever change: any time will do.
LOADED = "2026-11-01T00:00:00+00:00"


def _license(one: vocabularies.License) -> Json:
    shown: Json = {"id": one.id, "title": {"en": one.title}, "tags": ["all"], "type": "licenses"}
    if one.description:
        shown |= {"description": {"en": one.description}, "icon": one.icon}
    return {**shown, "props": {"url": one.url, "scheme": one.scheme, "osi_approved": ""}}


def _resource_type(name: str, title: Json) -> Json:
    kind, _, subtype = name.partition("-")
    tags = ["linkable"] if name in vocabularies.NOT_DEPOSITABLE else ["depositable", "linkable"]
    props = {"type": kind, "subtype": f"{kind}-{subtype}" if subtype else ""}
    return {"id": name, "title": title, "tags": tags, "props": props, "type": "resourcetypes"}


def _terms(name: str) -> list[Json]:
    if name == "licenses":
        return [_license(one) for one in vocabularies.licenses().values()]
    if name == "resourcetypes":
        return [_resource_type(key, title) for key, title in vocabularies.terms("resource_types").items()]
    raise refusals.missing(refusals.NO_PID)


def _stamped(call: Call, term: Json, path: str) -> Json:
    links = {"self": f"{call.origin}/api/{path}/{term['id']}"}
    return {**term, "created": LOADED, "updated": LOADED, "revision_id": 1, "links": links}


def _listing(call: Call, terms: list[Json], path: str) -> Response:
    query = call.request.query_params
    wanted = search.Search.of({name: query[name] for name in ("q", "size", "page") if name in query}, anonymous=False)
    words = wanted.query.lower().split()
    found = [term for term in terms if all(word in str(term).lower() for word in words)]
    start = (wanted.page - 1) * wanted.size
    hits = [_stamped(call, term, path) for term in found[start : start + wanted.size]]
    sort = "bestmatch" if words else "title"
    parameters = f"page={wanted.page}&{f'q={wanted.query}&' if words else ''}size={wanted.size}&sort={sort}"
    body = {
        "hits": {"hits": hits, "total": len(found)},
        "sortBy": sort,
        "page": wanted.page,
        "links": {"self": f"{call.origin}/api/{path}?{parameters}"},
    }
    return JSONResponse(body)


async def listing(call: Call) -> Response:
    """The terms of a vocabulary."""
    name = call.request.path_params["vocabulary"]
    return _listing(call, _terms(name), f"vocabularies/{name}")


async def read(call: Call) -> Response:
    """One term."""
    name, term = call.request.path_params["vocabulary"], call.request.path_params["term"]
    for one in _terms(name):
        if one["id"] == term:
            return JSONResponse(_stamped(call, one, f"vocabularies/{name}"), headers={"ETag": '"1"'})
    raise refusals.missing(refusals.NO_PID)


async def old_licenses(call: Call) -> Response:
    """The old address."""
    query = call.request.url.query
    url = "/api/vocabularies/licenses" + (f"?{query}" if query else "")
    return Response("", 301, {"Location": url}, "text/html")
