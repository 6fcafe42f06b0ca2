"""Commands of `publishpipe` inside this process, which may die at a moment as if by SIGKILL.

After its death nothing of it reaches the server or the disk any more, whatever its `finally` blocks try; only the
process lock is given back, as the system does. What it had sent by then takes effect.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from unittest import mock

import httpx

from publishpipe.errors import PublishPipeError
from publishpipe.files import checksums
from publishpipe.state import lockfile
from publishpipe.state.storage import temporary
from publishpipe.state.storage import write_atomically as write
from tests.killing import may_change
from tests.laws import quick

Moment = Literal["before", "within", "after", "unwritten", "torn", "written"]
MOMENTS: tuple[Moment, ...] = ("before", "within", "after", "unwritten", "torn", "written")

ask = httpx.HTTPTransport.handle_request


class KilledError(BaseException):
    """The end of the process; nobody may catch it."""


@dataclass
class Half(httpx.SyncByteStream):
    """The first half of a request's body, after which the process is dead."""

    whole: httpx.SyncByteStream

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.whole:
            yield chunk[: len(chunk) // 2]
            break
        raise KilledError


@dataclass
class Process:
    """One run of a command. It dies at its `at`-th request that changes something, or write of the lockfile; 0: never.

    `sent` are the requests that left it. With `meanwhile` that is called at that request instead, and life goes on.
    """

    moment: Moment = "before"
    at: int = 0
    meanwhile: Callable[[], None] | None = field(default=None, repr=False)
    dead: bool = field(default=False, repr=False)
    sent: list[str] = field(default_factory=list, repr=False)
    _changes: int = field(default=0, repr=False)
    _writes: int = field(default=0, repr=False)
    _aside: bool = field(default=False, repr=False)

    @property
    def changing(self) -> list[str]:
        """The requests that may change something."""
        return [line for line in self.sent if may_change(*line.split()[:2])]

    def run(self, command: Callable[[], Any]) -> Any:
        """What the command returns, or how it ends. Any other exception is raised."""
        already = set(threading.enumerate())
        with ExitStack() as patches:
            for patch in self._patches():
                patches.enter_context(patch)
            try:
                return command()
            except (PublishPipeError, KilledError) as ended:
                return ended
            finally:
                for thread in set(threading.enumerate()) - already:
                    thread.join(10)

    def _patches(self) -> Iterator[Any]:
        yield from quick.patches()
        process = self

        def asked(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            return process._asked(transport, request)

        yield mock.patch.object(httpx.HTTPTransport, "handle_request", asked)
        yield mock.patch.object(lockfile, "write_atomically", self._wrote)
        yield mock.patch.object(checksums, "write_atomically", self._cached)

    def _asked(self, transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        if self._aside:
            return ask(transport, request)
        self._live()
        moment = None
        if may_change(request.method, request.url.path):
            self._changes += 1
            moment = self.moment if self._changes == self.at else None
        if moment and self.meanwhile:
            self._aside = True
            self.meanwhile()
            self._aside, moment = False, None
        if moment == "within" and request.headers.get("Content-Length", "0") == "0":
            moment = "before"  # there is nothing within
        if moment == "before":
            self._die()
        self.sent.append(f"{request.method} {request.url.path}")
        if moment == "within":
            self.dead = True
            assert isinstance(request.stream, httpx.SyncByteStream)
            request.stream = Half(request.stream)
        answer = ask(transport, request)
        if moment == "after":
            answer.close()
            self._die()
        return answer

    def _wrote(self, path: Path, text: str) -> None:
        self._live()
        self._writes += 1
        moment = self.moment if self._writes == self.at else None
        if moment == "unwritten":
            self._die()
        if moment == "torn":
            temporary(path).write_text(text[: len(text) // 2], "utf-8")
            self._die()
        write(path, text)
        if moment == "written":
            self._die()

    def _cached(self, path: Path, text: str) -> None:
        self._live()
        write(path, text)

    def _live(self) -> None:
        if self.dead:
            raise KilledError

    def _die(self) -> None:
        self.dead = True
        raise KilledError
