"""A loopback proxy that kills a program at a chosen request: before the server saw it, or before the answer came back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

import httpx

Moment = Literal["before", "after"]
HOP_BY_HOP = {"connection", "transfer-encoding", "content-encoding", "content-length", "host", "date", "server"}


@dataclass
class Proxy:
    """Forwards everything to `target`. `strike` is called at request number `at` (from 1), and at those it `picks`."""

    target: str
    url: str = ""
    seen: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0
    moment: Moment = "before"
    strike: Callable[[], None] = lambda: None
    picks: Callable[[str, str], bool] = lambda _method, _path: False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, at: int, moment: Moment, strike: Callable[[], None]) -> None:
        """Strike at request number `at` from now on; 0 disarms."""
        with self.lock:
            self.seen.clear()
            self.at, self.moment, self.strike = at, moment, strike


@contextmanager
def proxied(target: str) -> Iterator[Proxy]:
    """Run a proxy in front of `target`, an origin such as http://127.0.0.1:5055."""
    proxy = Proxy(target.rstrip("/"))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Say nothing."""

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with proxy.lock:
                proxy.seen.append((self.command, self.path))
                strikes = len(proxy.seen) == proxy.at or proxy.picks(self.command, self.path)
            if strikes and proxy.moment == "before":
                proxy.strike()
                self.close_connection = True
                return
            answer = client.request(
                self.command,
                proxy.target + self.path,
                content=body or None,
                headers=[(k, v) for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP],
            )
            if strikes:
                proxy.strike()
                self.close_connection = True
                return
            self.send_response(answer.status_code)
            for name, value in answer.headers.multi_items():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value.replace(proxy.target, proxy.url))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = do_DELETE = _forward  # noqa: N815  # the base class's names

    class QuietServer(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A killed client resets its connections: that is what we are here for."""

    server = QuietServer(("127.0.0.1", 0), Handler)
    proxy.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with httpx.Client(timeout=60, trust_env=False) as client:
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def program(
    *arguments: str | Path,
    tokens: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> subprocess.Popen[str]:
    """Start `publishpipe` with tokens by origin and further variables, in a process group of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    listed = " ".join(f"{origin}={token}" for origin, token in (tokens or {}).items())
    return subprocess.Popen(
        [sys.executable, "-m", "publishpipe", *map(str, arguments)],
        env={**kept, "PUBLISHPIPE_TOKENS": listed, **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL, as the out-of-memory killer or a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
