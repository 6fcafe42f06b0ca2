from __future__ import annotations

from email.utils import formatdate
from types import SimpleNamespace

import httpx
import pytest

from publishpipe.http import retries
from publishpipe.http.dialect import Dialect, Refusal
from publishpipe.http.retries import Limits, Verdict, after_answer, after_failure
from publishpipe.http.session import Session
from publishpipe.model.events import ignore


@pytest.mark.parametrize("status", [429, 500, 501, 502, 503, 504])
def test_a_get_is_repeated_after_whatever_may_pass(status: int) -> None:
    assert after_answer("GET", status, readable=True) is Verdict.REPEAT


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_put_is_repeated_after_a_500_only_if_that_is_known_to_pass(method: str) -> None:
    assert after_answer(method, 500, readable=True) is Verdict.FINAL
    assert after_answer(method, 500, readable=True, passing=True) is Verdict.REPEAT
    assert after_answer(method, 502, readable=False) is Verdict.REPEAT


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_post_is_never_repeated_blindly(status: int) -> None:
    assert after_answer("POST", status, readable=True) is Verdict.LOST
    assert after_answer("POST", 201, readable=False) is Verdict.LOST
    assert after_failure("POST", httpx.ReadTimeout("")) is Verdict.LOST
    assert after_failure("POST", httpx.WriteError("")) is Verdict.LOST


@pytest.mark.parametrize("status", [302, 400, 403, 404, 409, 422])
def test_what_is_not_the_apis_own_says_nothing_of_what_became_of_a_post(status: int) -> None:
    assert after_answer("POST", status, readable=False) is Verdict.LOST


def test_who_is_not_known_had_nothing_done() -> None:
    assert after_answer("POST", 401, readable=False) is Verdict.FINAL


def test_a_post_that_certainly_had_no_effect_is_repeated() -> None:
    assert after_failure("POST", httpx.ConnectError("")) is Verdict.REPEAT
    assert after_answer("POST", 429, readable=True) is Verdict.REPEAT


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_a_refusal_that_passes_is_tried_again_as_it_changed_nothing(method: str) -> None:
    assert after_answer(method, 400, readable=True, passing=True) is Verdict.REPEAT


def test_a_post_is_lost_with_a_500_though_that_may_pass() -> None:
    assert after_answer("POST", 500, readable=True, passing=True) is Verdict.LOST


@pytest.mark.parametrize("status", [200, 201, 204, 400, 403, 404, 409, 415])
def test_an_answer_is_an_answer(status: int) -> None:
    for method in ("GET", "PUT", "POST", "DELETE"):
        assert after_answer(method, status, readable=True) is Verdict.FINAL


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> int:
    """The time of day, which does not go on."""
    moment = 1_700_000_000
    stopped = SimpleNamespace(time=lambda: float(moment), monotonic=lambda: 1000.0)
    monkeypatch.setattr(retries, "time", stopped)
    return moment


def test_retry_after_is_heeded_on_429_and_503_only(now: int) -> None:
    for status in (200, 502):
        assert retries.wait_before(1, httpx.Response(status, headers={"Retry-After": "40"})) < 1
    for status in (429, 503):
        assert retries.wait_before(1, httpx.Response(status, headers={"Retry-After": "40"})) == 40
    later = formatdate(now + 20, usegmt=True)
    assert retries.wait_before(1, httpx.Response(429, headers={"Retry-After": later})) == 20
    assert retries.wait_before(1, httpx.Response(429, headers={"Retry-After": "soon"})) < 1


def test_waits_grow_with_jitter_and_stay_below_a_limit() -> None:
    waits = [[retries.wait_before(attempt, None) for _ in range(50)] for attempt in range(1, 12)]
    assert len(set(waits[0])) > 40
    assert max(waits[0]) < min(waits[3])
    assert max(waits[-1]) <= 1.5 * retries.LONGEST_WAIT


def answer(left: int, window: int, seconds: int) -> httpx.Response:
    headers = {"X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": str(window), "Retry-After": str(seconds)}
    return httpx.Response(200, headers=headers)


@pytest.mark.usefixtures("now")
def test_the_budget_lets_through_what_is_left_and_then_waits_for_the_window_to_end() -> None:
    budget = Limits()
    assert budget.wait() == 0
    budget.learn(answer(2, 1000, 30))
    assert [budget.wait() for _ in range(2)] == [0, 0]
    assert budget.wait() == 30
    budget.learn(answer(5, 1000, 30))  # an older answer of the same window, late
    assert budget.wait() == 30
    budget.learn(answer(5, 2000, 60))
    assert budget.wait() == 0


@pytest.mark.usefixtures("now")
def test_after_a_429_nobody_sends_before_its_time() -> None:
    """All sessions beside each other share it, whatever is left of the window."""
    first = Session("http://127.0.0.1:9/api/", None, Dialect(lambda _value: Refusal()), ignore)
    with first:
        other = first.beside(ignore)
        other.budget.learn(answer(100, 1000, 30))
        other.budget.learn(httpx.Response(429, headers={"Retry-After": "120"}))
        assert first.budget is other.budget
        assert first.budget.wait() == 120
        other.budget.learn(httpx.Response(429, headers={"Retry-After": "5"}))  # of a request that was on its way
        assert first.budget.wait() == 120


def test_answers_without_limits_teach_nothing() -> None:
    budget = Limits()
    budget.learn(httpx.Response(200, headers={"X-RateLimit-Remaining": "present", "X-RateLimit-Reset": "x"}))
    assert budget.wait() == 0
