"""Receiving files: streamed to disk, whatever their size."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import ClientDisconnect, Request

from publishpipe.local.nomad.archives import guess_extension, is_safe_name
from publishpipe.local.nomad.errors import refused
from publishpipe.local.nomad.store import Store

_NAMELESS = "NO NAME"
_MULTIPART, _URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Received:
    """Files of one request, in a folder of their own.

    Attributes:
        folder: Name of the folder below the store's `incoming`.
        paths: The files.
        streamed: Whether the body itself was the file.
    """

    folder: str
    paths: tuple[Path, ...]
    streamed: bool


@asynccontextmanager
async def form_of(request: Request) -> AsyncIterator[list[UploadFile]]:
    """The files of a multipart form, read before anything else is looked at, as FastAPI does.

    Starlette keeps the large ones on disk. A URL-encoded body is swallowed: on the real server it was consumed as
    a form, so that an upload without files comes out (observed 2026-11).
    """
    kind, form = _form_kind(request), FormData()
    if kind == _MULTIPART:
        form = await request.form()
    elif kind == _URLENCODED:
        async for _chunk in request.stream():
            pass
    try:
        yield [part for part in form.getlist("file") if isinstance(part, UploadFile)]
    finally:
        await form.close()


async def receive(request: Request, store: Store, files: list[UploadFile]) -> Received | None:
    """Take in the files of a request; None if it has none.

    Args:
        request: The request, with a `file_name` for a body that is the file itself.
        store: Where they go.
        files: The files of its form.

    Raises:
        Refusal: A name is missing or bad, or the transfer broke off (400).
    """
    if not files and _form_kind(request):
        return None
    names = [unquote(file.filename or "") for file in files] or [request.query_params.get("file_name") or _NAMELESS]
    if not all(is_safe_name(name) for name in names):
        raise refused(400, "Bad file name provided.")
    folder = secrets.token_hex(16)
    place = store.incoming(folder)
    try:
        paths = await _written(request, files, [place / name for name in names])
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    if not paths:
        shutil.rmtree(place)
        return None
    return Received(folder, tuple(paths), streamed=not files)


def _form_kind(request: Request) -> str | None:
    """The kind of form that the body says it is, None for a file."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind if kind in (_MULTIPART, _URLENCODED) else None


async def _written(request: Request, files: list[UploadFile], places: list[Path]) -> list[Path]:
    if files:
        return [await run_in_threadpool(_copy, file, place) for file, place in zip(files, places, strict=True)]
    paths = await _receive_body(request, places[0])
    return paths if request.query_params.get("file_name") else [_named(path) for path in paths]


def _copy(file: UploadFile, path: Path) -> Path:
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)
    return path


async def _receive_body(request: Request, path: Path) -> list[Path]:
    size = 0
    try:
        with path.open("wb") as target:
            async for chunk in request.stream():
                size += target.write(chunk)
    except ClientDisconnect:
        raise refused(400, "Some IO went wrong, upload probably aborted/disrupted.") from None
    return [path] if size else []


def _named(path: Path) -> Path:
    ending = guess_extension(path)
    if ending is None:
        raise refused(400, "No file name provided, and the file does not look like a zip or tar file.")
    return path.rename(path.with_name(path.name + ending))
