"""Running the repository: one server per store, on loopback, for as long as it is needed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from filelock import FileLock, Timeout
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from publishpipe.local.app import create_app
from publishpipe.local.settings import Settings

HOST = "127.0.0.1"
#: How long a server with `while_used` waits for its first lease, in seconds.
PATIENCE = 15.0
#: How long requests may go on after the signal to stop, in seconds.
GRACE = 0.1


def serve(settings: Settings, port: int | None = None, *, while_used: bool = False) -> str:
    """Serve a store until told to stop, or find the server that does so already.

    Args:
        settings: What to serve.
        port: The port; None: the store's own, chosen once.
        while_used: End by itself when nobody holds a lease any more.

    Returns:
        The URL, as soon as serving has ended or another server turned out to serve this store.

    Raises:
        OSError: The store cannot be written, or the port that was asked for is taken.
    """
    settings.store.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.store / "server.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _other_server(settings.store)
    with lock:
        listener = _listen(settings.store, port)
        with listener:
            url = f"http://{HOST}:{listener.getsockname()[1]}"
            _run(settings, listener, url, while_used=while_used)
        return url


def _other_server(store: Path, patience: float = 10.0) -> str:
    """The URL of the server that holds the lock; it may have started only now."""
    deadline = time.monotonic() + patience
    while True:
        try:
            found: dict[str, Any] = json.loads((store / "server.json").read_text())
        except (OSError, ValueError):
            if time.monotonic() > deadline:
                raise OSError(f"{store} is locked by a server that does not say where it listens") from None
            time.sleep(0.02)
        else:
            return str(found["url"])


def _listen(store: Path, port: int | None) -> socket.socket:
    """A listening socket, at the store's own port if nobody else has taken that meanwhile."""
    kept = store / "port"
    own = int(kept.read_text()) if kept.exists() else 0
    try:
        listener = _bound(own if port is None else port)
    except OSError:
        if port is not None:
            raise
        listener = _bound(0)
    if port is None:
        _replace(kept, str(listener.getsockname()[1]))
    listener.listen(256)
    return listener


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def _replace(path: Path, text: str) -> None:
    """Write a file so that no reader ever sees half of it."""
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)


def _run(settings: Settings, listener: socket.socket, url: str, *, while_used: bool) -> None:
    app = create_app(settings)
    announcement = settings.store / "server.json"
    config = uvicorn.Config(
        app, http=_Protocol, ws="none", lifespan="on", log_level="error", access_log=False, server_header=False
    )
    server = _Server(config, app)
    try:
        _replace(announcement, json.dumps({"url": url, "pid": os.getpid()}))
        print(f"serving {settings.store} at {url}", flush=True)  # noqa: T201 - this is the program's output
        asyncio.run(server.run_for(listener, while_used=while_used))
    finally:
        announcement.unlink(missing_ok=True)


class _Protocol(H11Protocol):
    """Gives applications their connection's transport, so that faults can close it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class _Server(uvicorn.Server):
    """A server that ends its leases first when it stops."""

    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self._leases = app.state.leases

    async def run_for(self, listener: socket.socket, *, while_used: bool) -> None:
        """Serve until stopped; `while_used`: or until nobody needs it."""
        if while_used:
            self._leases.on_last_released = self._stop
            asyncio.get_running_loop().call_later(PATIENCE, self._stop_if_unused)
        await self.serve(sockets=[listener])

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._leases.close()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leases.close()
        await self._finish_requests()
        await super().shutdown(sockets)

    async def _finish_requests(self) -> None:
        """Give running requests a moment, then close their connections."""
        deadline = time.monotonic() + GRACE
        while self.server_state.tasks and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for task in list(self.server_state.tasks):
            task.cancel()

    def _stop(self) -> None:
        self.should_exit = True

    def _stop_if_unused(self) -> None:
        if not self._leases.taken:
            self._stop()


__all__ = ["serve", "signal"]
