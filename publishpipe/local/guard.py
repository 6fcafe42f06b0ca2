"""Who may ask at all: programs and pages of this machine that mean this server, and no page of another site.

A browser sends what any page in it wants to this server, too. It says so: in `Host` stands the name that the page
asked for (and that its owner may let lead here), in `Origin` and `Sec-Fetch-Site` whose page it is.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost", "[::1]")
REFUSED = "This server answers on this machine only, and no page of another site."


class Guard:
    """Middleware that refuses a request that was meant for somebody else, before anything happens."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if scope["type"] == "http" and not _is_ours(Headers(scope=scope), scope["server"][1]):
            await JSONResponse({"message": REFUSED, "status": 403}, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_ours(headers: Headers, port: int) -> bool:
    hosts = [host.lower() for host in headers.getlist("host")]
    if len(hosts) != 1 or hosts[0] not in _hosts(port):
        return False
    origins = {origin.lower() for origin in headers.getlist("origin")}
    sites = {site.lower() for site in headers.getlist("sec-fetch-site")}
    return origins <= {f"http://{hosts[0]}"} and sites <= {"same-origin", "none"}


def _hosts(port: int) -> set[str]:
    """What `Host` may hold; a port that goes without saying is left out."""
    named = {f"{name}:{port}" for name in NAMES}
    return named | set(NAMES) if port == 80 else named
