"""Refusals, and how they are written down: FastAPI's forms, as the real server has them."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from publishpipe.local.refusal import Refusal, answer_refusal

Json = dict[str, Any]


def refused(status: int, detail: object, headers: Mapping[str, str] | None = None) -> Refusal:
    """Any refusal, mostly with one text: `{"detail": text}`."""
    return Refusal(status, {"detail": detail}, headers)


def unprocessable(*problems: Json) -> Refusal:
    """A failed validation (422), with all of its problems."""
    return refused(422, list(problems))


def problem(kind: str, where: Iterable[str | int], message: str, given: object, **context: object) -> Json:
    """One problem in pydantic's form (pydantic 2, observed 2026-11).

    Returns:
        `type`, `loc`, `msg`, `input` and, if there is any, `ctx`.
    """
    found: Json = {"type": kind, "loc": list(where), "msg": message, "input": given}
    return found | {"ctx": context} if context else found


def missing(*where: str) -> Json:
    """A required value that is not there."""
    return problem("missing", where, "Field required", None)


async def answer_http_error(request: Request, error: Exception) -> Response:
    """Render Starlette's own 404 and 405."""
    assert isinstance(error, HTTPException)  # noqa: S101 - tells the type checker what it was registered for
    return await answer_refusal(request, refused(error.status_code, error.detail, error.headers))


async def answer_crash(_request: Request, error: Exception) -> Response:
    """Render what nobody foresaw; uvicorn closes the connection afterwards, as it does on the real server."""
    detail = {
        "reason": "Unexpected exception while handling your request",
        "exception": str(error),
        "exception_class": type(error).__name__,
        "exception_traceback": "".join(traceback.format_exception(error)),
    }
    return JSONResponse({"detail": detail}, 500)
