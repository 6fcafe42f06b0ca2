"""Receiving and sending the bytes of files."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import FileResponse

from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.service import Service
from publishpipe.local.zenodo.store import Document, File, new_uuid, now

MAX_FILES = 100
MAX_BYTES = 50_000_000_000
MAX_NAME = 255
MAX_FORM_BYTES = 100 * 1024 * 1024

TOO_MANY = "Uploading selected files will result in exceeding the max amount per record."
LOCKED = "Bucket is locked for modifications."


@dataclass(frozen=True)
class Received:
    """Bytes that are complete in a temporary file of the store."""

    path: Path
    size: int
    md5: str


async def receive(service: Service, chunks: AsyncIterator[bytes], limit: int | None = None) -> Received:
    """Write a stream to a temporary file; nothing is left of one that breaks off."""
    path = service.store.incoming / new_uuid()
    digest, size = hashlib.md5(usedforsecurity=False), 0
    try:
        with path.open("wb") as target:
            async for chunk in chunks:
                piece = chunk if limit is None else chunk[: limit - size]
                target.write(piece)
                digest.update(piece)
                size += len(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Received(path, size, digest.hexdigest())


def check_writable(service: Service, document: Document) -> None:
    """Files of a published record are frozen for ever, in an edit too."""
    if document.kind == "record":
        raise refusals.missing()
    if service.pid(document.id).status == "registered":
        raise refusals.refused(403, LOCKED)


def check_room(service: Service, document: Document, key: str, size: int) -> None:
    """The limits of a record; replacing a file takes no room of its own."""
    others = [file for file in service.store.files_in(document.bucket) if file.key != key]
    if len(key) > MAX_NAME:
        raise refusals.refused(400, "Filename is too long.")
    if len(others) >= MAX_FILES:
        raise refusals.refused(400, TOO_MANY)
    if sum(file.size or 0 for file in others) + size > MAX_BYTES:
        raise refusals.refused(400, "Bucket quota exceeded.")


def put(
    service: Service, document: Document, key: str, received: Received, status: str = "completed"
) -> File:
    """Make received bytes a file of a draft, replacing one of the same name, in one step."""
    store, time_ = service.store, now()
    file = File(
        document.bucket, key, new_uuid(), new_uuid(), received.size, received.md5, status, time_, time_
    )
    target = store.content(str(file.id))
    os.replace(received.path, target)
    old = store.file(document.bucket, key)
    with store.transaction():
        if old:
            store.drop_file(old)
        store.save_file(file)
    if old:
        store.collect(old.id)
    return file


def delete(service: Service, document: Document, key: str) -> None:
    """Remove a file of a draft."""
    file = service.store.file(document.bucket, key)
    if file is None:
        raise no_such_file(document.id, key)
    with service.store.transaction():
        service.store.drop_file(file)
    service.store.collect(file.id)


def no_such_file(number: int, key: str) -> refusals.Refusal:
    """A name that the record has not."""
    return refusals.missing(f"Record '{number}' has no file '{key}'.")


def mimetype(key: str) -> str:
    """The media type by the name alone, as there."""
    return mimetypes.guess_type(key)[0] or "application/octet-stream"


#: Shown as they are by invenio-files-rest; the texts below as plain text; everything else is saved to disk.
SHOWN = frozenset(
    "audio/mpeg audio/ogg audio/wav audio/webm image/gif image/jpeg image/png image/tiff text/plain".split()
)
SHOWN_AS_TEXT = frozenset(
    "application/javascript application/json application/xhtml+xml application/xml text/css text/csv text/html "
    "image/svg+xml text/xml text/markdown".split()
)


def content(service: Service, file: File) -> FileResponse:
    """The bytes of a file, with a media type that does no harm in a browser. Range requests are not heeded."""
    kind = mimetype(file.key)
    path = service.store.content(str(file.id))
    if kind in SHOWN or kind in SHOWN_AS_TEXT:
        shown = kind if kind in SHOWN else "text/plain"
        return FileResponse(path, media_type=shown, headers={"Content-Disposition": "inline"})
    return FileResponse(path, media_type="application/octet-stream", filename=file.key)
