"""One HTTP client for one origin: timeouts on everything, bodies of known length, answers as values or errors."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from publishpipe.errors import ServerError
from publishpipe.http import responses, retries
from publishpipe.http.credentials import Secret
from publishpipe.http.request import JSON, Begin, Body, Request
from publishpipe.http.retries import Look, Passing, Verdict, never
from publishpipe.model.events import Emit, Waiting
from publishpipe.model.urls import is_loopback, origin_of

TIMEOUT = httpx.Timeout(connect=15, read=120, write=60, pool=None)  # seconds
SLOWEST = 1024.0  # bytes a second; an upload that stays below it for GRACE seconds is cut and tried again
GRACE = 60.0
HOPS = 3
PIECE = 1 << 20  # bytes of a download that are handed on at once

Judge = Callable[[str], Verdict]
"""What an attempt means, if it was made by this method."""

log = logging.getLogger("publishpipe.http")


class TooSlowError(httpx.TransportError):
    """A file came to a crawl on its way, told as if the connection broke."""


class CancelledError(Exception):
    """Somebody asked to stop."""


class Session:
    """A connection to the API at `base_url`. Threads may share it.

    It counts all `requests`, and in `bytes_sent` what was sent of files, again and again where that was needed.

    Args:
        base_url: ends with a slash; every request goes below its origin.
        secret: sent to that origin only.
        emit: told about waits of more than a moment.
        renew: gives a fresh secret when there is none, or when the one in use is not accepted any more.
    """

    def __init__(
        self, base_url: str, secret: Secret | None, emit: Emit, renew: Callable[[Session], Secret] | None = None
    ) -> None:
        self.base_url = base_url
        self.requests = 0
        self.bytes_sent = 0
        self.cancelled = threading.Event()
        self._emit = emit
        self._budget = retries.Budget()
        self._counting = threading.Lock()
        self._secret = secret
        self._renew = renew
        headers = {"User-Agent": f"publishpipe/{version('publishpipe')}"}
        # A proxy may be needed to reach the world, but must never see what goes to this machine itself.
        self._client = httpx.Client(headers=headers, timeout=TIMEOUT, trust_env=not is_loopback(base_url))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._client.close()

    def get(self, path: str, **params: str | int) -> Any:
        """The JSON at `path`. Raises NotFoundError, ServerError."""
        return self.call("GET", path, params=params)

    def call(  # noqa: PLR0913  # all but three are given by name
        self,
        method: str,
        path: str,
        body: Body | None = None,
        *,
        params: Mapping[str, str | int] | None = None,
        passing: Passing = never,
        repeatable: bool = False,
        look: Look | None = None,
        accept: str = JSON,
    ) -> Any:
        """Send a request, again where that is safe (see `retries`), and give the JSON of the answer (None if empty).

        Args:
            method: GET, PUT, POST or DELETE.
            path: below the base URL, percent-encoded.
            body: what to send.
            params: the query.
            passing: see `retries.Passing`.
            repeatable: this POST may be sent again like a PUT: doing it twice has the effect of doing it once.
            look: see `retries.Look`; asked before this is sent once more though it may have taken effect.
            accept: the kind of JSON to ask for.

        Raises:
            NotFoundError: 404 or 410.
            LostAnswerError: a POST that may have taken effect.
            ServerError: any other refusal, or no answer after all attempts.
        """
        request = Request(method, path, body, params, accept)
        return self._persist(request, "PUT" if repeatable else method, passing, look)

    def download(self, path: str, begin: Begin) -> None:
        """Read the bytes at `path` as they are stored, from the first one again if they break off.

        Raises:
            NotFoundError: 404 or 410.
            ServerError: any other refusal, another origin named instead, or not all bytes after all attempts.
        """
        self._persist(Request("GET", path, accept="*/*", begin=begin), "GET")

    def _persist(self, request: Request, kind: str, passing: Passing = never, look: Look | None = None) -> Any:
        """Attempt until there is an answer that counts, and give its JSON; `kind` is the method to judge it by.

        A POST is lost if any of its attempts is, though it may be repeated: the last tells nothing of the others.
        """
        attempt, lost = 0, False
        while True:
            attempt += 1
            answer, value, reason, judge = self._tried(request, passing)
            verdict, unclear = judge(kind), judge("POST") is Verdict.LOST
            if verdict is Verdict.FINAL and answer is not None and answer.is_success:
                return value
            lost |= unclear and request.method == "POST"
            wait = retries.wait_before(attempt, answer)
            if verdict is not Verdict.REPEAT or attempt == retries.ATTEMPTS or wait > retries.PATIENCE:
                verdict = Verdict.LOST if lost else verdict
                raise responses.error(verdict, answer, reason, f"{request.method} {request.path}")
            self.sleep(wait, reason)
            if look and unclear and (found := look()) is not None:
                return found

    def _tried(self, request: Request, passing: Passing) -> tuple[httpx.Response | None, Any, str, Judge]:
        """One attempt: the answer if there is one, its JSON, the reason if it is no success, how a method judges it."""
        outcome = self._attempt(request)
        if isinstance(outcome, httpx.RequestError):
            return None, None, responses.told(outcome), partial(retries.after_failure, error=outcome)
        (readable, value), status = _parsed(request, outcome), outcome.status_code
        words = responses.reason(value) if readable else "with a body that is not the API's"
        judge = partial(retries.after_answer, status=status, readable=readable, passing=passing(status, value))
        return outcome, value, self._discreet(f"{status} {words}".strip()), judge

    def sleep(self, seconds: float, reason: str) -> None:
        """Wait, and say so if it is more than a moment. Raises CancelledError when somebody asks to stop."""
        if seconds >= 2:
            self._emit(Waiting(reason, seconds))
        if self.cancelled.wait(seconds):
            raise CancelledError

    def _attempt(self, request: Request) -> httpx.Response | httpx.RequestError:
        wait = self._budget.wait()
        if wait > retries.PATIENCE:
            raise ServerError(
                f"The server's rate limit is used up for {wait / 60:.0f} minutes.",
                status=retries.TOO_MANY,
                where=f"{request.method} {request.path}",
                hint="Run the same command again then.",
            )
        self.sleep(wait, "the server's rate limit is used up")
        try:
            if self._secret is None:
                self._renewed()
            answer = self._send(request)
            if answer.status_code == 401 and self._renewed():
                answer = self._send(request)
        except httpx.RequestError as failure:
            log.debug("%s %s: %s", request.method, request.path, responses.told(failure))
            return failure
        self._budget.learn(answer)
        return answer

    def _discreet(self, text: str) -> str:
        """A server's words without our secret, should it repeat that."""
        return self._secret.hidden_in(text) if self._secret else text

    def _renewed(self) -> bool:
        """Get a fresh secret, if there is a way to."""
        renew, self._renew = self._renew, None  # what that itself sends is without a secret, and is not renewed for
        if renew is None:
            return False
        self._secret = None
        try:
            self._secret = renew(self)
        finally:
            self._renew = renew
        return True

    def _send(self, request: Request) -> httpx.Response:
        url, params, body = self.base_url + request.path, request.params or None, request.body
        for _ in range(HOPS):
            content = self._counted(body) if body else None
            with self._counting:
                self.requests += 1
            headers = self._headers(request)
            with self._client.stream(request.method, url, headers=headers, content=content, params=params) as answer:
                self._receive(request, answer)
            log.debug("%s %s: %s", request.method, answer.request.url.copy_with(query=None), answer.status_code)
            target = self._redirected(request.method, answer)
            if target is None:
                return answer
            url, params = target, None
        return answer

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {"Accept": request.accept}
        if request.body:
            headers |= {"Content-Type": request.body.content_type, "Content-Length": str(request.body.size)}
        if request.begin:
            headers["Accept-Encoding"] = "identity"  # the bytes as they are stored
        if self._secret:
            headers["Authorization"] = self._secret.header()
        return headers

    def _receive(self, request: Request, answer: httpx.Response) -> None:
        """Read the body to its end."""
        if request.begin is None or not answer.is_success:
            answer.read()
            return
        take = request.begin()
        for piece in self._paced(answer.iter_bytes(PIECE)):
            take(piece)

    def _redirected(self, method: str, answer: httpx.Response) -> str | None:
        """Where a redirect leads on our own origin; behind TLS a server may name itself with http: the host counts."""
        followed = {307, 308} if method != "GET" else {301, 302, 303, 307, 308}
        if answer.status_code not in followed or "Location" not in answer.headers:
            return None
        target = answer.request.url.join(answer.headers["Location"])
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


def _parsed(request: Request, answer: httpx.Response) -> tuple[bool, Any]:
    """Whether the body is what was asked for, and its JSON; what was handed on is not looked at again."""
    return (True, None) if request.begin and answer.is_success else responses.parsed(answer)
