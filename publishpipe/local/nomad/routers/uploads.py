"""Uploads: made, shown, listed, deleted: `uploads`."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from publishpipe.local.nomad.access import (
    busy,
    is_published,
    readable,
    refuse_published_to_users,
    shown,
    writable,
)
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.clock import now, unique_id
from publishpipe.local.nomad.errors import Json, refused
from publishpipe.local.nomad.jobs import Busy
from publishpipe.local.nomad.processing.operations import Work
from publishpipe.local.nomad.requests.auth import identify, require
from publishpipe.local.nomad.requests.bodies import Received, form_of, receive
from publishpipe.local.nomad.requests.params import Params
from publishpipe.local.nomad.server import Server, api_url, server_of

#: `services.upload_limit`; failed and empty uploads count, administrators are exempt.
UNPUBLISHED_LIMIT = 10
LONGEST_EMBARGO = 36

_THANKS = """
Thanks for uploading your data to nomad.
Go back to {gui} and press
reload to see the progress on your upload
and publish your data."""


async def post_upload(request: Request) -> Response:
    """Make an upload, with files or empty."""
    async with form_of(request) as files:
        identity = require(request, "uploads:write", upload_token=True)
        server, params = server_of(request), Params(request.query_params)
        embargo = params.number("embargo_length") or 0
        at_once = params.switch("publish_directly", default=False)
        unpack = params.switch("auto_decompress", default=True)
        params.check()
        await run_in_threadpool(_check_limit, server, identity)
        if not 0 <= embargo <= LONGEST_EMBARGO:
            raise refused(400, "`embargo_length` must be between 0 and 36 months.")
        refuse_local_path(request, identity)
        received = await receive(request, server.store, files)
    upload = _blank(identity, params.text("upload_name") or _default_name(request, received))
    upload |= {"embargo_length": embargo, "publish_directly": at_once}
    made = await run_in_threadpool(_create, server, upload, additions(received, "", unpack=unpack))
    return acknowledged(request, {"upload_id": upload["upload_id"], "data": made})


def refuse_local_path(request: Request, identity: Identity) -> None:
    """Refuse to take files from the server's own disk, which only administrators may do.

    Raises:
        Refusal: Somebody else asks for it (401, 403).
    """
    if "local_path" in request.query_params and not identity.is_admin:
        raise refused(server_of(request).dialect.denied, "You are not authorized to access this path.")


def _check_limit(server: Server, identity: Identity) -> None:
    own = (upload for upload in server.store.all("upload") if upload["main_author"] == identity.user_id)
    if not identity.is_admin and sum(not is_published(upload) for upload in own) >= UNPUBLISHED_LIMIT:
        raise refused(400, "Limit of unpublished uploads exceeded for user.")


def _default_name(request: Request, received: Received | None) -> str | None:
    if received is None:
        return None
    if received.streamed:
        return request.query_params.get("file_name")
    return received.paths[0].name if len(received.paths) == 1 else None


def _blank(identity: Identity, name: str | None) -> Json:
    lists = ("coauthors", "coauthor_groups", "reviewers", "reviewer_groups", "errors", "warnings")
    nothing = ("current_process", "last_status_message", "complete_time", "publish_time", "description", "doi")
    return {
        "upload_id": unique_id(),
        "upload_name": name,
        "upload_create_time": now(),
        "main_author": identity.user_id,
        "process_status": "READY",
        "license": "CC BY 4.0",
        **{key: [] for key in lists},
        **dict.fromkeys(nothing),
    }


def additions(received: Received | None, folder: str, *, unpack: bool) -> list[Json]:
    """The file operations that put what was received into a folder of an upload."""
    names = [path.name for path in received.paths] if received else []
    common = {"op": "ADD", "folder": received and received.folder, "target": folder, "unpack": unpack}
    return [common | {"name": name} for name in names]


def _create(server: Server, upload: Json, operations: list[Json]) -> Json:
    with server.store.transaction():
        made = upload["upload_create_time"]
        upload["upload_create_time"] = f"{made[:-3]}000"  # MongoDB keeps milliseconds; the answer comes from memory
        server.store.put("upload", upload["upload_id"], upload)
        server.store.raw(upload["upload_id"]).mkdir(parents=True)
        if operations:
            _job, upload = server.processing.start(upload, "process", operations=operations)
        return shown(server, {**upload, "upload_create_time": made}, nulls=True)


def acknowledged(request: Request, answer: Json) -> Response:
    """An answer to POST uploads and PUT raw: JSON only for whoever accepts exactly that."""
    if request.headers.get("accept") == "application/json":
        return JSONResponse(answer)
    return PlainTextResponse(_THANKS.format(gui=api_url(request).removesuffix("/api/v1") + "/gui"))


def get_upload(request: Request) -> Response:
    """One upload."""
    server = server_of(request)
    upload = readable(server, request.path_params["upload_id"], identify(request, "uploads:read"))
    return answer(server, upload)


def answer(server: Server, upload: Json, *, counted: bool = True, placed: bool = True) -> Response:
    """An upload as most requests answer with it."""
    data = shown(server, upload, counted=counted, placed=placed)
    return JSONResponse({"upload_id": upload["upload_id"], "data": data})


def delete_upload(request: Request) -> Response:
    """Delete an upload that is not published."""
    identity = require(request, "uploads:write")
    server, params = server_of(request), Params(request.query_params)
    wait = server.dialect.waits and params.switch("wait_for_processing", default=True)
    params.check()
    upload = writable(server, request.path_params["upload_id"], identity, main_author=True)
    refuse_published_to_users(server, upload, identity)
    if server.dialect.queueing:
        try:
            return answer(server, server.processing.start(upload, "delete")[1])
        except Busy:
            raise busy(server, "The upload is still being processed.") from None
    upload |= {"process_status": "PENDING", "current_process": server.dialect.processes["delete"], "errors": []}
    before = answer(server, upload, placed=False)
    Work(server).remove(upload["upload_id"])
    return answer(server, upload, placed=False) if wait else before


def get_examples(request: Request) -> Response:
    """Commands for a shell, with the upload token."""
    identity = require(request, "tokens:create")
    server = server_of(request)
    token, url = server.accounts.signer.upload_token(identity.user_id), f"{api_url(request)}/uploads"
    post, plain, named, tar = f"curl -X POST -H 'Upload-Token: {token}'", url, f"{url}?upload_name=<name>", f"'{url}'"
    tail = f"-H 'Upload-Token: {token}' {tar} -X POST -T -"
    if not server.dialect.upload_token_header:
        post, url = "curl -X POST", f"{url}?token={token}"
        plain, named, tail = url, f"{url}&upload_name=<name>", f"'{url}' -X POST -T -"
    return JSONResponse(
        {
            "upload_url": plain,
            "upload_command": f"{post} '{plain}' -T <local_file>",
            "upload_command_with_name": f"{post} '{named}' -T <local_file>",
            "upload_progress_command": f"{post} '{plain}' -T <local_file> | xargs echo",
            "upload_command_form": f"{post} '{plain}' -F file=@<local_file>",
            "upload_tar_command": f"tar -cf - <local_folder> | curl -# {tail} | xargs echo",
        }
    )
