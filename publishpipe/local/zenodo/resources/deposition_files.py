"""`/api/deposit/depositions/ID/files`: list, read, delete, and the old upload by form."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document, File
from publishpipe.local.zenodo.resources.call import Call
from publishpipe.local.zenodo.serializers import legacy_links
from publishpipe.local.zenodo.services import conflicts, files

BAD_REQUEST = "The browser (or proxy) sent a request that this server could not understand."


def _shown(call: Call, document: Document, file: File) -> dict[str, object]:
    published = document.kind == "record"
    return {
        "id": file.id,
        "filename": file.key,
        "filesize": float(file.size or 0),
        "checksum": file.md5,
        "links": legacy_links.file_in_list(document.id, vars(file), call.origin, published=published),
    }


def _readable(call: Call) -> Document:
    document = call.service.current(call.number)
    call.service.check_files_readable(document, call.caller)
    return document


def _writable(call: Call) -> Document:
    document = call.service.current(call.number)
    call.service.reviewed(call.number, call.caller)
    if document.kind == "record":
        raise refusals.denied()
    return document


async def listing(call: Call) -> Response:
    """All files, with sizes as floats."""
    document = _readable(call)
    return JSONResponse([_shown(call, document, file) for file in call.service.store.files_in(document.bucket)])


async def upload(call: Call) -> Response:
    """A file from a form; its name is simplified, and must be new."""
    document = _writable(call)
    files.check_writable(call.service, document)
    async with _form(call) as form:
        sent, name = form.get("file"), form.get("name")
        if not isinstance(sent, UploadFile):
            raise refusals.framework(400, BAD_REQUEST)
        key = secure_filename(name if isinstance(name, str) else sent.filename or "")
        if call.service.store.file(document.bucket, key):
            raise refusals.refused(400, f"File with key {key} already exists.")
        if not sent.size:
            raise refusals.refused(400, refusals.EMPTY_FILE)
        files.check_room(call.service, document, key, sent.size)
        file = files.put(call.service, document, key, await files.receive(call.service, _chunks(sent)))
    return JSONResponse(_shown(call, document, file), 201)


@asynccontextmanager
async def _form(call: Call) -> AsyncIterator[FormData]:
    try:
        form = await call.request.form()
    except HTTPException:
        raise refusals.framework(400, BAD_REQUEST) from None
    try:
        yield form
    finally:
        await form.close()


async def _chunks(sent: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await sent.read(1 << 20):
        yield chunk


def secure_filename(name: str) -> str:
    """ASCII only, with underscores for spaces and slashes (as werkzeug's function of this name)."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    joined = "_".join(re.sub(r"[/\\]", " ", ascii_name).split())
    return re.sub(r"[^\w.-]", "", joined, flags=re.ASCII).strip("._")


def _key(call: Call, document: Document) -> str:
    """The name of the file with the id in the path, which may be gone meanwhile."""
    file_id = call.request.path_params["file"]
    try:
        uuid.UUID(file_id)
    except ValueError:
        raise refusals.broken() from None
    key = call.service.store.key_of(document.bucket, file_id)
    if key is None:
        raise refusals.framework(404, refusals.URL_NOT_FOUND)
    return key


async def read(call: Call) -> Response:
    """One file."""
    document = _readable(call)
    key = _key(call, document)
    file = call.service.store.file(document.bucket, key)
    if file is None:
        raise files.no_such_file(document.id, key)
    return JSONResponse(_shown(call, document, file))


async def delete(call: Call) -> Response:
    """Remove a file of an unpublished draft."""
    document = _writable(call)
    key = _key(call, document)
    files.check_writable(call.service, document)
    async with conflicts.alone(call.service, document, conflicts.of_files()):
        files.delete(call.service, document, key)
    return Response(status_code=204, media_type="text/html")
