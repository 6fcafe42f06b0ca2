"""Files put into an upload, taken out of it, downloaded: `uploads/{id}/raw/`."""

from __future__ import annotations

import mimetypes
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from zipstream import ZipStream

from publishpipe.local.nomad.access import (
    BUSY,
    is_published,
    readable,
    refuse_published,
    shown,
    writable,
)
from publishpipe.local.nomad.archives import archive_format, is_safe_path
from publishpipe.local.nomad.auth import identify, require
from publishpipe.local.nomad.bodies import Received, form_of, receive
from publishpipe.local.nomad.errors import Json, Refusal
from publishpipe.local.nomad.params import Params
from publishpipe.local.nomad.processing import Busy
from publishpipe.local.nomad.rawdir import existing, files_below
from publishpipe.local.nomad.server import Server, server_of
from publishpipe.local.nomad.single import process_file
from publishpipe.local.nomad.uploads import acknowledged, additions, answer, refuse_local_path

_BLOCKED = "The upload is currently blocked by another process."
_CHUNK = 1 << 20


async def put_raw(request: Request) -> Response:
    """Put files into a folder of an upload; an archive is unpacked there."""
    async with form_of(request) as files:
        identity = require(request, "uploads:write", upload_token=True)
        server, params = server_of(request), Params(request.query_params)
        options = {
            "overwrite": params.switch("overwrite_if_exists", default=True),
            "unpack": params.switch("auto_decompress", default=True),
            "wait": params.switch("wait_for_processing", default=False),
            "process": params.switch("trigger_processing", default=True),
        }
        params.check()
        _check_options(request, options)
        upload_id, folder = request.path_params["upload_id"], request.path_params["path"]
        upload = await run_in_threadpool(writable, server, upload_id, identity)
        refuse_published(server, upload)
        if not is_safe_path(folder):
            raise Refusal(400, "Bad path provided.")
        refuse_local_path(request, identity)
        received = await receive(request, server.store, files)
    if received is None:
        message = "Either an upload file or the query parameters for moving/copying a file should be provided."
        raise Refusal(400, message)
    try:
        made = await run_in_threadpool(_put, server, upload, received, folder, options)
    except BaseException:
        shutil.rmtree(received.paths[0].parent, ignore_errors=True)
        raise
    return JSONResponse(made) if options["wait"] else acknowledged(request, made)


def _check_options(request: Request, options: dict[str, bool]) -> None:
    if request.query_params.get("include_archive") and not options["wait"]:
        raise Refusal(400, "`include_archive` requires `wait_for_processing`.")
    if options["wait"] and not options["process"]:
        raise Refusal(400, "`trigger_processing` must be true when `wait_for_processing` is set.`")


def _put(server: Server, upload: Json, received: Received, folder: str, options: dict[str, bool]) -> Json:
    upload_id = upload["upload_id"]
    kinds = [archive_format(path) if options["unpack"] else None for path in received.paths]
    if "error" in kinds:
        raise Refusal(400, "Cannot extract file. Bad file format or file extension?")
    target = server.store.raw(upload_id) / folder
    plain = [path for path, kind in zip(received.paths, kinds, strict=True) if kind is None]
    if not options["overwrite"] and any((target / path.name).exists() for path in plain):
        raise Refusal(409, "The provided path already exists and overwrite_if_exists is set to False.")
    if options["wait"]:
        return _put_and_wait(server, upload_id, received, folder, single=len(plain) == len(kinds) == 1)
    operations = additions(received, folder, unpack=options["unpack"])
    started = _start(server, upload, operations, unprocessed=not options["process"])
    return {"upload_id": upload_id, "data": shown(server, started, nulls=True), "processing": None}


def _put_and_wait(server: Server, upload_id: str, received: Received, folder: str, *, single: bool) -> Json:
    if not single:
        message = "`wait_for_processing` can only be used with single files, and not with compressed files."
        raise Refusal(400, message)
    try:
        return process_file(server, upload_id, received.paths[0], folder)
    except Busy:
        raise Refusal(400, BUSY) from None


def _start(server: Server, upload: Json, operations: list[Json], *, unprocessed: bool) -> Json:
    arguments = {"operations": operations, "only_updated": True, "unprocessed": unprocessed}
    try:
        return server.processing.start(upload, "process", **arguments)[1]
    except Busy:
        raise Refusal(400, _BLOCKED) from None


def delete_raw(request: Request) -> Response:
    """Take a file or folder out of an upload; an empty path stands for all of them."""
    identity = require(request, "uploads:write")
    server, params = server_of(request), Params(request.query_params)
    process = params.switch("trigger_processing", default=True)
    params.check()
    upload_id, path = request.path_params["upload_id"], request.path_params["path"]
    upload = writable(server, upload_id, identity)
    refuse_published(server, upload)
    if not is_safe_path(path):
        raise Refusal(400, "Bad path provided.")
    existing(server, upload_id, path, "No file or folder with that path found.")
    return answer(server, _start(server, upload, [{"op": "DELETE", "path": path}], unprocessed=not process))


def get_raw(request: Request) -> Response:
    """Download a file, or with `compress` a folder."""
    identity = identify(request, "uploads:read")
    server, params = server_of(request), Params(request.query_params)
    part = (params.number("offset") or 0, params.number("length"))
    compress = params.switch("compress", default=False)
    opaque = params.switch("ignore_mime_type", default=False) or part not in ((0, None), (0, -1))
    params.check()
    upload_id, path = request.path_params["upload_id"], request.path_params["path"]
    readable(server, upload_id, identity)
    found = existing(server, upload_id, path, "Not found. Invalid path?")
    if compress:
        root = found if found.is_dir() else found.parent
        files = files_below(found) if found.is_dir() else [found]
        name = f"{found.name if path else upload_id}.zip"
        return StreamingResponse(iter(_zipped(root, files)), headers=_download(name), media_type="application/zip")
    if found.is_dir():
        raise Refusal(400, "Path is a directory, `compress` must be set to true")
    _check_part(*part)
    kind = None if opaque else mimetypes.guess_type(found.name)[0]
    return _Download(_read(found, *part), kind or "application/octet-stream", _download(found.name))


class _Download(StreamingResponse):
    """A file as it is; Starlette would add a charset to the type of a text."""

    def __init__(self, content: Iterator[bytes], kind: str, headers: dict[str, str]) -> None:
        super().__init__(content, headers=headers | {"Content-Type": kind})


def _check_part(offset: int, length: int | None) -> None:
    if offset < 0:
        raise Refusal(400, "Invalid offset provided.")
    if length is not None and length <= 0 and length != -1:
        message = "Invalid length provided. Should be greater than 0, or -1 if the remainder\nof the file should be read."
        raise Refusal(400, message)


def _download(name: str) -> dict[str, str]:
    plain = "".join(letter if " " <= letter <= "~" and letter not in '"\\' else "_" for letter in name)
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}


def _read(path: Path, offset: int, length: int | None) -> Iterator[bytes]:
    left = -1 if length is None else length
    with path.open("rb") as file:
        file.seek(offset)
        while chunk := file.read(_CHUNK if left < 0 else min(_CHUNK, left)):
            left -= len(chunk) if left > 0 else 0
            yield chunk


def get_all_raw(request: Request) -> Response:
    """Download everything as one archive; only of a published upload."""
    server, upload_id = server_of(request), request.path_params["upload_id"]
    upload = readable(server, upload_id, identify(request, "uploads:read"))
    if not is_published(upload):
        message = (
            "Cannot download raw files .zip from non published uploads. Use '/{upload_id}/raw/' instead\n"
            "to recursively create and download a .zip file with all files."
        )
        raise Refusal(400, message)
    root = server.store.raw(upload_id)
    members = [path for path in sorted(root.rglob("*")) if path.is_file() or not server.dialect.published_folder]
    archive = _zipped(root, members)
    etag = f'"{upload_id}-{upload["publish_time"]}"'
    headers = {"Content-Length": str(len(archive)), "ETag": etag}
    return StreamingResponse(iter(archive), headers=headers, media_type="application/zip")


def _zipped(root: Path, members: list[Path]) -> Any:
    archive = ZipStream(sized=True)
    for path in members:
        archive.add_path(path, path.relative_to(root).as_posix(), recurse=False)
    return archive


