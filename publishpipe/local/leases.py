"""Leases: a client holds a connection open for as long as it needs the server."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import Receive, Scope, Send


class Leases:
    """Counts the open leases, and tells when the last one is gone."""

    def __init__(self) -> None:
        self.count = 0
        self.taken = False
        self.on_last_released: Callable[[], None] = lambda: None

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with one line of JSON, then stay open until the client goes or the server stops."""
        self.count += 1
        self.taken = True
        try:
            headers = [(b"content-type", b"application/x-ndjson")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"lease": "open"}\n', "more_body": True})
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.count -= 1
            if not self.count:
                self.on_last_released()
