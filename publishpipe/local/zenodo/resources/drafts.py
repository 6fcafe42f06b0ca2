"""`/api/records/ID/draft`: native drafts, for their owner and those who decide on them."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Json
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.resources.depositions import check_revision, expected_revision
from publishpipe.local.zenodo.resources.representation import answer
from publishpipe.local.zenodo.schemas import pids, record
from publishpipe.local.zenodo.serializers import native_files
from publishpipe.local.zenodo.services import conflicts, previews
from publishpipe.local.zenodo.services.publishing import NO_PUBLISHER


async def create(call: Call) -> Response:
    """Make a draft from native JSON."""
    native = _native(await call.json())
    account = call.account
    errors = record.load(native).errors
    return answer(call, call.service.create(account, native), 201, errors + _publisher_error(native))


async def new_version(call: Call) -> Response:
    """The draft of the next version, without files: the same one when asked again."""
    concept = call.service.managed(call.number, call.caller)
    begun = call.service.next_draft(concept.id)
    return answer(call, call.service.new_version(call.number), 201, again=begun is not None)


async def read(call: Call) -> Response:
    """The draft."""
    return answer(call, call.service.own_draft(call.number, call.caller, refusals.NO_PID))


async def update(call: Call) -> Response:
    """Replace the metadata; what is dropped is named in `errors`."""
    revision = expected_revision(call)
    native = _native(await call.json())
    document = call.service.own_draft(call.number, call.caller)
    check_revision(document, revision)
    store = call.service.store
    errors = record.load(native, document.body).errors
    preview = previews.errors(store, document, native)
    async with conflicts.alone(call.service, document, conflicts.of_metadata(document)):
        call.service.update(document, native)
    if document.body["files"]["enabled"] and not store.files_in(document.bucket):
        errors.append({"field": "files.enabled", "messages": ["Missing uploaded files."]})
    return answer(
        call,
        document,
        200,
        [*errors, *_publisher_error(native), *preview, *pids.problems(document.body["pids"], store.doi_prefix)],
    )


def _native(body: object) -> Json:
    if isinstance(body, list):
        return {}
    if not isinstance(body, dict):
        raise refusals.broken()
    return body


def _publisher_error(native: Json) -> list[Json]:
    publisher = (native.get("metadata") or {}).get("publisher")
    if publisher and isinstance(publisher, str):
        return []
    return [{"field": "metadata.publisher", "messages": [NO_PUBLISHER]}]


async def delete(call: Call) -> Response:
    """Delete the draft, or drop the edit."""
    document = call.service.draft(call.number)
    call.service.managed(call.number, call.caller)
    call.service.delete(document)
    return Response(status_code=204, media_type="text/html")


async def edit(call: Call) -> Response:
    """Open a record for editing."""
    call.service.managed(call.number, call.caller)
    begun = call.service.store.document(call.number, "draft")
    return answer(call, call.service.edit(call.number), 201, again=begun is not None)


async def publish(call: Call) -> Response:
    """Publish the draft."""
    document = call.service.own_draft(call.number, call.caller)
    async with conflicts.alone(call.service, document, refusals.broken()):
        return answer(call, call.service.publish(document, call.account), 202)


async def import_files(call: Call) -> Response:
    """Carry the files of the latest version over into a new one."""
    document = call.service.own_draft(call.number, call.caller)
    call.service.import_files(document)
    body = native_files.file_list(call.service.item(document), call.origin)
    return JSONResponse(body, 201, media_type=call.accepted)


async def reserve_doi(call: Call) -> Response:
    """Write the DOI into the draft already now."""
    document = call.service.own_draft(call.number, call.caller)
    call.service.reserve_doi(document)
    return answer(call, document, 201)


async def drop_doi(call: Call) -> Response:
    """Take the DOI out of the draft: the only way to do so."""
    document = call.service.own_draft(call.number, call.caller)
    if "doi" not in document.body["pids"]:
        raise refusals.missing(refusals.NO_PID)
    call.service.drop_doi(document)
    return answer(call, document)
