"""`/api/deposit/depositions`: create, read, change, publish, edit, discard, new version, list."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.schemas.legacy import deserialise
from publishpipe.local.zenodo.search import search
from publishpipe.local.zenodo.serializers import legacy
from publishpipe.local.zenodo.services import conflicts


def _answer(call: Call, document: Document, status: int = 200) -> JSONResponse:
    body = legacy.deposition(call.service.item(document), call.origin)
    return JSONResponse(body, status, {"ETag": f'"{document.revision}"'})


async def listing(call: Call) -> Response:
    """Own depositions, from the search index: recent changes are not there yet."""
    wanted = search.Search.of(call.request.query_params, anonymous=False)
    page = search.own(call.service, call.account.id, wanted)
    return JSONResponse([legacy.deposition(item, call.origin, listed=True) for item in page.items])


async def create(call: Call) -> Response:
    """Make a draft; not idempotent."""
    native = deserialise(await call.json(), call.service.store.doi_prefix)
    return _answer(call, call.service.create(call.account, native), 201)


async def read(call: Call) -> Response:
    """The draft if there is one, else the record."""
    document = call.service.current(call.number)
    call.service.reviewed(call.number, call.caller)
    return _answer(call, document)


async def update(call: Call) -> Response:
    """Replace the metadata. A 200 does not mean that all of it was stored."""
    revision = expected_revision(call)
    native = deserialise(await call.json(), call.service.store.doi_prefix)
    document = call.service.own_draft(call.number, call.caller)
    check_revision(document, revision)
    async with conflicts.alone(call.service, document, conflicts.of_metadata(document)):
        return _answer(call, call.service.update(document, native))


async def delete(call: Call) -> Response:
    """Delete the draft, or drop the edit."""
    revision = expected_revision(call)
    document = call.service.draft(call.number)
    call.service.managed(call.number, call.caller)
    check_revision(document, revision)
    call.service.delete(document)
    return Response(status_code=204, media_type="text/html")


async def publish(call: Call) -> Response:
    """Publish; a second time there is no draft any more, hence 404."""
    document = call.service.own_draft(call.number, call.caller)
    before = call.service.item(document)["communities"]
    async with conflicts.alone(call.service, document, refusals.broken()):
        record = call.service.publish(document, call.account)
    item = call.service.item(record)
    # The answer shows the communities from before; reading the record shows the new ones.
    item["communities"] = before
    item["custom_fields"] = {key: one for key, one in item["custom_fields"].items() if key != "legacy:communities"}
    return JSONResponse(legacy.deposition(item, call.origin), 202, {"ETag": f'"{record.revision}"'})


async def edit(call: Call) -> Response:
    """Open for editing, or return the draft that is open."""
    call.service.managed(call.number, call.caller)
    return _answer(call, call.service.edit(call.number), 201)


async def new_version(call: Call) -> Response:
    """Begin the next version with the files of the latest; 400 when it was begun and has files already."""
    call.service.managed(call.number, call.caller)
    document = call.service.new_version(call.number)
    call.service.import_files(document)
    return _answer(call, document, 201)


def expected_revision(call: Call) -> int | None:
    """The revision in If-Match: a bare number, not the quoted form of the standard."""
    given = call.request.headers.get("if-match")
    if given is None:
        return None
    try:
        return int(given)
    except ValueError:
        raise refusals.invalid_field("if_match", "Not a valid integer.") from None


def check_revision(document: Document, expected: int | None) -> None:
    """Refuse to change what somebody else has changed meanwhile."""
    if expected is not None and expected != document.revision:
        message = f"Revision id provided({expected}) doesn't match record's one({document.revision})"
        raise refusals.refused(412, message)
