"""Zenodo's rate limit: per client, whoever's token it is, with its headers on every answer."""

from __future__ import annotations

import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WINDOW = 60
#: What is announced when there is no limit.
PLENTY = 1_000_000
#: Searches of public records have a lower limit of their own: 30 of 133 (zenodo-rdm, observed 2026-11).
SEARCHES = ("GET", "/api/records")
SEARCH_SHARE = 30 / 133


class RateLimit:
    """Middleware that counts requests in fixed windows of a minute."""

    def __init__(self, app: ASGIApp, limit: int | None) -> None:
        self._app = app
        self._limit = limit
        self._window = 0
        self._counts: dict[tuple[str, ...], int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 429."""
        if scope["type"] != "http" or not scope["path"].startswith("/api"):
            await self._app(scope, receive, send)
            return
        search = (scope["method"], scope["path"]) == SEARCHES
        limit = PLENTY if self._limit is None else round(self._limit * SEARCH_SHARE) if search else self._limit
        used, reset = self._count(scope, search=search)

        async def announcing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-RateLimit-Limit"] = str(limit)
                headers["X-RateLimit-Remaining"] = str(max(limit - used, 0))
                headers["X-RateLimit-Reset"] = str(reset)
                headers.setdefault("Retry-After", str(max(reset - int(time.time()), 0)))
            await send(message)

        if used > limit:
            answer = JSONResponse({"message": f"{limit} per 1 minute", "status": 429}, 429)
            await answer(scope, receive, announcing)
        else:
            await self._app(scope, receive, announcing)

    def _count(self, scope: Scope, *, search: bool) -> tuple[int, int]:
        """Count the request; give how many there were in this window and when it ends."""
        window = int(time.time()) // WINDOW
        if window != self._window:
            self._window, self._counts = window, {}
        client = scope["client"][0] if scope.get("client") else ""
        key = (client, Headers(scope=scope).get("user-agent", ""), "search" if search else "")
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key], (window + 1) * WINDOW
