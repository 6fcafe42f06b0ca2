"""Files put into an upload, taken out of it, downloaded: `uploads/{id}/raw/`."""

from __future__ import annotations

import shutil

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.access import (
    busy,
    is_published,
    refuse_published,
    shown,
    writable,
)
from publishpipe.local.nomad.archives import archive_format, is_safe_path
from publishpipe.local.nomad.errors import Json, refused
from publishpipe.local.nomad.jobs import Busy
from publishpipe.local.nomad.requests.auth import require
from publishpipe.local.nomad.requests.bodies import Received, form_of, receive
from publishpipe.local.nomad.requests.params import Params
from publishpipe.local.nomad.routers.rawdir import existing
from publishpipe.local.nomad.routers.single import process_file
from publishpipe.local.nomad.routers.uploads import acknowledged, additions, answer, refuse_local_path
from publishpipe.local.nomad.server import Server, server_of

_BLOCKED = "The upload is currently blocked by another process."


async def put_raw(request: Request) -> Response:
    """Put files into a folder of an upload; an archive is unpacked there."""
    async with form_of(request) as files:
        identity = require(request, "uploads:write", upload_token=True)
        server, options = server_of(request), _options(request)
        upload_id, folder = request.path_params["upload_id"], request.path_params["path"]
        upload = await run_in_threadpool(writable, server, upload_id, identity)
        refuse_published(server, upload)
        if not is_safe_path(folder):
            raise refused(400, "Bad path provided.")
        refuse_local_path(request, identity)
        received = await receive(request, server.store, files)
    if received is None:
        message = "Either an upload file or the query parameters for moving/copying a file should be provided."
        raise refused(400, message)
    try:
        made = await run_in_threadpool(_put, server, upload, received, folder, options)
    except BaseException:
        shutil.rmtree(received.paths[0].parent, ignore_errors=True)
        raise
    return JSONResponse(made) if options["wait"] else acknowledged(request, made)


def _options(request: Request) -> dict[str, bool]:
    params = Params(request.query_params)
    options = {
        "overwrite": params.switch("overwrite_if_exists", default=True),
        "unpack": params.switch("auto_decompress", default=True),
        "wait": params.switch("wait_for_processing", default=False),
        "process": not server_of(request).dialect.stoppable or params.switch("trigger_processing", default=True),
    }
    params.check()
    if request.query_params.get("include_archive") and not options["wait"]:
        raise refused(400, "`include_archive` requires `wait_for_processing`.")
    if options["wait"] and not options["process"]:
        raise refused(400, "`trigger_processing` must be true when `wait_for_processing` is set.`")
    return options


def _put(server: Server, upload: Json, received: Received, folder: str, options: dict[str, bool]) -> Json:
    upload_id = upload["upload_id"]
    _refuse_gone(server, upload_id)
    kinds = [archive_format(path) if options["unpack"] else None for path in received.paths]
    if "error" in kinds:
        raise refused(400, "Cannot extract file. Bad file format or file extension?")
    target = server.store.raw(upload_id) / folder
    plain = [path for path, kind in zip(received.paths, kinds, strict=True) if kind is None]
    if not options["overwrite"] and any((target / path.name).exists() for path in plain):
        raise refused(409, "The provided path already exists and overwrite_if_exists is set to False.")
    if options["wait"]:
        return _put_and_wait(server, upload, received, folder, single=len(plain) == len(kinds) == 1)
    operations = additions(received, folder, unpack=options["unpack"])
    started = start_changes(server, upload, operations, unprocessed=not options["process"])
    return {"upload_id": upload_id, "data": shown(server, started, nulls=True), "processing": None}


def _refuse_gone(server: Server, upload_id: str) -> None:
    """Break as the real server does when an upload was published or deleted while the files were received.

    Raises:
        KeyError: It was.
    """
    upload = server.store.get("upload", upload_id)
    if upload is None or is_published(upload):
        raise KeyError(upload_id)


def _put_and_wait(server: Server, upload: Json, received: Received, folder: str, *, single: bool) -> Json:
    if not single:
        message = "`wait_for_processing` can only be used with single files, and not with compressed files."
        raise refused(400, message)
    try:
        return process_file(server, upload, received.paths[0], folder)
    except Busy:
        raise busy(server) from None


def start_changes(server: Server, upload: Json, operations: list[Json], *, unprocessed: bool) -> Json:
    """Begin to change files and to process what changed.

    Returns:
        The upload as it is then.

    Raises:
        Refusal: It is blocked (400).
    """
    arguments = {"operations": operations, "only_updated": True, "unprocessed": unprocessed}
    try:
        return server.processing.start(upload, "process", **arguments)[1]
    except Busy:
        raise busy(server, _BLOCKED) from None


def delete_raw(request: Request) -> Response:
    """Take a file or folder out of an upload; an empty path stands for all of them."""
    identity = require(request, "uploads:write")
    server, params = server_of(request), Params(request.query_params)
    process = not server.dialect.stoppable or params.switch("trigger_processing", default=True)
    params.check()
    upload_id, path = request.path_params["upload_id"], request.path_params["path"]
    upload = writable(server, upload_id, identity)
    refuse_published(server, upload)
    if not is_safe_path(path):
        raise refused(400, "Bad path provided.")
    existing(server, upload_id, path, "No file or folder with that path found.")
    return answer(server, start_changes(server, upload, [{"op": "DELETE", "path": path}], unprocessed=not process))
