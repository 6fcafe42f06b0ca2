"""`/api/records`: published records for everybody, and their native drafts for the owner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import (
    aggregations,
    files,
    links,
    native_links,
    native_output,
    public_output,
    refusals,
    schema,
    search,
)
from publishpipe.local.zenodo.api import NATIVE_TYPE, Call, resource
from publishpipe.local.zenodo.depositions import check_revision, expected_revision
from publishpipe.local.zenodo.models import Document, File, Json
from publishpipe.local.zenodo.native_output import View
from publishpipe.local.zenodo.service import NO_PUBLISHER

BASE = "/api/records"
LEGACY_TYPES = ("application/json", "application/vnd.zenodo.v1+json")
TYPES = (*LEGACY_TYPES, NATIVE_TYPE)
#: What the 406 answer names. Exports are not made here.
NAMED = (
    "application/json, application/ld+json, application/vnd.inveniordm.v1.full+csv, "
    "application/vnd.inveniordm.v1.simple+csv, application/marcxml+xml, application/vnd.inveniordm.v1+json, "
    "application/vnd.citationstyles.csl+json, application/vnd.datacite.datacite+json, application/vnd.geo+json, "
    "application/vnd.datacite.datacite+xml, "
    'application/ld+json;profile="https://datapackage.org/profiles/2.0/datapackage.json", application/x-dc+xml, '
    "text/x-bibliography, application/x-bibtex, application/dcat+xml, application/linkset+json, "
    "application/vnd.zenodo.v1+json, application/x-datacite+xml"
)


def represent(call: Call, item: Json, *, listed: bool = False) -> Json:
    """A record in the shape that was asked for."""
    if call.accepted == NATIVE_TYPE:
        owner = call.caller is not None and call.caller.id == item["concept"]["owner"]
        read = call.request.method == "GET" and item["kind"] == "record"
        return native_output.record(item, call.origin, View(owner, listed, read and not listed))
    return public_output.record(item, call.origin, listed=listed)


def answer(call: Call, document: Document, status: int = 200, errors: list[Json] | None = None) -> Response:
    """One record or draft; `errors` are shown in the native shape only."""
    item = call.service.item(document)
    body = represent(call, item)
    headers = {"ETag": f'"{document.revision}"'}
    if call.accepted == NATIVE_TYPE and errors:
        body["errors"] = errors
    if document.kind == "record":
        headers["Link"] = f'<{call.origin}/api/{native_links.files_path(item)}> ; rel="item"'
    return JSONResponse(body, status, headers, media_type=call.accepted)


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
    pid = call.service.pid(call.number)
    page = search.public(call.service, wanted, lambda item: bool(item["concept"]["id"] == pid.concept))
    shown = replace(wanted, all_versions=False)
    return _page(call, shown, page, f"records/{pid.id}/versions", counted=False)


def _page(call: Call, wanted: search.Search, page: search.Page, path: str, *, counted: bool = True) -> Response:
    body: Json = {
        "hits": {"hits": [represent(call, item, listed=True) for item in page.items], "total": page.total},
        **({"aggregations": aggregations.of(page.items)} if counted else {}),
        "links": links.pages(call.origin, path, call.request.query_params, wanted, page.total),
    }
    if call.accepted == NATIVE_TYPE:
        body |= {"sortBy": wanted.sort}
    return JSONResponse(body, media_type=call.accepted)


# Files of a record


def _record_file(call: Call) -> tuple[Document, File]:
    document = published(call)
    _check_files_readable(call, document)
    key = call.request.path_params["name"]
    file = call.service.store.file(document.bucket, key)
    if file is None:
        raise files.no_such_file(document.id, key)
    return document, file


def _check_files_readable(call: Call, document: Document) -> None:
    owner = call.service.pid(document.id).owner
    if document.body["access"]["files"] != "public" and (call.caller is None or call.caller.id != owner):
        raise refusals.denied()


async def file_list(call: Call) -> Response:
    """The files of a record."""
    document = published(call)
    _check_files_readable(call, document)
    return JSONResponse(native_output.file_list(call.service.item(document), call.origin))


async def file_entry(call: Call) -> Response:
    """One file of a record."""
    document, file = _record_file(call)
    return JSONResponse(native_output.file_entry(call.service.item(document), vars(file), call.origin))


async def file_content(call: Call) -> Response:
    """The bytes of a file of a record."""
    return files.content(call.service, _record_file(call)[1])


# Native drafts


async def create(call: Call) -> Response:
    """Make a draft from native JSON."""
    native = _native(await call.json())
    account = call.account
    errors = schema.load(native).errors if "metadata" in native else []
    return answer(call, call.service.create(account, native), 201, errors + _publisher_error(native))


async def read_draft(call: Call) -> Response:
    """The draft."""
    return answer(call, call.service.own_draft(call.number, call.caller))


async def update_draft(call: Call) -> Response:
    """Replace the metadata; what is dropped is named in `errors`."""
    revision = expected_revision(call)
    native = _native(await call.json())
    document = call.service.own_draft(call.number, call.caller)
    check_revision(document, revision)
    errors = schema.load(native).errors + _publisher_error(native)
    call.service.update(document, native)
    if document.body["files"]["enabled"] and not call.service.store.files_in(document.bucket):
        errors.append({"field": "files.enabled", "messages": ["Missing uploaded files."]})
    return answer(call, document, 200, errors)


def _native(body: object) -> Json:
    if not isinstance(body, dict):
        raise refusals.broken()
    return body


def _publisher_error(native: Json) -> list[Json]:
    if (native.get("metadata") or {}).get("publisher"):
        return []
    return [{"field": "metadata.publisher", "messages": [NO_PUBLISHER]}]


async def delete_draft(call: Call) -> Response:
    """Delete the draft, or drop the edit."""
    call.service.delete(call.service.own_draft(call.number, call.caller))
    return Response(status_code=204, media_type="text/html")


async def edit(call: Call) -> Response:
    """Open a record for editing."""
    call.service.owned(call.number, call.caller)
    return answer(call, call.service.edit(call.number), 201)


async def publish(call: Call) -> Response:
    """Publish the draft."""
    document = call.service.own_draft(call.number, call.caller)
    return answer(call, call.service.publish(document, call.account), 202)


async def new_version(call: Call) -> Response:
    """The draft of the next version, without files: the same one when asked again."""
    call.service.owned(call.number, call.caller)
    return answer(call, call.service.new_version(call.number), 201)


async def import_files(call: Call) -> Response:
    """Carry the files of the latest version over into a new one."""
    document = call.service.own_draft(call.number, call.caller)
    call.service.import_files(document)
    body = native_output.file_list(call.service.item(document), call.origin)
    return JSONResponse(body, 201, media_type=call.accepted)


async def reserve_doi(call: Call) -> Response:
    """Write the DOI into the draft already now."""
    document = call.service.own_draft(call.number, call.caller)
    call.service.reserve_doi(document)
    return answer(call, document, 201)


async def drop_doi(call: Call) -> Response:
    """Take the DOI out of the draft: the only way to do so."""
    document = call.service.own_draft(call.number, call.caller)
    call.service.drop_doi(document)
    return answer(call, document)


_TYPED: dict[str, Any] = {"accept": TYPES, "named": NAMED}
routes = [
    resource(BASE, **_TYPED, GET=listing, POST=create),
    resource("/api/user/records", **_TYPED, GET=own),
    resource(BASE + "/{id}", **_TYPED, GET=read),
    resource(BASE + "/{id}/versions/latest", GET=latest),
    resource(BASE + "/{id}/versions", **_TYPED, GET=versions, POST=new_version),
    resource(BASE + "/{id}/draft", **_TYPED, GET=read_draft, PUT=update_draft, DELETE=delete_draft, POST=edit),
    resource(BASE + "/{id}/draft/actions/publish", **_TYPED, POST=publish),
    resource(BASE + "/{id}/draft/actions/files-import", **_TYPED, POST=import_files),
    resource(BASE + "/{id}/draft/pids/doi", **_TYPED, POST=reserve_doi, DELETE=drop_doi),
    resource(BASE + "/{id}/files", **_TYPED, GET=file_list),
    resource(BASE + "/{id}/files/{name:path}/content", accept=(), GET=file_content),
    resource(BASE + "/{id}/files/{name:path}", GET=file_entry),
]
