"""Queries to the graph, as far as they list an upload's files: `graph/query`.

As nomad-lab 1.3.16 and 2.0.0 answer, observed in November 2026: names stand beside `m_is` and `m_response`, so a file
that is called so spoils the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.nomad.access import readable
from publishpipe.local.nomad.accounts import Identity
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.requests.auth import identify
from publishpipe.local.nomad.requests.params import json_body
from publishpipe.local.nomad.server import Server, server_of
from publishpipe.local.refusal import Refusal

_PAGE_SIZE = 10
_SPOILING = "m_is"
_SPOILT = "'str' object does not support item assignment"


async def post_query(request: Request) -> Response:
    """What is asked of uploads: their files, or why not."""
    body = await json_body(request)
    identity, server = identify(request, "uploads:read"), server_of(request)
    uploads = body.get("uploads") or {}
    answers = {name: await run_in_threadpool(_answer, server, name, asked, identity) for name, asked in uploads.items()}
    return JSONResponse({"uploads": answers})


def _answer(server: Server, upload_id: str, asked: Any, identity: Identity | None) -> Json:
    try:
        readable(server, upload_id, identity)
    except Refusal as refusal:
        if refusal.status == 404:
            return _error("NOTFOUND", f"The value {upload_id} is not a valid upload id.")
        return _error("NOACCESS", f"No access to upload {upload_id}.")
    if not isinstance(asked, dict) or set(asked) != {"files"}:
        return _error("GENERAL", "The embedded repository lists files, and nothing else.")
    request = asked["files"]["m_request"] if isinstance(asked["files"], dict) else {}
    return _files(server.store.raw(upload_id), request.get("pagination", {}))


def _files(root: Path, pagination: Json) -> Json:
    """A page of all that is below a folder: folders first, each in the folder that it is in."""
    found = sorted(root.rglob("*"), key=lambda path: (path.is_file(), path.relative_to(root).as_posix()))
    if any(path.name == _SPOILING for path in found):
        return _error("GENERAL", _SPOILT)
    number, size = pagination.get("page", 1), pagination.get("page_size", _PAGE_SIZE)
    page = {"page_size": size, "order": "asc", "page": number, "total": len(found)}
    files: Json = {"m_is": "Directory", "m_response": {"directive": "plain", "pagination": page, "include": ["*"]}}
    for path in found[(number - 1) * size : number * size]:
        name = path.relative_to(root).as_posix()
        file = {"path": name, "size": path.stat().st_size, "m_is": "File"} if path.is_file() else {"m_is": "Directory"}
        _inside(files, name.split("/")[:-1])[path.name] = file
    return {"files": files}


def _inside(files: Json, folders: Iterable[str]) -> Json:
    """The folder at the end of a path; those that are on another page appear without a word of what they are."""
    for name in folders:
        files = files.setdefault(name, {})
    return files


def _error(kind: str, message: str) -> Json:
    return {"m_errors": [{"error_type": kind, "message": message}]}
