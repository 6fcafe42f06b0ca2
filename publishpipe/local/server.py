"""Running the repository: one server per store, on loopback, for as long as it is needed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

import uvicorn
from filelock import FileLock, Timeout
from uvicorn.protocols.http.h11_impl import H11Protocol

from publishpipe.local import private
from publishpipe.local.app import create_app
from publishpipe.local.leases import Leases
from publishpipe.local.settings import Settings

__all__ = ["serve"]

HOST = "127.0.0.1"
URL = rf"http://{re.escape(HOST)}:\d{{1,5}}"
#: How long a server with `while_used` waits for its first lease, in seconds.
PATIENCE = 15.0
#: How long requests may go on after the signal to stop, in seconds.
GRACE = 0.1
#: How long another server of this store may take to say where it listens, in seconds.
START = 10.0


def serve(
    settings: Settings,
    port: int | None = None,
    *,
    while_used: bool = False,
    announce: Callable[[str], object] = lambda url: print(url, flush=True),  # noqa: T201 - a program's output
) -> str:
    """Serve a store until told to stop (SIGTERM, SIGINT), or find the server that does so already.

    Args:
        settings: What to serve.
        port: The port; None: the store's own, chosen once.
        while_used: End by itself when nobody holds a lease any more, or nobody takes one for a while.
        announce: Called with the URL as soon as it can be used.

    Returns:
        The URL.

    Raises:
        OSError: The store cannot be written, or the port that was asked for is taken.
        ValueError: A fault rule in the settings cannot be read.
    """
    private.prepare(settings.store)
    lock = FileLock(settings.store / "server.lock")
    if other := _other_server(settings.store, lock):
        announce(other)
        return other
    with lock, _listen(settings.store, port) as listener:
        (settings.store / "server.json").unlink(missing_ok=True)  # of one that was killed
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        _run(settings, listener, url, while_used=while_used, announce=announce)
    return url


def _other_server(store: Path, lock: FileLock) -> str | None:
    """The URL of the server that holds the lock; it may have started only now. None: we hold it."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        with suppress(Timeout):
            lock.acquire(timeout=0)
            return None
        try:
            url = str(json.loads((store / "server.json").read_text("utf-8"))["url"])
        except (OSError, ValueError, LookupError, TypeError):
            url = ""
        if re.fullmatch(URL, url):
            return url
        time.sleep(0.02)
    raise OSError(f"{store} is locked by a server that does not say where it listens")


def _listen(store: Path, port: int | None) -> socket.socket:
    """A listening socket, at the store's own port unless somebody else has taken that meanwhile."""
    if port is not None:
        return _bound(port)
    kept = store / "port"
    try:
        listener = _bound(int(kept.read_text("utf-8")))
    except (OSError, ValueError):
        listener = _bound(0)
        private.replace(kept, str(listener.getsockname()[1]))
    return listener


def _bound(port: int) -> socket.socket:
    # With the protocol named, asyncio sends without delay on the connections, too.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(256)
    except OSError:
        listener.close()
        raise
    return listener


def _run(
    settings: Settings, listener: socket.socket, url: str, *, while_used: bool, announce: Callable[[str], object]
) -> None:
    app = create_app(settings)
    server_json = settings.store / "server.json"

    def ready() -> None:
        private.replace(server_json, json.dumps({"url": url, "pid": os.getpid()}))
        announce(url)

    config = uvicorn.Config(
        app, http=_Protocol, ws="none", lifespan="on", log_level="error", server_header=False, proxy_headers=False
    )
    server = _Server(config, app.state.leases, ready)
    try:
        asyncio.run(server.run_for(listener, while_used=while_used))
    finally:
        server_json.unlink(missing_ok=True)


class _Protocol(H11Protocol):
    """Gives applications the transport of their connection, so that faults can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class _Server(uvicorn.Server):
    """A server that knows about leases, and does not wait for open connections when it stops."""

    def __init__(self, config: uvicorn.Config, leases: Leases, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._leases = leases
        self._ready = ready

    async def run_for(self, listener: socket.socket, *, while_used: bool) -> None:
        """Serve until stopped; `while_used`: or until nobody needs it."""
        if while_used:
            self._leases.on_last_released = self._stop
            asyncio.get_running_loop().call_later(PATIENCE, self._stop_if_unused)
        await self.serve(sockets=[listener])

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Stop, and that is all: uvicorn would raise the signal again afterwards, before anything is tidied up."""
        self._stop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Give running requests a moment, close all connections, and stop."""
        await self._requests_end()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await self._requests_end()
        for task in list(self.server_state.tasks):
            task.cancel()
        await super().shutdown(sockets)

    async def _requests_end(self) -> None:
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=GRACE)

    def _stop(self) -> None:
        self._leases.ending = True
        self.should_exit = True

    def _stop_if_unused(self) -> None:
        if not self._leases.taken:
            self._stop()
