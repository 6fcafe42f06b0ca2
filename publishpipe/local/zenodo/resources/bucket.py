"""`/api/files/BUCKET/NAME`: the upload that replaces, in one atomic PUT."""

from __future__ import annotations

import uuid

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document, File
from publishpipe.local.zenodo.resources import downloads
from publishpipe.local.zenodo.resources.call import Call, check_type
from publishpipe.local.zenodo.serializers import legacy_links
from publishpipe.local.zenodo.services import conflicts, files

OCTETS = "application/octet-stream"


def _document(call: Call) -> Document:
    bucket = call.request.path_params["bucket"]
    try:
        uuid.UUID(bucket)
    except ValueError:
        raise refusals.broken() from None
    document = call.service.store.document_with_bucket(bucket)
    if document is None:
        raise refusals.missing()
    return document


def _name(call: Call) -> str:
    name = str(call.request.path_params["name"])
    if name in (".", ".."):  # the front end resolves such paths before anything else sees them
        raise refusals.framework(404, refusals.URL_NOT_FOUND)
    return name


async def put(call: Call) -> Response:
    """Create or replace a file. Needs a Content-Length: a chunked body counts as empty there."""
    check_type(call.request, OCTETS)
    document = _document(call)
    call.service.reviewed(document.id, call.caller)
    files.check_writable(call.service, document)
    size = int(call.request.headers.get("content-length", 0))
    if not size:
        raise refusals.refused(400, refusals.EMPTY_FILE)
    files.check_room(call.service, document, _name(call), size)
    with files.only_upload(call.service, document, _name(call)):
        if call.service.store.file(document.bucket, _name(call)):
            async with conflicts.alone(call.service, document, conflicts.of_files()):
                file = await _received(call)
        else:
            file = await _received(call)
    return JSONResponse(_shown(file, call.origin), 201)


async def _received(call: Call) -> File:
    received = await files.receive(call.service, call.request.stream())
    return files.put(call.service, _document(call), _name(call), received)


def _shown(file: File, origin: str) -> dict[str, object]:
    return {
        "created": file.created,
        "updated": file.updated,
        "version_id": file.version,
        "key": file.key,
        "size": file.size,
        "mimetype": files.mimetype(file.key),
        "checksum": f"md5:{file.md5}",
        "is_head": True,
        "delete_marker": False,
        "links": legacy_links.bucket_object(file.bucket, file.key, file.version, origin),
    }


async def get(call: Call) -> Response:
    """The bytes; a missing file is 403, of all things."""
    document = _document(call)
    call.service.check_files_readable(document, call.caller)
    file = call.service.store.file(document.bucket, _name(call))
    if file is None:
        raise refusals.denied()
    return downloads.content(call.service, file)


async def delete(call: Call) -> Response:
    """Delete the file, and then answer 500: the real server trips over its own empty answer."""
    document = _document(call)
    call.service.reviewed(document.id, call.caller)
    if document.kind == "record":
        raise refusals.denied()
    files.check_writable(call.service, document)
    async with conflicts.alone(call.service, document, conflicts.of_files()):
        files.delete(call.service, document, _name(call))
    raise refusals.broken()


async def listing(call: Call) -> Response:
    """Not possible there: always 500, unless the bucket does not exist."""
    _document(call)
    raise refusals.broken()
