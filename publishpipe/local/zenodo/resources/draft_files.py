"""`/api/records/ID/draft/files`: the native upload in three steps, begin, content, commit."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document, File, Json, now
from publishpipe.local.zenodo.resources import downloads
from publishpipe.local.zenodo.resources.bucket import OCTETS
from publishpipe.local.zenodo.resources.call import Call, check_type
from publishpipe.local.zenodo.serializers import native_files
from publishpipe.local.zenodo.services import conflicts, files

FAILED = "File upload transfer failed."


def _document(call: Call) -> Document:
    return call.service.own_draft(call.number, call.caller)


def _file(call: Call, document: Document) -> File:
    key = call.request.path_params["name"]
    file = call.service.store.file(document.bucket, key)
    if file is None:
        raise files.no_such_file(document.id, key)
    return file


def _entry(call: Call, document: Document, file: File) -> Json:
    return native_files.file_entry(call.service.item(document), vars(file), call.origin)


async def listing(call: Call) -> Response:
    """The files of a draft."""
    return JSONResponse(
        native_files.file_list(call.service.item(_document(call)), call.origin), media_type=call.answering
    )


async def begin(call: Call) -> Response:
    """Announce files by name; a size or checksum is taken, but never compared."""
    wanted = await call.json()
    document = _document(call)
    files.check_writable(call.service, document)
    for index, one in enumerate(wanted):
        if one.get("transfer", {}).get("type", "L") in ("F", "R"):
            raise refusals.invalid_field(f"{index}.transfer.url", "Domain not allowed")
        if call.service.store.file(document.bucket, one["key"]):
            raise refusals.refused(400, f"File with key {one['key']} already exists.")
    with call.service.store.transaction():
        for one in wanted:
            time_ = now()
            pending = File(document.bucket, one["key"], None, None, None, None, "pending", time_, time_, one)
            call.service.store.save_file(pending)
    return JSONResponse(
        native_files.file_list(call.service.item(document), call.origin), 201, media_type=call.answering
    )


async def read(call: Call) -> Response:
    """One file of a draft."""
    document = _document(call)
    return JSONResponse(_entry(call, document, _file(call, document)), media_type=call.answering)


async def content(call: Call) -> Response:
    """Send the bytes. After the commit this destroys the file, with status 200."""
    check_type(call.request, OCTETS)
    document = _document(call)
    file = _file(call, document)
    received = await files.receive(call.service, call.request.stream())
    if file.status == "completed":
        received.path.unlink()
        files.drop(call.service, document, file.key)
        return JSONResponse({**_entry(call, document, file), "errors": FAILED}, media_type=call.answering)
    stored = files.put(call.service, document, file.key, received, file)
    return JSONResponse(_entry(call, document, stored), media_type=call.answering)


async def commit(call: Call) -> Response:
    """Make the bytes sent the file's content."""
    document = _document(call)
    file = _file(call, document)
    if file.md5 is None:
        raise refusals.refused(400, FAILED)
    file.status = "completed"
    with call.service.store.transaction():
        call.service.store.save_file(file)
    return JSONResponse(_entry(call, document, file), media_type=call.answering)


async def download(call: Call) -> Response:
    """The bytes, for the owner."""
    document = _document(call)
    return downloads.content(call.service, _file(call, document))


async def delete(call: Call) -> Response:
    """Remove a file."""
    document = _document(call)
    files.check_writable(call.service, document)
    async with conflicts.alone(call.service, document, conflicts.of_files()):
        files.delete(call.service, document, _file(call, document).key)
    return Response(status_code=204, media_type="text/html")
