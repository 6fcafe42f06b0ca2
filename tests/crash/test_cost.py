"""What being sure costs: hardly a request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Release, Server, make_release
from tests.killing import PATIENCE, proxied
from tests.program import kill


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


@pytest.mark.parametrize("at", [4, 14, 24])
def test_who_goes_on_after_a_kill_sends_what_is_missing_and_looks_twice_at_most(
    server: Server, tmp_path: Path, at: int
) -> None:
    server.fault("search-lag=0")  # nobody waits for the search
    with proxied(server.origin) as proxy:
        release = make_release(tmp_path, proxy.url, files=20)
        process = release.start("apply", release.path.name, "--yes", "--quiet", "--jobs", "1")
        proxy.arm(at, "after", lambda: kill(process))
        assert process.wait(PATIENCE) == -9
        proxy.arm(0, "after", lambda: None)
        assert release.apply("--jobs", "1")[-1]["requests"] <= 27 - at + 2
