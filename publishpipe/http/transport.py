"""Bytes to one origin and back: timeouts on everything, redirects on that origin only, what was sent counted."""

from __future__ import annotations

import logging
import math
import os
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from copy import copy
from importlib.metadata import version
from typing import Self
from urllib.parse import urlsplit

from publishpipe.errors import PublishPipeError
from publishpipe.http.library import httpx
from publishpipe.http.proxies import proxy_for
from publishpipe.http.request import JSON, Body, Request
from publishpipe.model.urls import is_loopback, origin_of

TIMEOUT = httpx.Timeout(connect=15, read=120, write=60, pool=None)  # seconds
SLOWEST = 1024.0  # bytes a second; an upload that stays below it for GRACE seconds is cut and tried again
GRACE = 60.0
HOPS = 3
PIECE = 1 << 20  # bytes of a download that are handed on at once
LONGEST = 64 << 20  # bytes of an answer, unpacked, that is no download
OF_THE_WAY = {b"content-encoding", b"content-length", b"transfer-encoding"}  # headers, true of the body as it came
DEADLINE = 600.0  # seconds for such an answer as a whole

log = logging.getLogger("publishpipe.http")


class TooSlowError(httpx.TransportError):
    """A file came to a crawl on its way, told as if the connection broke."""


class LimitError(httpx.TransportError):
    """An answer that is longer, or takes longer, than any that makes sense."""


class CancelledError(Exception):
    """Somebody asked to stop."""


class Transport:
    """A connection to the origin of `base_url`. Threads may share it.

    It counts all `requests`, and in `bytes_sent` what was sent of files, again and again where that was needed. Its
    `latency` is how many seconds the quickest answer took: what any request waits for, however little it sends.
    Setting `cancelled` stops what is under way.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.requests = 0
        self.bytes_sent = 0
        self.latency = math.inf
        self.cancelled = threading.Event()
        self._counting = threading.Lock()
        self._is_guest = False
        headers = {"User-Agent": f"publishpipe/{version('publishpipe')}"}
        # A proxy may be needed to reach the world, but must never see what goes to this machine itself.
        # Certificates are read for https only: it takes a while, and http never becomes https, see `_redirected`.
        verify = _certificates() if base_url.startswith("https:") else False
        try:
            proxy_for(base_url)  # a port that is none httpx would find out later
            self._client = httpx.Client(
                headers=headers, timeout=TIMEOUT, trust_env=not is_loopback(base_url), verify=verify
            )
        except (ImportError, ValueError, httpx.InvalidURL) as wrong:
            # A SOCKS proxy without its package; or no proxy's address, of which a part may be quoted: of its password.
            why = (
                wrong
                if isinstance(wrong, ImportError)
                else "its address is none, such as http://proxy.example.org:3128."
            )
            raise PublishPipeError(
                f"The proxy that the environment names cannot be used: {why}",
                state="Nothing was sent.",
                hint="Correct or remove HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, its password percent-encoded; for SOCKS: "
                "pip install 'httpx[socks]'",
            ) from None

    def beside(self) -> Self:
        """Another one by the same connections, which counts for itself, and is stopped by itself."""
        other = copy(self)
        other.requests = other.bytes_sent = 0
        other.cancelled, other._counting = threading.Event(), threading.Lock()  # noqa: SLF001  # its own
        other._is_guest = True  # noqa: SLF001  # as above
        return other

    def close(self) -> None:
        """Let the connections go, if they are its own."""
        if not self._is_guest:
            self._client.close()

    def sleep(self, seconds: float) -> None:
        """Wait. Raises CancelledError when somebody asks to stop."""
        if self.cancelled.wait(seconds):
            raise CancelledError

    def send(self, request: Request, headers: Mapping[str, str]) -> httpx.Response:
        """One attempt. Raises httpx.RequestError if there is no answer."""
        url, params, body = self.base_url + request.path, request.params or None, request.body
        headers = {**headers, **_described(request)}
        for _ in range(HOPS):
            content = self._counted(body) if body else None
            began = time.monotonic()
            with self._counting:
                self.requests += 1
            with self._client.stream(request.method, url, headers=headers, content=content, params=params) as stream:
                answer = self._received(request, stream)
            self.latency = min(self.latency, time.monotonic() - began)
            log.debug("%s %s: %s", request.method, answer.request.url.copy_with(query=None), answer.status_code)
            target = self._redirected(request.method, answer)
            if target is None:
                return answer
            url, params = target, None
        return answer

    def _received(self, request: Request, stream: httpx.Response) -> httpx.Response:
        """The answer, its body read to its end; one that is handed on is not kept."""
        body = b""
        if request.begin is None or not stream.is_success:
            body = b"".join(_limited(stream.iter_bytes()))
        else:
            take = request.begin()
            for piece in self._paced(stream.iter_bytes(PIECE)):
                take(piece)
        headers = [item for item in stream.headers.raw if item[0].lower() not in OF_THE_WAY]
        return httpx.Response(stream.status_code, headers=headers, content=body, request=stream.request)

    def _redirected(self, method: str, answer: httpx.Response) -> str | None:
        """Where a redirect leads on our own origin; behind TLS a server may name itself with http: the host counts."""
        followed = {307, 308} if method != "GET" else {301, 302, 303, 307, 308}
        if answer.status_code not in followed or "Location" not in answer.headers:
            return None
        try:
            target = answer.request.url.join(answer.headers["Location"])
        except httpx.InvalidURL:
            return None
        if target.host != urlsplit(self.base_url).hostname:
            return None
        return origin_of(self.base_url) + target.raw_path.decode()

    def _counted(self, body: Body) -> Iterator[bytes]:
        """The body's bytes, counted if they are a file's."""
        for chunk in self._paced(body.open()):
            yield chunk
            if body.content_type != JSON:
                with self._counting:
                    self.bytes_sent += len(chunk)

    def _paced(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Bytes on their way; stops when somebody asks to, or when they hardly flow."""
        began, done = time.monotonic(), 0
        for chunk in chunks:
            if self.cancelled.is_set():
                raise CancelledError
            yield chunk
            done += len(chunk)
            elapsed = time.monotonic() - began
            if elapsed > GRACE and done / elapsed < SLOWEST:
                raise TooSlowError(f"only {done} bytes in {elapsed:.0f} s")


def _certificates() -> ssl.SSLContext:
    """The authorities that are trusted. Raises PublishPipeError: a variable names none that can be read."""
    try:
        return httpx.create_ssl_context()
    except OSError as wrong:  # of which ssl.SSLError is one
        names = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
        raise PublishPipeError(
            f"No certificates can be read from {os.environ[names[0]] if names else 'this installation'}: "
            f"{wrong.strerror or wrong}.",
            state="Nothing was sent.",
            hint=f"Correct {names[0]}: a file in PEM format, or unset it." if names else "Install certifi again.",
        ) from None


def _limited(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of an answer. Raises LimitError where they have no end."""
    began, done = time.monotonic(), 0
    for piece in pieces:
        done += len(piece)
        if done > LONGEST:
            raise LimitError(f"an answer of more than {LONGEST >> 20} MiB")
        if time.monotonic() - began > DEADLINE:
            raise LimitError(f"an answer that does not end within {DEADLINE / 60:.0f} minutes")
        yield piece


def _described(request: Request) -> dict[str, str]:
    """The headers that tell of a request's body, and of the answer that it wants."""
    headers = {"Accept": request.accept}
    if request.body:
        headers |= {"Content-Type": request.body.content_type, "Content-Length": str(request.body.size)}
    if request.begin:
        headers["Accept-Encoding"] = "identity"  # the bytes as they are stored
    return headers
