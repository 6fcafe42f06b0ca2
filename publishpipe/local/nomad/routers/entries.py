"""The entries of an upload: `uploads/{id}/entries`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.access import readable, shown
from publishpipe.local.nomad.errors import Json, problem, refused, unprocessable
from publishpipe.local.nomad.processing.documents import indexed
from publishpipe.local.nomad.processing.parsing import is_mainfile
from publishpipe.local.nomad.requests.auth import identify, require
from publishpipe.local.nomad.requests.pagination import read_page
from publishpipe.local.nomad.requests.params import Params
from publishpipe.local.nomad.routers.rawdir import files_below
from publishpipe.local.nomad.server import Server, server_of

_ORDERS = ("mainfile", "parser_name", "process_status", "current_process", "entry_create_time")


def get_entries(request: Request) -> Response:
    """The entries of an upload with their state and metadata."""
    identity = identify(request, "uploads:read")
    server, params = server_of(request), Params(request.query_params)
    page = read_page(params, default_order="mainfile")
    order = str(page.order_by).replace("mainfile_path", "mainfile")
    params.check()
    if order not in _ORDERS:
        message = f"order_by is '{order}', must be one of {_ORDERS}"
        raise unprocessable(problem("invalid_order_by", ("query", "order_by"), message, order))
    upload = readable(server, request.path_params["upload_id"], identity)
    entries = server.store.all("entry", upload["upload_id"])
    entries.sort(key=lambda entry: (entry.get(order) or "", entry["entry_id"]), reverse=page.order == "desc")
    processed = [entry for entry in entries if "index" in entry]
    failed = sum(entry["process_status"] == "FAILURE" for entry in processed)
    pending = _pending(server, upload)
    if pending:
        processed, failed = [], 0
    pagination = page.describe(request, pending or len(entries))
    return JSONResponse(
        {
            "pagination": pagination | {"order_by": order},
            "processing_successful": len(processed) - failed,
            "processing_failed": failed,
            "upload": shown(server, upload),
            "data": [entry_data(server, upload, entry) for entry in page.cut(entries)],
        }
    )


def _pending(server: Server, upload: Json) -> int:
    """How many entries are about to be parsed: from then on the real server counts those that are done anew.

    Here they are all done together, when that step is over.
    """
    at_step = server.dialect.steps["parsing"]
    if (upload["process_status"], upload["last_status_message"]) != at_step:
        return 0
    root = server.store.raw(upload["upload_id"])
    return sum(is_mainfile(path.relative_to(root).as_posix()) for path in files_below(root))


def get_entry(request: Request) -> Response:
    """One entry of an upload."""
    identity = require(request, "uploads:read")
    server, entry_id = server_of(request), request.path_params["entry_id"]
    upload = readable(server, request.path_params["upload_id"], identity, own=True)
    entry = server.store.get("entry", entry_id)
    if entry is None or entry["upload_id"] != upload["upload_id"]:
        raise refused(404, "An entry by that id could not be found in the specified upload.")
    return JSONResponse({"entry_id": entry_id, "data": entry_data(server, upload, entry)})


def entry_data(server: Server, upload: Json, entry: Json) -> Json:
    """State and metadata of an entry."""
    return entry_state(server, entry) | {"entry_metadata": indexed(server, upload, entry)}


def entry_state(server: Server, entry: Json) -> Json:
    """State of an entry."""
    zone, process = server.dialect.zone, entry.get("current_process") or server.dialect.entries.process
    return {
        "process_running": False,
        **({"current_process": process} if process else {}),
        **{name: entry[name] for name in ("process_status", "last_status_message", "errors", "warnings")},
        "complete_time": entry["complete_time"] + zone,
        "entry_id": entry["entry_id"],
        "entry_create_time": entry["entry_create_time"] + zone,
        "mainfile": entry["mainfile"],
        "upload_id": entry["upload_id"],
        "parser_name": entry["parser_name"],
    }
