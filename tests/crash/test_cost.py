"""What being sure costs: hardly a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conftest import Release, Server


def test_a_second_apply_sends_nothing_that_changes_anything(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    before: Any = server.get(f"deposit/depositions/{first['id']}")["modified"]
    lock = release.lock.read_text()
    already = len(server.log())
    second = release.apply()[-1]
    sent = server.log()[already:]
    assert {line.split()[0] for line in sent} == {"GET"}
    assert second["status"] == "unchanged"
    assert second["requests"] == 2
    assert server.get(f"deposit/depositions/{first['id']}")["modified"] == before
    assert release.lock.read_text() == lock


def test_twenty_files_take_twenty_three_requests_and_three_looks(
    server: Server, releases: Callable[..., Release]
) -> None:
    server.fault("search-lag=0")  # nobody waits for the search
    events = releases("twenty", files=20).apply()
    assert events[-1]["requests"] == 27
    assert events[0]["totals"]["requests"] == 27
