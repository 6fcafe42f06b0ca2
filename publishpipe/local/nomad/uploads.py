"""Uploads: made, shown, listed, deleted: `uploads`."""

from __future__ import annotations

import json
import shutil
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from publishpipe.local.nomad.access import (
    is_published,
    readable,
    refuse_published_to_users,
    shown,
    writable,
)
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.auth import identify, require
from publishpipe.local.nomad.bodies import Received, form_of, receive
from publishpipe.local.nomad.clock import now, unique_id
from publishpipe.local.nomad.errors import Json, Refusal, Unprocessable, problem
from publishpipe.local.nomad.pagination import Page, given, read_page
from publishpipe.local.nomad.params import Params
from publishpipe.local.nomad.processing import PROCESSING
from publishpipe.local.nomad.server import Server, api_url, server_of

#: `services.upload_limit`; failed and empty uploads count, administrators are exempt.
UNPUBLISHED_LIMIT = 10
LONGEST_EMBARGO = 36

_ORDERS = ("upload_create_time", "publish_time", "upload_name", "last_status_message", "process_status")
_ROLES = ("main_author", "coauthor", "reviewer")
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
            raise Refusal(400, "`embargo_length` must be between 0 and 36 months.")
        refuse_local_path(request, identity)
        received = await receive(request, server.store, files)
    upload = _blank(identity, params.text("upload_name") or _default_name(request, received))
    upload |= {"embargo_length": embargo, "publish_directly": at_once}
    made = await run_in_threadpool(_create, server, upload, additions(received, "", unpack=unpack))
    return acknowledged(request, {"upload_id": upload["upload_id"], "data": made})


def refuse_local_path(request: Request, identity: Identity) -> None:
    """Refuse to take files from the server's own disk, which only administrators may.

    Raises:
        Refusal: Somebody else asks for it (403).
    """
    if "local_path" in request.query_params and not identity.is_admin:
        raise Refusal(403, "You are not authorized to access this path.")


def _check_limit(server: Server, identity: Identity) -> None:
    own = (upload for upload in server.store.all("upload") if upload["main_author"] == identity.user_id)
    if not identity.is_admin and sum(not is_published(upload) for upload in own) >= UNPUBLISHED_LIMIT:
        raise Refusal(400, "Limit of unpublished uploads exceeded for user.")


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
        server.store.put("upload", upload["upload_id"], upload)
        server.store.raw(upload["upload_id"]).mkdir(parents=True)
        if operations:
            _job, upload = server.processing.start(upload, "process", operations=operations)
        return shown(server, upload, nulls=True)


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


def answer(server: Server, upload: Json, *, placed: bool = True) -> Response:
    """An upload as most requests answer with it."""
    return JSONResponse({"upload_id": upload["upload_id"], "data": shown(server, upload, placed=placed)})


def get_uploads(request: Request) -> Response:
    """The uploads somebody has to do with."""
    identity = require(request, "uploads:read")
    server, params = server_of(request), Params(request.query_params)
    filters = _filters(params)
    page = read_page(params)
    _check_order(page)
    params.check()
    roles = request.query_params.getlist("roles") or list(_ROLES)
    mine = (upload for upload in server.store.all("upload") if _has_role(upload, roles, identity.user_id))
    found = [upload for upload in mine if _matches(server, upload, filters, identity)]
    order = page.order_by or _ORDERS[0]
    found.sort(key=lambda upload: (upload[order] or "", upload[_ORDERS[0]], upload["upload_id"]))
    if page.order == "desc":
        found.reverse()
    data = [shown(server, upload) for upload in page.cut(found)]
    pagination = page.describe(request, len(found))
    return JSONResponse({"query": filters, "pagination": {"order_by": order} | pagination, "data": data})


def _filters(params: Params) -> Json:
    texts = {name: params.texts(name) or None for name in ("upload_id", "upload_name")}
    flags = {name: params.flag(name) for name in ("is_processing", "is_published", "is_owned")}
    found = texts | flags | {"process_status": params.text("process_status").upper() or None}
    return {name: value for name, value in found.items() if value is not None}


def _check_order(page: Page) -> None:
    if page.order_by not in (None, *_ORDERS):
        message = f"order_by is '{page.order_by}', must be one of {_ORDERS}"
        raise Unprocessable([problem("invalid_order_by", ("query",), message, given(page))])


def _has_role(upload: Json, roles: list[str], user_id: str) -> bool:
    people = zip(_ROLES, ([upload["main_author"]], upload["coauthors"], upload["reviewers"]), strict=True)
    return any(role in roles and user_id in ids for role, ids in people)


def _matches(server: Server, upload: Json, filters: Json, identity: Identity) -> bool:
    now_true = {
        "upload_id": lambda wanted: upload["upload_id"] in wanted,
        "upload_name": lambda wanted: any(_named(server, upload, name) for name in wanted),
        "is_processing": lambda wanted: (upload["process_status"] in PROCESSING) is wanted,
        "is_published": lambda wanted: is_published(upload) is wanted,
        "is_owned": lambda wanted: (upload["main_author"] == identity.user_id) is wanted,
        "process_status": lambda wanted: upload["process_status"] == wanted,
    }
    return all(now_true[name](wanted) for name, wanted in filters.items())


def _named(server: Server, upload: Json, wanted: str) -> bool:
    """Whether an upload has this name; since 1.4.3 the name may be JSON that asks for a part of it."""
    name = upload["upload_name"] or ""
    match = _structured(wanted) if server.dialect.structured_names else None
    if match is None:
        return bool(name == wanted)
    return match["value"].lower() in name.lower() if match["type"] == "fuzzy" else bool(match["value"] == name)


def _structured(wanted: str) -> dict[str, Any] | None:
    try:
        match = json.loads(wanted) if wanted.startswith("{") and wanted.endswith("}") else None
    except ValueError:
        return None
    return match if isinstance(match, dict) else None


def delete_upload(request: Request) -> Response:
    """Delete an upload that is not published."""
    identity = require(request, "uploads:write")
    server, upload_id = server_of(request), request.path_params["upload_id"]
    upload = writable(server, upload_id, identity, main_author=True)
    refuse_published_to_users(server, upload, identity)
    if server.dialect.queueing:
        _job, queued = server.processing.start(upload, "delete")
        return answer(server, queued)
    upload |= {"process_status": "PENDING", "current_process": server.dialect.processes["delete"]}
    remove_upload(server, upload_id)
    return answer(server, upload, placed=False)


def remove_upload(server: Server, upload_id: str) -> None:
    """Remove an upload with all that belongs to it; a process that runs is ended."""
    with server.store.transaction():
        server.processing.cancel(upload_id)
        server.store.delete("upload", upload_id)
        server.store.delete_below("entry", upload_id)
    shutil.rmtree(server.store.raw(upload_id).parent, ignore_errors=True)


def get_examples(request: Request) -> Response:
    """Commands for a shell, with the upload token."""
    identity = require(request, "uploads:write")
    server = server_of(request)
    token, url = server.accounts.upload_token(identity.user_id), f"{api_url(request)}/uploads"
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


