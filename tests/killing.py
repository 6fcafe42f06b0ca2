"""A loopback proxy that kills a program at a chosen request: before the server saw it, while its body flows, or before
the answer came back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

import httpx

Moment = Literal["before", "within", "after"]  # the server has nothing of the request, half of its body, or done it
PATIENCE = 100  # seconds, on a busy machine, for what hardly takes one; a test has 120
HOP_BY_HOP = {"connection", "transfer-encoding", "content-encoding", "content-length", "host", "date", "server"}


def may_change(method: str, path: str) -> bool:
    """Whether a request may change something; NOMAD is asked for the files of an upload by a POST."""
    return method != "GET" and not path.endswith("/graph/query")


class StruckError(Exception):
    """Leaves a request in the middle of its body."""


@dataclass
class Proxy:
    """Forwards everything to `target`. `strike` is called at request number `at` (from 1), and at those it `picks`.

    `meanwhile` is called with the method and path of each request before it is forwarded, and may take its time.

    `seen` are the requests that it could have been called at: `within` a request only where that has a body.
    The connection is then closed, or (`status`) answered as by a gateway whose server gave none.
    """

    target: str
    url: str = ""
    seen: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0
    moment: Moment = "before"
    strike: Callable[[], None] = lambda: None
    picks: Callable[[str, str], bool] = lambda _method, _path: False
    meanwhile: Callable[[str, str], None] = lambda _method, _path: None
    status: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, at: int, moment: Moment, strike: Callable[[], None]) -> None:
        """Strike at request number `at` from now on; 0 disarms."""
        with self.lock:
            self.seen.clear()
            self.at, self.moment, self.strike = at, moment, strike


class Forwarder(BaseHTTPRequestHandler):
    """What the proxy does with one connection's requests."""

    proxy: Proxy
    client: httpx.Client
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        moment = self.proxy.moment if self._is_struck(body) else None
        self.proxy.meanwhile(self.command, self.path)
        try:
            if moment == "before":
                self._strike()
            answer = self._asked(self._half(body) if moment == "within" else body)
            if moment == "after":
                self._strike()
        except StruckError:
            self._break_off()
        else:
            self._tell(answer)

    do_GET = do_POST = do_PUT = do_DELETE = _forward  # noqa: N815  # the base class's names

    def _is_struck(self, body: bytes) -> bool:
        proxy = self.proxy
        if proxy.moment == "within" and not body:
            return False
        with proxy.lock:
            proxy.seen.append((self.command, self.path))
            return len(proxy.seen) == proxy.at or proxy.picks(self.command, self.path)

    def _strike(self) -> None:
        self.proxy.strike()
        raise StruckError

    def _break_off(self) -> None:
        if not self.proxy.status:
            self.close_connection = True
            return
        page = b"<html><head><title>Gateway</title></head></html>"
        self.send_response(self.proxy.status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def _half(self, body: bytes) -> Iterator[bytes]:
        yield body[: len(body) // 2]
        self._strike()  # so that the connection to the server is closed, too

    def _asked(self, body: bytes | Iterator[bytes]) -> httpx.Response:
        headers = [(name, value) for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP]
        if length := self.headers.get("Content-Length"):
            headers.append(("Content-Length", length))
        return self.client.request(self.command, self.proxy.target + self.path, content=body or None, headers=headers)

    def _tell(self, answer: httpx.Response) -> None:
        self.send_response(answer.status_code)
        for name, value in answer.headers.multi_items():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value.replace(self.proxy.target, self.proxy.url))
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)


class QuietServer(ThreadingHTTPServer):
    """Keeps quiet about connections that a killed client resets: they are what we are here for."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@contextmanager
def proxied(target: str) -> Iterator[Proxy]:
    """Run a proxy in front of `target`, an origin such as http://127.0.0.1:5055."""
    proxy = Proxy(target.rstrip("/"))
    with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
        handler = type("Handler", (Forwarder,), {"proxy": proxy, "client": client})
        server = QuietServer(("127.0.0.1", 0), handler)
        proxy.url = f"http://127.0.0.1:{server.server_port}"
        often = 0.02  # seconds between its looks for the end
        thread = threading.Thread(target=server.serve_forever, args=(often,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
