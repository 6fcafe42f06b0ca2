"""How requests that fail are answered, once the client can hear it."""

from __future__ import annotations

from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from publishpipe.local import refusal
from publishpipe.local.zenodo import refusals

#: Longer bodies than this are not read to their end.
PATIENCE = 200 * 1024**2


async def _refused(request: Request, error: Exception) -> Response:
    await _drain(request)
    return await refusal.answer_refusal(request, error)


async def _http_error(request: Request, error: Exception) -> Response:
    """A path that does not exist, as the real server's web framework says it."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = refusals.URL_NOT_FOUND if status == 404 else str(error)
    return await _refused(request, refusals.framework(status, message))


async def _crash(_request: Request, _error: Exception) -> Response:
    """An error of this server's own: same answer, and uvicorn logs the traceback."""
    return JSONResponse(refusals.broken().body, 500)


async def too_large(request: Request) -> Response:
    """The front end's own answer: HTML."""
    await _drain(request)
    return HTMLResponse("<html><head><title>413 Request Entity Too Large</title></head></html>", 413)


async def _drain(request: Request) -> None:
    """Read what the client still sends, for it does not listen before; but not for hours."""
    if int(request.headers.get("content-length", 0)) <= PATIENCE:
        with suppress(RuntimeError):  # it was read already
            async for _ in request.stream():
                pass


HANDLERS = {
    refusal.Refusal: _refused,
    HTTPException: _http_error,
    ClientDisconnect: refusal.answer_nobody,
    Exception: _crash,
}
