"""Leases: a client holds a connection open for as long as it needs the server."""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Leases:
    """Counts the open leases, and tells when the last one is gone."""

    def __init__(self, store_id: str) -> None:
        self._store_id = store_id
        self.count = 0
        self.taken = False
        self.ending = False
        self.on_last_released: Callable[[], None] = lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with one line of JSON that says whose server it is; stay open until the client or the server goes."""
        if self.ending:  # it is too late: whoever asks waits for the end, and starts another
            await Response(status_code=503)(scope, receive, send)
            return
        self.count += 1
        self.taken = True
        try:
            headers = [(b"content-type", b"application/x-ndjson")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            line = json.dumps({"lease": "open", "store": self._store_id}).encode() + b"\n"
            await send({"type": "http.response.body", "body": line, "more_body": True})
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.count -= 1
            if not self.count:
                self.on_last_released()
