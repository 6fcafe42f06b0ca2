"""The requests that a server allows, shared: none too many, whoever sends them, and none while it asks for a pause."""

from __future__ import annotations

from pathlib import Path

import httpx

from publishpipe.campaign.state.budget import SharedBudget


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def answer(left: int, window: int = 5000, seconds: int = 60, status: int = 200) -> httpx.Response:
    headers = {"X-RateLimit-Remaining": left, "X-RateLimit-Reset": window, "Retry-After": seconds}
    return httpx.Response(status, headers={name: str(value) for name, value in headers.items()})


def shared(folder: Path, clock: Clock, processes: int = 3) -> list[SharedBudget]:
    return [SharedBudget(folder, clock=clock) for _ in range(processes)]


def sent(budget: SharedBudget, most: int = 1000) -> int:
    """How many requests it lets through, one after the other."""
    return next(number for number in range(most) if budget.wait())


def test_all_together_send_no_more_than_the_server_allows(tmp_path: Path) -> None:
    clock = Clock()
    budgets = shared(tmp_path, clock)
    for budget in budgets:
        budget.learn(answer(100))
    assert sum(map(sent, budgets)) == 100
    assert {budget.wait() for budget in budgets} == {60}


def test_in_the_next_window_it_begins_anew_and_the_last_one_is_forgotten(tmp_path: Path) -> None:
    clock = Clock()
    first, second, _ = shared(tmp_path, clock)
    first.learn(answer(10))
    second.learn(answer(10))
    assert sent(first) == 10
    assert second.wait() == 60
    clock.now += 60
    assert second.wait() == 0  # nobody knows yet what is allowed now
    second.learn(answer(5, window=5060))
    assert first.wait() == 0  # nor does this one, and what it sends counts as well
    first.learn(answer(4, window=5060))
    assert sent(first) + sent(second) == 3
    assert not (tmp_path / "5000").exists()


def test_what_the_server_says_last_counts_where_it_is_less(tmp_path: Path) -> None:
    """Somebody else uses the same account."""
    clock = Clock()
    budget, *_ = shared(tmp_path, clock)
    budget.learn(answer(100))
    assert budget.wait() == 0
    budget.learn(answer(0))
    assert budget.wait() == 60


def test_a_429_that_one_sees_holds_all_until_its_time(tmp_path: Path) -> None:
    clock = Clock()
    first, second, _ = shared(tmp_path, clock)
    first.learn(httpx.Response(429, headers={"Retry-After": "30"}))
    assert first.wait() == second.wait() == 30
    clock.now += 29
    late = SharedBudget(tmp_path, clock=clock)
    assert first.wait() == second.wait() == 1
    assert late.wait() == 30  # it cannot know better, until who was told takes it away
    clock.now += 1
    assert second.wait() == 0
    assert first.wait() == 0
    assert late.wait() == 0


def test_a_pause_of_one_that_was_killed_ends_too(tmp_path: Path) -> None:
    clock = Clock()
    killed, other, _ = shared(tmp_path, clock)
    killed.learn(httpx.Response(503, headers={"Retry-After": "30"}))
    assert other.wait() == 30
    clock.now += 30
    assert other.wait() == 0
    clock.now += 500
    assert other.wait() == 0


def test_answers_without_limits_allow_everything(tmp_path: Path) -> None:
    budget, *_ = shared(tmp_path, Clock())
    budget.learn(httpx.Response(200))
    assert not any(budget.wait() for _ in range(200))
