"""Receiving and sending the bytes of files."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publishpipe.local.refusal import Refusal
from publishpipe.local.zenodo import refusals
from publishpipe.local.zenodo.models import Document, File, new_uuid, now
from publishpipe.local.zenodo.services import previews
from publishpipe.local.zenodo.services.records import Service

MAX_FILES = 100
MAX_BYTES = 50_000_000_000
MAX_NAME = 255

TOO_MANY = "Uploading selected files will result in exceeding the max amount per record."
LOCKED = "Bucket is locked for modifications."


@dataclass(frozen=True)
class Received:
    """Bytes that are complete in a temporary file of the store."""

    path: Path
    size: int
    md5: str


async def receive(service: Service, chunks: AsyncIterator[bytes]) -> Received:
    """Write a stream to a temporary file; nothing is left of one that breaks off."""
    path = service.store.incoming / new_uuid()
    digest, size = hashlib.md5(usedforsecurity=False), 0
    try:
        with path.open("wb") as target:
            async for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Received(path, size, digest.hexdigest())


@contextmanager
def only_upload(service: Service, document: Document, key: str) -> Iterator[None]:
    """Of parallel uploads of one name, all but the first fail (with 500, zenodo-rdm, observed 2026-11)."""
    upload = document.bucket, key
    if upload in service.uploading:
        raise refusals.broken()
    service.uploading.add(upload)
    try:
        yield
    finally:
        service.uploading.remove(upload)


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


def put(service: Service, document: Document, key: str, received: Received, pending: File | None = None) -> File:
    """Make received bytes a file of a draft, replacing one of the same name, in one step.

    Args:
        service: Whose store it is.
        document: The draft.
        key: The name.
        received: The bytes.
        pending: The entry that they are for, if they are to be committed later.
    """
    store, time_ = service.store, now()
    file = File(document.bucket, key, new_uuid(), new_uuid(), received.size, received.md5, "completed", time_, time_)
    if pending:
        file.status, file.created, file.declared = pending.status, pending.created, pending.declared
    target = store.content(str(file.id))
    received.path.replace(target)
    old = store.file(document.bucket, key)
    with store.transaction():
        if old:
            store.drop_file(old)
        store.save_file(file)
    if old:
        store.collect(old.id)
    if old and not pending:
        _note_removal(service, document, key)
    service.changed(document)
    return file


def delete(service: Service, document: Document, key: str) -> None:
    """Remove a file of a draft; the draft counts as changed."""
    drop(service, document, key)
    _note_removal(service, document, key)


def _note_removal(service: Service, document: Document, key: str) -> None:
    """A file that is removed or replaced is not the one shown first any more; two revisions, as for other changes."""
    current = service.draft(document.id)  # it may have changed while the bytes came
    if previews.of(current) == key:
        previews.keep(current, None)
    current.revision += 2
    current.updated = now()
    with service.store.transaction():
        service.store.save(current)


def drop(service: Service, document: Document, key: str) -> None:
    """Let a file of a draft be gone."""
    file = service.store.file(document.bucket, key)
    if file is None:
        raise no_such_file(document.id, key)
    with service.store.transaction():
        service.store.drop_file(file)
    service.store.collect(file.id)
    service.changed(document)


def no_such_file(number: int, key: str) -> Refusal:
    """A name that the record has not."""
    return refusals.missing(f"Record '{number}' has no file '{key}'.")


def mimetype(key: str) -> str:
    """The media type by the name alone, as there."""
    return mimetypes.guess_type(key)[0] or "application/octet-stream"
