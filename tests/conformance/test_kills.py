"""Killed or cut off at any request of a release to NOMAD, and run again: one published upload, nothing left over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from tests.conformance.conftest import Releases
from tests.conformance.nomad import Nomad, Release
from tests.killing import Moment, Proxy, kill, proxied

AT_ONCE = 4
MOMENTS: list[Moment] = ["before", "after"]


def make(releases: Releases, proxy: Proxy) -> Release:
    release = releases(origin=proxy.url)
    release.metadata |= {"comment": "Killed.", "datasets": [f"{release.name} dataset"]}
    release.save()
    return release


def killed_at(nomad: Nomad, releases: Releases, at: int, moment: Moment) -> tuple[str, str] | None:
    """Which request it was killed at; None if the release had ended before that many."""
    with proxied(nomad.origin) as proxy:
        release = make(releases, proxy)
        armed = release.start
        process = armed("apply", release.path.name, "--yes", "--json")
        proxy.arm(at, moment, lambda: kill(process))
        process.communicate(timeout=100)
        killed = proxy.seen[at - 1] if process.returncode == -9 else None
        proxy.arm(0, "before", lambda: None)
        result = release.apply()[-1]
        assert result["published"], (at, moment, killed)
        assert release.apply()[-1]["status"] == "unchanged"
        release.is_published_once()
    return killed


def cut_at(nomad: Nomad, releases: Releases, at: int, moment: Moment) -> tuple[str, str] | None:
    """Which request went unanswered once; None if the release had ended before that many."""
    with proxied(nomad.origin) as proxy:
        release = make(releases, proxy)
        proxy.arm(at, moment, lambda: None)
        release.apply()
        cut = proxy.seen[at - 1] if len(proxy.seen) >= at else None
        proxy.arm(0, "before", lambda: None)
        assert release.apply()[-1]["status"] == "unchanged"
        release.is_published_once()
    return cut


@pytest.mark.timeout(600)
@pytest.mark.parametrize("harm", [killed_at, cut_at], ids=["killed", "cut off"])
def test_harm_at_any_request_leaves_one_published_upload(nomad: Nomad, releases: Releases, harm: Any) -> None:
    """From the first request to the first number that the release needs no more: polls make that differ."""
    numbers, cases = count(1), []
    with ThreadPoolExecutor(2 * AT_ONCE) as pool:
        while not cases or all(case is not None for case in cases[-2 * AT_ONCE :]):
            batch = [(next(numbers), moment) for _ in range(AT_ONCE) for moment in MOMENTS]
            batch = [(at, moment) for at, _ in batch[::2] for moment in MOMENTS]
            cases += list(pool.map(lambda case: harm(nomad, releases, *case), batch))
    struck = {f"{method} {path.partition('?')[0].rpartition('/')[2]}" for method, path in filter(None, cases)}
    assert {"POST uploads", "PUT ", "POST edit", "POST publish"} <= struck
    assert len(struck) >= 8
    print(f"\n{len([case for case in cases if case])} cases, {sorted(struck)}")  # noqa: T201  # shown by pytest -s
