"""What faults do to a request: the middleware, and the calls that switch them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publishpipe.local.faults import Faults, Rule

#: What is told of new rules.
Switch = Callable[[list[Rule]], None]
ON_REQUESTS = ("drop-before", "drop-after", "status", "slow", "cut", "truncate", "corrupt")


class FaultMiddleware:
    """Lets requests fail as the rules say. Connections are really cut: the transport is closed."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request through all faults that hit it."""
        if scope["type"] != "http" or scope["path"].startswith("/_"):
            await self._app(scope, receive, send)
            return
        app = self._app
        for rule in self._faults.hit(scope["method"], scope["path"], ON_REQUESTS):
            app = FAULTY[rule.kind](app, rule)
        await app(scope, receive, send)


def _cut(scope: Scope, *, flush: bool = False) -> None:
    """Close the connection at the socket; `flush`: after what was sent so far."""
    transport = scope["state"]["transport"]
    if flush:
        transport.close()
    else:
        transport.abort()


async def _gone(receive: Receive) -> None:
    """Wait until the server has noticed that the connection is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _drop_before(_app: ASGIApp, _rule: Rule) -> ASGIApp:
    async def faulty(scope: Scope, receive: Receive, _send: Send) -> None:
        _cut(scope)
        await _gone(receive)

    return faulty


def _drop_after(app: ASGIApp, _rule: Rule) -> ASGIApp:
    async def faulty(scope: Scope, receive: Receive, _send: Send) -> None:
        await app(scope, receive, _discard)
        _cut(scope)
        await _gone(receive)

    return faulty


async def _discard(_message: Message) -> None:
    pass


def _status(app: ASGIApp, rule: Rule) -> ASGIApp:
    status = int(rule.value)
    headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
    # A gateway answers in HTML, the application itself in JSON.
    answer: Response = PlainTextResponse(f"<html><h1>{status}</h1></html>", status, headers, "text/html")
    if status in (410, 429, 500):
        answer = JSONResponse({"message": "fault switched on", "status": status}, status, headers)

    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        if rule.effect:
            await app(scope, receive, _discard)
        else:
            async for _ in Request(scope, receive).stream():
                pass
        await answer(scope, receive, send)

    return faulty


def _slow(app: ASGIApp, rule: Rule) -> ASGIApp:
    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(rule.value)
        await app(scope, receive, send)

    return faulty


def _cut_at(app: ASGIApp, rule: Rule) -> ASGIApp:
    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        left = int(rule.value)

        async def counting(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.body":
                body = message.get("body", b"")[:left]
                left -= len(body)
                message = {**message, "body": body, "more_body": True}
            await send(message)
            if not left:
                raise _CutError

        with suppress(_CutError):
            await app(scope, receive, counting)
        _cut(scope, flush=True)
        await _gone(receive)

    return faulty


class _CutError(Exception):
    """Leaves an application in the middle of its answer."""


def _truncate(app: ASGIApp, _rule: Rule) -> ASGIApp:
    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await app(scope, receive, keep)
        body = b"".join(message.get("body", b"") for message in messages[1:])
        half = body[: len(body) // 2]
        length = (b"content-length", str(len(half)).encode())
        headers = [pair for pair in messages[0]["headers"] if pair[0].lower() != b"content-length"]
        await send({**messages[0], "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": half})

    return faulty


def _corrupt(app: ASGIApp, _rule: Rule) -> ASGIApp:
    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        async def flipped() -> Message:
            message = await receive()
            body = message.get("body", b"")
            # Only the last bit: the size stays, the checksum does not.
            return {**message, "body": body[:-1] + bytes([body[-1] ^ 1])} if body else message

        await app(scope, flipped, send)

    return faulty


FAULTY = {
    "drop-before": _drop_before,
    "drop-after": _drop_after,
    "status": _status,
    "slow": _slow,
    "cut": _cut_at,
    "truncate": _truncate,
    "corrupt": _corrupt,
}


async def _switch(request: Request) -> Response:
    faults: Faults = request.app.state.faults
    if request.method == "DELETE":
        faults.set([])
    elif request.method == "PUT":
        try:
            faults.set([Rule.from_json(one) for one in json.loads(await request.body())])
        except (TypeError, ValueError) as error:
            return JSONResponse({"message": str(error)}, 400)
    return JSONResponse(faults.listed())


routes = [Route("/_faults", _switch, methods=["GET", "PUT", "DELETE"])]
