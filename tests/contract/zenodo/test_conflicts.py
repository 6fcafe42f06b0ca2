"""Writes that meet on one draft are answered as the real Zenodo was recorded to: the first is done, others are refused.

In the recording a request whose note ends with `first` replaces a file. Half of its body is there while those after it
are sent; the other half comes when the server has all of these.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.zenodo.replayer import Comparison, Json, Names, Replay
from tests.contract.zenodo.test_recordings import TOKENS, server
from tests.local.running import Running

__all__ = ["server"]

RECORDED = json.loads(Path(__file__).with_name("conflicts.json").read_text("utf-8"))["exchanges"]
ROUND_TRIPS = 5  # after which a server of one thread has taken up what was sent before them


def kind(exchange: Json) -> str:
    """`setup`, or what its scenario is about."""
    return str(exchange["note"]).partition(":")[0]


def scenarios() -> list[list[Json]]:
    """The recording, cut where a new draft is made."""
    found: list[list[Json]] = []
    for exchange in RECORDED:
        if exchange["note"] == "setup: create":
            found.append([])
        found[-1].append(exchange)
    return found


class Meeting:
    """Requests that are under way at once."""

    def __init__(self, replay: Replay, names: Names, client: httpx.Client, pool: ThreadPoolExecutor) -> None:
        self._replay = replay
        self._names = names
        self._client = client
        self._pool = pool
        self._complete = threading.Event()

    def send(self, exchange: Json) -> Future[httpx.Response]:
        """Send it so far that the server is at work on it."""
        reached = threading.Event()
        first = str(exchange["note"]).endswith(": first")
        request = self._replay.request(exchange["request"], exchange["as"], self._names)
        if first:
            halves = self._halves(request.read(), reached)
            headers = {**request.headers}
            request = httpx.Request(request.method, request.url, headers=headers, content=halves)
        else:
            request.extensions["trace"] = lambda event, _info: (
                reached.set() if event == "http11.receive_response_headers.started" else None
            )
        answer = self._pool.submit(self._client.send, request)
        assert reached.wait(60)
        for _ in range(ROUND_TRIPS):
            self._client.get(f"{self._replay.origin}/api/me")
        return answer

    def end(self) -> None:
        """Let the first one's body come to its end."""
        self._complete.set()

    def _halves(self, body: bytes, reached: threading.Event) -> Iterator[bytes]:
        yield body[: len(body) // 2]
        reached.set()
        self._complete.wait(60)
        yield body[len(body) // 2 :]


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: kind(scenario[-1]))
def test_writes_that_meet_are_answered_as_recorded(scenario: list[Json], server: Running) -> None:
    replay = Replay(server.url, TOKENS)
    names = Names({"origin": server.url})
    under_way: list[tuple[Json, Future[httpx.Response]]] = []
    with httpx.Client(trust_env=False, timeout=60) as client, ThreadPoolExecutor() as pool:
        meeting = Meeting(replay, names, client, pool)
        for exchange in scenario:
            note = exchange["note"]
            if kind(exchange) == "setup":
                assert replay.compared(client, exchange, names) == {}, note
            elif not note.endswith(": left"):
                under_way.append((exchange, meeting.send(exchange)))
            else:
                meeting.end()
                assert [difference(names, *one) for one in under_way] == [{}] * len(under_way)
                assert replay.compared(client, exchange, names) == {}, note
    assert len(under_way) > 1


def difference(names: Names, exchange: Json, answer: Future[httpx.Response]) -> dict[str, Any]:
    """What is not as recorded in the answer to one of the requests."""
    comparison = Comparison(names)
    comparison.answer(exchange["response"], answer.result(60))
    return {exchange["note"]: comparison.found} if comparison.found else {}
