"""Waiting by status, never by words; and requests that are refused while the upload is busy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from publishpipe.errors import NotFoundError, ServerError
from publishpipe.repositories.nomad.client import waiting
from publishpipe.repositories.nomad.client.waiting import BLOCKED, TRIES, StillProcessingError, Waiter
from publishpipe.repositories.nomad.models import Tally, Upload

SUCCESS = "Process completed successfully"
IDLE = Upload("u", status="SUCCESS", message=SUCCESS)
BUSY = Upload("u", running=True, status="RUNNING", message="Parsing level 0")


class Server:
    """Shows one upload after the other, the last one for ever; notes what was waited for."""

    def __init__(self, shown: Iterable[Upload | None]) -> None:
        self._shown = list(shown)
        self.waits: list[tuple[float, str]] = []

    def progress(self, _upload_id: str) -> tuple[Upload, Tally] | None:
        shown = self._shown.pop(0) if len(self._shown) > 1 else self._shown[0]
        return (shown, Tally()) if shown else None

    def sleep(self, seconds: float, reason: str) -> None:
        self.waits.append((seconds, reason))


def waiter(*shown: Upload | None) -> tuple[Waiter, Server]:
    server: Any = Server(shown)
    return Waiter(server, server), server


def test_a_success_message_of_an_earlier_operation_does_not_end_the_wait() -> None:
    pending = Upload("u", running=True, status="PENDING", message=SUCCESS)
    waits, server = waiter(pending, pending, BUSY, IDLE)
    assert waits.until_idle("u") is IDLE
    assert [seconds for seconds, _ in server.waits] == sorted(seconds for seconds, _ in server.waits)
    assert server.waits[-1][1] == "NOMAD is at work: Parsing level 0"


def test_a_wait_without_end_is_unknown_and_not_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", -1.0)
    waits, _ = waiter(BUSY)
    with pytest.raises(StillProcessingError, match="still processing") as error:
        waits.until_idle("u")
    assert not isinstance(error.value, ServerError)
    assert "not known" in error.value.state
    assert "again" in error.value.hint


def test_what_is_gone_is_gone() -> None:
    with pytest.raises(NotFoundError):
        waiter(None)[0].until_idle("u")
    assert waiter(BUSY, None)[0].is_gone("u")
    assert not waiter(BUSY, IDLE)[0].is_gone("u")


def refusals(*statuses: int, words: str = "It is not wanted.") -> Any:
    left = list(statuses)

    def request() -> None:
        if left:
            raise ServerError(words, status=left.pop(0))

    return request


@pytest.mark.parametrize("status", [400, 409])
def test_a_refusal_while_busy_is_tried_again_whatever_it_says(status: int) -> None:
    waiter(BUSY, BUSY, IDLE)[0].through("u", refusals(status))


@pytest.mark.parametrize("status", [400, 409])
def test_a_refusal_that_raced_with_the_end_is_tried_once_more(status: int) -> None:
    waiter(IDLE)[0].through("u", refusals(status))


@pytest.mark.parametrize("statuses", [(422,), (400, 400), (409, 409), (400, 409), (500,)])
def test_other_refusals_are_told(statuses: tuple[int, ...]) -> None:
    with pytest.raises(ServerError) as error:
        waiter(IDLE)[0].through("u", refusals(*statuses))
    assert error.value.status == statuses[-1]


@pytest.mark.parametrize("words", BLOCKED)
def test_a_refusal_that_says_busy_is_believed_but_not_for_ever(words: str) -> None:
    waiter(IDLE)[0].through("u", refusals(*[400] * (TRIES - 1), words=words))
    with pytest.raises(ServerError, match=words):
        waiter(IDLE)[0].through("u", refusals(*[400] * TRIES, words=words))
