"""Refusals, and how they are written down: FastAPI's forms, as the real server has them."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Json = dict[str, Any]


class Refusal(HTTPException):
    """Any refusal with a status and one text: `{"detail": text}`."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)


class Unprocessable(Exception):  # noqa: N818 - named for the status, as its neighbours are
    """A request that fails validation (422), with all of its problems."""

    def __init__(self, problems: Iterable[Json]) -> None:
        super().__init__("unprocessable")
        self.problems = list(problems)


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


async def answer_refusal(_request: Request, refusal: Exception) -> Response:
    """Render refusals, and Starlette's own 404 and 405."""
    assert isinstance(refusal, HTTPException)  # noqa: S101 - tells the type checker what it was registered for
    return JSONResponse({"detail": refusal.detail}, refusal.status_code, headers=refusal.headers)


async def answer_unprocessable(_request: Request, error: Exception) -> Response:
    """Render all problems of a request."""
    assert isinstance(error, Unprocessable)  # noqa: S101 - tells the type checker what it was registered for
    return JSONResponse({"detail": error.problems}, 422)


async def answer_nobody(_request: Request, _error: Exception) -> Response:
    """Nothing, to a client that went away while it sent a body: no crash of ours."""
    return Response(status_code=400)


async def answer_crash(_request: Request, error: Exception) -> Response:
    """Render what nobody foresaw; uvicorn closes the connection afterwards, as it does on the real server."""
    detail = {
        "reason": "Unexpected exception while handling your request",
        "exception": str(error),
        "exception_class": type(error).__name__,
        "exception_traceback": "".join(traceback.format_exception(error)),
    }
    return JSONResponse({"detail": detail}, 500)
