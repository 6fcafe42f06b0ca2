"""`/api/records`: published records, for everybody."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document, File, Json
from publishpipe.local.zenodo.resources import downloads
from publishpipe.local.zenodo.resources.call import NATIVE_TYPE, Call
from publishpipe.local.zenodo.resources.representation import BASE, answer, represent
from publishpipe.local.zenodo.search import aggregations, search
from publishpipe.local.zenodo.serializers import legacy_links, native_files
from publishpipe.local.zenodo.services import files


def published(call: Call) -> Document:
    """The record of the number in the path."""
    pid = call.service.pid(call.number)
    document = call.service.store.document(pid.id, "record")
    if document is None:
        raise refusals.missing(refusals.UNREGISTERED_PID)
    return document


async def read(call: Call) -> Response:
    """A record; a concept's number leads to its newest version."""
    versions = call.service.published(call.number)
    if versions:
        return Response("", 302, {"Location": f"{BASE}/{versions[-1].id}"}, "text/html")
    return answer(call, published(call))


async def latest(call: Call) -> Response:
    """Leads to the newest version."""
    pid = call.service.pid(published(call).id)
    newest = call.service.published(pid.concept)[-1]
    url = f"{call.origin}{BASE}/{newest.id}"
    body = {"status": 301, "message": "Redirecting...", "location": url}
    return JSONResponse(body, 301, {"Location": url})


async def listing(call: Call) -> Response:
    """Search in published records."""
    parameters = call.request.query_params
    wanted = search.Search.of(parameters, anonymous=call.caller is None)
    slug = call.service.communities.known(parameters.get("communities", ""))
    kind = parameters.get("type", "")

    def fits(item: Json) -> bool:
        found = item["metadata"].get("resource_type", {}).get("id", "").partition("-")[0]
        return (not slug or slug in item["communities"]) and (not kind or kind == found)

    return _page(call, wanted, search.public(call.service, wanted, fits), "records")


async def own(call: Call) -> Response:
    """Search in own records and drafts."""
    wanted = search.Search.of(call.request.query_params, anonymous=False)
    return _page(call, wanted, search.own(call.service, call.account.id, wanted), "user/records")


async def versions(call: Call) -> Response:
    """The published versions of a record."""
    parameters = {"sort": "version", **call.request.query_params, "all_versions": "true"}
    wanted = search.Search.of(parameters, anonymous=call.caller is None)
    if wanted.sort != "version":
        raise refusals.invalid_field("_schema", f"Invalid sort option '{wanted.sort}'.")
    pid = call.service.pid(call.number)
    page = search.public(call.service, wanted, lambda item: bool(item["concept"]["id"] == pid.concept))
    shown = replace(wanted, all_versions=False)
    return _page(call, shown, page, f"records/{pid.id}/versions", counted=False)


def _page(call: Call, wanted: search.Search, page: search.Page, path: str, *, counted: bool = True) -> Response:
    body: Json = {
        "hits": {"hits": [represent(call, item, listed=True) for item in page.items], "total": page.total},
        **({"aggregations": aggregations.of(page.items)} if counted else {}),
        "links": legacy_links.pages(call.origin, path, call.request.query_params, wanted, page.total),
    }
    if call.accepted == NATIVE_TYPE:
        body |= {"sortBy": wanted.sort}
    return JSONResponse(body, media_type=call.accepted)


# Files of a record


def _record_file(call: Call) -> tuple[Document, File]:
    document = published(call)
    call.service.check_files_readable(document, call.caller)
    key = call.request.path_params["name"]
    file = call.service.store.file(document.bucket, key)
    if file is None:
        raise files.no_such_file(document.id, key)
    return document, file


async def file_list(call: Call) -> Response:
    """The files of a record."""
    document = published(call)
    call.service.check_files_readable(document, call.caller)
    return JSONResponse(native_files.file_list(call.service.item(document), call.origin))


async def file_entry(call: Call) -> Response:
    """One file of a record."""
    document, file = _record_file(call)
    return JSONResponse(native_files.file_entry(call.service.item(document), vars(file), call.origin))


async def file_content(call: Call) -> Response:
    """The bytes of a file of a record."""
    return downloads.content(call.service, _record_file(call)[1])
