"""The answers of `/api/records`: which shapes there are, and which one was asked for."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo.models import Document, Json
from publishpipe.local.zenodo.resources.call import NATIVE_TYPE, Call
from publishpipe.local.zenodo.serializers import native, native_links, public
from publishpipe.local.zenodo.serializers.native_files import View
from publishpipe.local.zenodo.services import rights

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


def represent(call: Call, item: Json, *, listed: bool = False, again: bool = False) -> Json:
    """A record in the shape that was asked for."""
    concept, communities = call.service.concept(item["id"]), call.service.communities
    owner = rights.manages(concept, call.caller, communities)
    if call.accepted == NATIVE_TYPE:
        read = call.request.method == "GET" and item["kind"] == "record"
        reviewer = rights.reviews(concept, call.caller, communities)
        changed = call.request.method != "GET" and not again
        fresh = changed and call.request.url.path == BASE
        view = View(owner, listed, read and not listed, reviewer, fresh, changed, again)
        return native.record(item, call.origin, view)
    return public.record(item, call.origin, View(owner, listed))


def answer(
    call: Call, document: Document, status: int = 200, errors: list[Json] | None = None, *, again: bool = False
) -> Response:
    """One record or draft; `errors` are shown in the native shape only. `again`: it was there before the call."""
    item = call.service.item(document)
    body = represent(call, item, again=again)
    headers = {"ETag": f'"{document.revision}"'}
    if call.accepted == NATIVE_TYPE and errors:
        body["errors"] = errors
    if document.kind == "record":
        headers["Link"] = f'<{call.origin}/api/{native_links.files_path(item)}> ; rel="item"'
    return JSONResponse(body, status, headers, media_type=call.accepted)
