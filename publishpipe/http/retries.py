"""The one place that decides what is tried again, and when.

A GET may always be repeated. A PUT or DELETE has the same effect when it is done twice, so it is repeated
after everything that may pass. A POST is repeated only if it certainly never took effect; whatever leaves
that open is a lost answer, and whoever sent it must look before anything else. Which refusals of a repository pass by
themselves, such as a 500 on a PUT to Zenodo, only its own client knows (`request.Passing`).
"""

from __future__ import annotations

import random
import threading
import time
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Protocol

from publishpipe.http import faults
from publishpipe.http.library import httpx
from publishpipe.http.transport import LimitError

ATTEMPTS = 6
FIRST_WAIT = 0.5  # seconds; doubled each time
LONGEST_WAIT = 30.0
PATIENCE = 300.0  # the longest Retry-After that is worth waiting for
UNKNOWN = 401  # who asks
TOO_MANY = 429
DAY = 86_400.0
GATEWAY = frozenset({502, 503, 504})
GONE = {404, 410}


def never(_status: int, _answer: object) -> bool:
    """No failure is known to pass by itself, but for those that every server has."""
    return False


class Verdict(Enum):
    """What an attempt means."""

    FINAL = "the answer"
    REPEAT = "try again"
    LOST = "nobody knows"


def was_sent(error: httpx.RequestError) -> bool:
    """Whether a request may have reached the server, though no answer came."""
    never = httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError | httpx.UnsupportedProtocol
    return not isinstance(error, never)


def is_lasting(error: httpx.RequestError) -> bool:
    """Whether a failure does not pass by itself: a certificate, a proxy, an answer without end."""
    kinds = (httpx.ProxyError, httpx.UnsupportedProtocol, LimitError)
    return isinstance(error, kinds) or faults.is_insecure(error)


def after_failure(method: str, error: httpx.RequestError) -> Verdict:
    """Judge an attempt without an answer."""
    if method == "POST" and was_sent(error):
        return Verdict.LOST
    return Verdict.FINAL if is_lasting(error) else Verdict.REPEAT


def is_unclear(method: str, status: int, *, readable: bool, passing: bool = False) -> bool:
    """Whether a request may have taken effect, by an answer that does not say so; see `after_answer`.

    What is not the API's own comes from something before it. A 404 of that kind says nothing about what is there, and
    nothing but a 401 says that a POST did not get through.
    """
    if status == TOO_MANY or (passing and status < 500):
        return False
    posted = method == "POST" and status != UNKNOWN
    return status >= 500 or (not readable and (status < 300 or status in GONE or posted))


def after_answer(method: str, status: int, *, readable: bool, passing: bool = False) -> Verdict:
    """Judge an answer; `passing`: the repository knows that such a failure is gone the next time.

    A refusal below 500 that can be read changed nothing, so one that passes is tried again whatever the method.
    """
    if status == TOO_MANY or (passing and status < 500):
        return Verdict.REPEAT
    if not is_unclear(method, status, readable=readable):
        return Verdict.FINAL
    if method == "POST":
        return Verdict.LOST
    if method == "GET" or status in GATEWAY or passing or status < 500:
        return Verdict.REPEAT
    return Verdict.FINAL


def wait_before(attempt: int, answer: httpx.Response | None) -> float:
    """Seconds before the next attempt, counted from 1.

    Retry-After is heeded on 429 and 503 only: Zenodo sends it with every answer.
    """
    wait: float = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.5)  # noqa: S311  # no secret
    if answer is not None and answer.status_code in {TOO_MANY, 503}:
        return max(wait, retry_after(answer))
    return wait


def retry_after(answer: httpx.Response) -> float:
    """Seconds that Retry-After asks for (RFC 9110, section 10.2.3): a number or a date; 0 if absent."""
    text: str = answer.headers.get("Retry-After", "")
    try:
        if text.isdigit():
            return float(text)
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0


class Budget(Protocol):
    """How many requests may be sent, and when: one for all threads, and for all processes that share it."""

    patience: float  # seconds; a longer wait is an error instead

    def wait(self) -> float:
        """Take one request from it: then 0. Or else the seconds to wait before one asks again."""

    def learn(self, answer: httpx.Response) -> None:
        """Read an answer: what is left, and how long nobody may send anything."""


class Limits:
    """What the server allows, as its X-RateLimit-* headers say; after a 429, nobody sends before its Retry-After.

    `per_window` and `seconds`: how many requests it takes in so many seconds, once that is known.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.per_window = 0
        self.seconds = 0.0
        self._lock = threading.Lock()
        self._window = ""
        self._left: int | None = None
        self._ends = 0.0
        self._closed_until = 0.0

    def wait(self) -> float:
        """See `Budget`."""
        with self._lock:
            now = time.monotonic()
            if now < self._closed_until:
                return self._closed_until - now
            if self._left is None or now >= self._ends:
                self._left = None
                return 0.0
            if self._left < 1:
                return self._ends - now
            self._left -= 1
            return 0.0

    def learn(self, answer: httpx.Response) -> None:
        """See `Budget`; the end of the window comes from Retry-After, as clocks may differ."""
        if answer.status_code in {TOO_MANY, 503}:
            with self._lock:
                self._closed_until = max(self._closed_until, time.monotonic() + retry_after(answer))
        if not (told := rate_window(answer)):
            return
        window, left, seconds = told
        with self._lock:
            if window != self._window or self._left is None:
                self._window, self._left, self._ends = window, left, time.monotonic() + seconds
                limit = answer.headers.get("X-RateLimit-Limit", "")
                self.per_window = int(limit) if _is_number(limit) else self.per_window
                self.seconds = max(self.seconds, seconds)
            self._left = min(self._left, left)


def rate_window(answer: httpx.Response) -> tuple[str, int, float] | None:
    """The window that an answer was counted in: its name, how many requests are left, seconds until it ends."""
    left, window = answer.headers.get("X-RateLimit-Remaining", ""), answer.headers.get("X-RateLimit-Reset", "")
    if not (_is_number(left) and _is_number(window) and len(window) < 12):
        return None
    return window, int(left), max(0.0, retry_after(answer) or min(int(window) - time.time(), DAY))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
