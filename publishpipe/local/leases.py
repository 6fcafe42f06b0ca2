"""Leases: a client holds a connection open for as long as it needs the server."""

from __future__ import annotations

from collections.abc import Callable

import anyio
from starlette.types import Receive, Scope, Send


class Leases:
    """Counts the open leases, and tells when the last one is gone."""

    def __init__(self) -> None:
        self.count = 0
        self.taken = False
        self.on_last_released: Callable[[], None] = lambda: None
        self._closing = anyio.Event()

    def close(self) -> None:
        """End all leases, so that the server can stop."""
        self._closing.set()

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with one line of JSON, then stay open until the client goes or the server stops."""
        self.count += 1
        self.taken = True
        try:
            headers = [(b"content-type", b"application/x-ndjson")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"lease": "open"}\n', "more_body": True})
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._until_closing, tasks.cancel_scope)
                while (await receive())["type"] != "http.disconnect":
                    pass
                tasks.cancel_scope.cancel()
        finally:
            self.count -= 1
            if not self.count:
                self.on_last_released()

    async def _until_closing(self, scope: anyio.CancelScope) -> None:
        await self._closing.wait()
        scope.cancel()
