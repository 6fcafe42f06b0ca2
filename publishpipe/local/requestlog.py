"""The request log: what was asked of this server, one JSON object a line, never a token."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RequestLog:
    """Middleware that appends a line for each request to a file."""

    def __init__(self, app: ASGIApp, log: TextIO) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note what became of it; status null: the connection was cut without an answer."""
        if scope["type"] != "http" or scope["path"].startswith("/_"):
            await self._app(scope, receive, send)
            return
        line: dict[str, Any] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": scope["method"],
            "path": scope["path"],
            "status": None,
            "bytes_in": 0,
        }

        async def counting() -> Message:
            message = await receive()
            line["bytes_in"] += len(message.get("body", b""))
            return message

        async def watching(message: Message) -> None:
            if message["type"] == "http.response.start":
                line["status"] = message["status"]
                self._write(line)  # before the client can know, so that it finds the line
            await send(message)

        try:
            await self._app(scope, counting, watching)
        finally:
            if line["status"] is None:
                self._write(line)

    def _write(self, line: dict[str, Any]) -> None:
        self._log.write(json.dumps(line, ensure_ascii=False) + "\n")
