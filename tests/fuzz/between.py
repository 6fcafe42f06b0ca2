"""What stands between the client and the server: it passes requests and answers on, and changes one answer of a run.

It sits below the HTTP library, where bytes come off the connection: a proxy of its own would cost half of the time.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple
from unittest import mock

import httpx
import typer.main

from publishpipe.http.transport import CancelledError, Transport
from publishpipe.repositories.zenodo.metadata import texts
from publishpipe.schemas.loader import Schema, Validator, validator_of
from publishpipe.state import lockfile
from tests.crash.inside import Ended, called
from tests.fuzz.changing import Answer, Change, changed, refused
from tests.laws import quick

MANY = 300  # requests that no command needs here
OFTEN = 3  # times that a call is told apart from the one before: how often NOMAD is asked whether it is done varies
NOT_DONE = 0.06  # how many requests never reach the server
LONGEST = 0.02  # seconds of any wait
ID = re.compile(r"(?<=/)(\d{5,}|[0-9a-f-]{36}|(?=[^/]*[A-Z0-9_-])[A-Za-z0-9_-]{22})(?=/|$)")

ask = httpx.HTTPTransport.handle_request


class EndlessError(BaseException):
    """A command that asks again and again; nobody may catch it."""


class Call(NamedTuple):
    """The `time`-th (from 1) request of that kind: its method and path, without ids."""

    name: str
    time: int


@dataclass
class Between:
    """Changes the answer to the call `at` by dice; `done` is what it did, `calls` what passed."""

    at: Call | None = None
    dice: random.Random = field(default_factory=random.Random)
    done: Change | None = None
    calls: list[Call] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)

    def run(self, *words: str, tokens: dict[str, str]) -> Ended:
        """`publishpipe` with these words, which asks through this."""
        between = self

        def asked(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            return between._asked(transport, request)

        with mock.patch.object(httpx.HTTPTransport, "handle_request", asked):
            return called(*words, tokens=tokens)

    def _asked(self, transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        name = f"{request.method} {ID.sub('*', request.url.path)}"
        self.times[name] += 1
        call = Call(name, self.times[name])
        self.calls.append(call)
        if len(self.calls) > MANY:
            raise EndlessError(call)
        if call == self.at and self.dice.random() < NOT_DONE:
            self.done = refused(self.dice)
            return _response(self.done.answer)
        response = ask(transport, request)
        if call != self.at:
            return response
        body = response.read()
        response.close()
        self.done = changed(Answer(response.status_code, response.headers.raw, body), self.dice)
        return _response(self.done.answer)


def _response(answer: Answer) -> httpx.Response:
    """The answer as it comes off the connection, of the length that it tells."""
    headers = [item for item in answer.headers if item[0].lower() not in {b"content-length", b"transfer-encoding"}]
    length = (b"Content-Length", str(len(answer.body)).encode())
    return httpx.Response(answer.status, headers=[*headers, length], stream=httpx.ByteStream(answer.body))


@contextmanager
def quickly() -> Iterator[None]:
    """No wait is long, and what texts become is computed once."""

    def slept(transport: Transport, seconds: float) -> None:
        if transport.cancelled.wait(min(seconds, LONGEST)):
            raise CancelledError

    with ExitStack() as patches:
        for patch in (*quick.patches(), mock.patch.object(Transport, "sleep", slept), *_remembered()):
            patches.enter_context(patch)
        yield


def _remembered() -> Iterator[Any]:
    """What is pure, and takes long each time."""
    yield mock.patch.object(lockfile, "validator_of", _validator)
    yield mock.patch.object(texts, "_settled", cache(texts._settled))
    yield mock.patch.object(typer.main, "get_command", cache(typer.main.get_command))


def _validator(schema: Schema) -> Validator:
    return _validators(json.dumps(schema))


@cache
def _validators(schema: str) -> Validator:
    return validator_of(json.loads(schema))
