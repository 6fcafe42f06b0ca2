"""What stops a request early: a refusal, or nobody there any more to hear the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Refusal(Exception):  # noqa: N818 - an answer, not a failure of this program
    """A request that is answered with an error status and a JSON body."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers


async def answer_refusal(_request: Request, refusal: Exception) -> Response:
    """The error answer."""
    assert isinstance(refusal, Refusal)  # noqa: S101 - tells the type checker what it was registered for
    return JSONResponse(refusal.body, refusal.status, refusal.headers)


async def answer_nobody(_request: Request, _error: Exception) -> Response:
    """Nothing, to a client that went away while it sent a body: no crash of ours."""
    return Response(status_code=400)
