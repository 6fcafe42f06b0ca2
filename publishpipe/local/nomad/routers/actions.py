"""What is done to a whole upload: `uploads/{id}/action/…`."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from publishpipe.local.nomad.access import (
    busy,
    is_published,
    refuse_busy,
    refuse_published,
    refuse_published_to_users,
    writable,
)
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.errors import Json, refused
from publishpipe.local.nomad.jobs import Busy
from publishpipe.local.nomad.requests.auth import require
from publishpipe.local.nomad.requests.params import Params, json_body, json_object
from publishpipe.local.nomad.routers.datasets import new_doi
from publishpipe.local.nomad.routers.edit import run_edit
from publishpipe.local.nomad.routers.rawfiles import start_changes
from publishpipe.local.nomad.routers.search import found_entries
from publishpipe.local.nomad.routers.uploads import LONGEST_EMBARGO, answer
from publishpipe.local.nomad.server import Server, server_of

_EMPTY = "The Upload is empty. No DOI can be assigned at this moment. Add some published\ncontents to the upload first."
_UNPUBLISHED = "The upload is unpublished. No DOI can be assigned at the moment.\nPublish the upload first."


def post_publish(request: Request) -> Response:
    """Publish an upload. Where the dialect waits, the answer is as stale as it was before."""
    identity = require(request, "uploads:publish")
    server, params = server_of(request), Params(request.query_params)
    embargo = params.number("embargo_length")
    wait = server.dialect.waits and params.switch("wait_for_processing", default=True)
    params.check()
    upload = writable(server, request.path_params["upload_id"], identity)
    _refuse_unready(server, upload, identity)
    if embargo is not None and not 0 <= embargo <= LONGEST_EMBARGO:
        raise refused(400, "Invalid embargo_length. Must be between 0 and 36 months.")
    try:
        job, started = server.processing.start(upload, "publish", embargo_length=embargo)
    except Busy:
        raise busy(server, "The upload is still/already processed.") from None
    if wait and not server.processing.wait(job):
        raise refused(504, "Gateway Timeout")
    return answer(server, started, placed=not wait)


def _refuse_unready(server: Server, upload: Json, identity: Identity) -> None:
    if is_published(upload):
        raise refused(400, "The upload is already published." if identity.is_admin else "Upload already published.")
    refuse_busy(server, upload)
    if upload["process_status"] == "FAILURE":
        raise refused(400, "Cannot publish an upload that failed processing.")
    if not server.store.count("entry", upload["upload_id"]):
        raise refused(400, "Cannot publish an upload without any resulting entries.")


def post_process(request: Request) -> Response:
    """Process everything again."""
    identity = require(request, "uploads:process")
    server = server_of(request)
    upload = writable(server, request.path_params["upload_id"], identity)
    refuse_published_to_users(server, upload, identity)
    refuse_busy(server, upload)
    try:
        _job, started = server.processing.start(upload, "process")
    except Busy:
        raise busy(server, "The upload is still/already processed.") from None
    return answer(server, started)


async def post_delete_entry_files(request: Request) -> Response:
    """Delete the files of entries that match a query, or the folders that they lie in."""
    body = await json_body(request)
    identity = require(request, "uploads:write")
    return await run_in_threadpool(_delete_entry_files, server_of(request), request, identity, json_object(body))


def _delete_entry_files(server: Server, request: Request, identity: Identity, asked: Json) -> Response:
    upload = writable(server, request.path_params["upload_id"], identity)
    refuse_published(server, upload)
    if not asked.get("query"):
        raise refused(400, "A query must be specified.")
    # Elsewhere a search without an owner looks only at what is public (both generations, observed 2026-11).
    found = found_entries(server, identity, {"owner": "all"} | asked, upload["upload_id"])
    files = [PurePosixPath(one["mainfile"]) for one in found]
    paths = {str(file.parent if asked.get("include_parent_folders") else file) for file in files}
    operations = [{"op": "DELETE", "path": path} for path in sorted(paths)]
    if operations:
        upload = start_changes(server, upload, operations, unprocessed=False)
    return answer(server, upload)


def post_lift_embargo(request: Request) -> Response:
    """End the embargo of a published upload."""
    identity = require(request, "uploads:publish")
    server = server_of(request)
    upload = writable(server, request.path_params["upload_id"], identity)
    refuse_busy(server, upload)
    if not is_published(upload):
        raise refused(400, "Upload is not published, no embargo to lift.")
    if not upload["embargo_length"]:
        raise refused(400, "Upload has no embargo.")
    lifting = {"metadata": {"embargo_length": 0}, "entries": {}, "entries_key": None, "only": None}
    return answer(server, run_edit(server, upload, lifting, wait=server.dialect.waits))


def post_stop(request: Request) -> Response:
    """Stop the processing; what was being added is lost (since 1.4)."""
    identity = require(request, "uploads:process")
    server, upload_id = server_of(request), request.path_params["upload_id"]
    upload = writable(server, upload_id, identity)
    refuse_published(server, upload)
    if upload["process_status"] != "PENDING":
        raise refused(400, "This functionality is only available when upload process state is pending.")
    with server.store.transaction():
        server.processing.cancel(upload_id)
        stopped = server.store.update(
            "upload", upload_id, process_status="READY", last_status_message="Processing stopped"
        )
    return answer(server, stopped or upload)


def post_assign_doi(request: Request) -> Response:
    """Give a published upload a DOI (since 1.4), whatever process runs."""
    identity = require(request, "uploads:assign_doi")
    server = server_of(request)
    upload = writable(server, request.path_params["upload_id"], identity, main_author=True)
    if upload["doi"] is not None:
        raise refused(400, "The upload already has a DOI and cannot be changed anymore.")
    if not server.store.count("entry", upload["upload_id"]):
        raise refused(400, _EMPTY)
    if not is_published(upload):
        raise refused(400, _UNPUBLISHED)
    named = server.store.update("upload", upload["upload_id"], doi={"id": new_doi()})
    server.changed(upload["upload_id"])
    # Alone of all answers, this one lacks what the server adds to its database's record (2.0.0, observed 2026-11).
    return answer(server, named or upload, counted=False, placed=False)
