"""The archive of an entry, as far as a client that publishes needs it: the log of its processing.

It is made when it is asked for, from the file as it lies there (nomad-lab 1.3.16 and 2.0.0, observed 2026-11).
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.access import is_published, may_see
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.errors import Json, refused
from publishpipe.local.nomad.processing.documents import indexed
from publishpipe.local.nomad.processing.parsing import Parsed, parse
from publishpipe.local.nomad.requests.auth import identify
from publishpipe.local.nomad.requests.params import json_body, json_object
from publishpipe.local.nomad.server import Server, server_of

_HIDDEN = "The entry does not exist or is not visible to you."
_NO_ARCHIVE = "The entry does exist, but it has no archive."
_TRACEBACK = (
    'Traceback (most recent call last):\n  File "nomad/processing/data.py", line 1, in parsing\n    parser.parse(\n'
)
_THEN = "\n\nDuring handling of the above exception, another exception occurred:\n\n"


def get_archive(request: Request) -> Response:
    """All of the archive."""
    return _answer(request, "*")


async def post_query(request: Request) -> Response:
    """The parts of the archive that are required."""
    asked = json_object(await json_body(request))
    return await run_in_threadpool(_answer, request, asked.get("required") or "*")


def _answer(request: Request, required: Json | str) -> Response:
    server, entry_id = server_of(request), request.path_params["entry_id"]
    entry = _visible(server, entry_id, identify(request, "entries:read"))
    upload = server.store.get("upload", entry["upload_id"]) or {}
    parts = {"processing_logs": _log(server, entry), "metadata": indexed(server, upload, entry)}
    shown = {name: part for name, part in parts.items() if isinstance(required, str) or name in required}
    data = {name: entry[name] for name in ("entry_id", "upload_id", "parser_name")} | {"archive": shown}
    return JSONResponse({"entry_id": entry_id, "required": required, "data": data})


def _visible(server: Server, entry_id: str, identity: Identity | None) -> Json:
    """An entry that was processed, and that somebody may see."""
    entry = server.store.get("entry", entry_id)
    upload = server.store.get("upload", entry["upload_id"]) if entry else None
    if entry is None or upload is None or "index" not in entry:
        raise refused(404, _HIDDEN)
    own = identity and (identity.is_admin or may_see(server, upload, identity.user_id))
    if not own and not (is_published(upload) and not upload["embargo_length"]):
        raise refused(404, _HIDDEN)
    return entry


def _log(server: Server, entry: Json) -> list[Json]:
    """What was noted while the entry was processed.

    Raises:
        Refusal: Nothing could be kept of it (404).
    """
    found = parse(server.store.raw(entry["upload_id"]), entry["mainfile"])
    stamp = "RFC3161 timestamp could not be obtained as the server http://zeitstempel.dfn.de cannot be reached."
    events: list[Json] = [{"event": stamp, "level": "INFO"}]
    if found.failed:
        events += _failure(server, found)
    common = {"proc": "Entry", "parser": entry["parser_name"], "logger": "nomad.processing"}
    return [{**common, **event} for event in events]


def _failure(server: Server, found: Parsed) -> list[Json]:
    newest, old = found.causes
    cause = old if server.dialect.queueing else newest
    if not cause:
        raise refused(404, _NO_ARCHIVE)
    exception = _TRACEBACK + cause
    unread = [{"event": error, "exception": exception, "level": "ERROR"} for error in found.errors]
    return [*unread, _ended(server, exception, cause)]


def _ended(server: Server, exception: str, cause: str) -> Json:
    """That the process failed: the newer server chains to the cause what it makes of it."""
    dialect = server.dialect.entries
    event = {"event": dialect.index_error, "level": "ERROR"}
    if server.dialect.queueing:
        return event | {"errors": dialect.error, "error": cause.partition(": ")[2], "exception": exception}
    exception += f"{_THEN}{_TRACEBACK}nomad.processing.base.{dialect.error}"
    return event | {"error": dialect.error.partition(": ")[2], "exception": exception}
