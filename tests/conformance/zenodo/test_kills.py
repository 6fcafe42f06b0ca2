"""Killed at any request of a new version on Zenodo, and run again: published once, right, nothing left over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import LONGEST_RUN, Release, Zenodo
from tests.killing import Moment, Proxy, proxied
from tests.program import kill

AT_ONCE = 4
MOMENTS: list[Moment] = ["before", "after"]
CHANGES = {"POST versions", "POST files-import", "PUT file", "PUT metadata", "POST publish"}
SAMPLE: list[tuple[Moment, int]] = [("after", 3), ("before", 5), ("after", 7), ("after", 9)]


def killed(zenodo: Zenodo, releases: Releases, moment: Moment, at: int) -> str | None:
    """Kill a new version with four replaced files at request number `at`, and run it again.

    Gives the request that it was killed at; None if the version was published before that.
    """
    with proxied(zenodo.origin) as proxy:
        release = releases(files=5, origin=proxy.url)
        release.apply()
        first = release.version
        release.write(**{f"data-{number}.csv": f"replaced {number}\n" for number in range(4)})
        struck = kind(*proxy.seen[at - 1]) if is_killed(release, proxy, moment, at) else None
        proxy.arm(0, "before", lambda: None)
        assert release.apply()[-1]["published"], (moment, at, struck)
        release.is_published(first, release.version)
    return struck


def is_killed(release: Release, proxy: Proxy, moment: Moment, at: int) -> bool:
    """Run apply and kill it at a request; whether it had so many."""
    process = release.start("apply", release.path.name, "--yes", "--json")
    proxy.arm(at, moment, lambda: kill(process))
    _, err = process.communicate(timeout=LONGEST_RUN)
    assert process.returncode in {0, -9}, err
    return process.returncode == -9


def kind(method: str, path: str) -> str:
    """What a request is about, without ids and names."""
    if method == "PUT":
        return "PUT file" if "/files/" in path else "PUT metadata"
    return f"{method} {path.partition('?')[0].rsplit('/', 1)[1]}"


@pytest.mark.parametrize(("moment", "at"), SAMPLE)
def test_a_kill_at_some_requests_of_a_new_version_is_survived(
    zenodo: Zenodo, releases: Releases, moment: Moment, at: int
) -> None:
    assert killed(zenodo, releases, moment, at)


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_a_kill_at_any_request_of_a_new_version_is_survived(zenodo: Zenodo, releases: Releases) -> None:
    struck: list[str | None] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while None not in struck:
            first = len(struck) // len(MOMENTS) + 1
            cases = [(moment, at) for at in range(first, first + AT_ONCE // 2) for moment in MOMENTS]
            struck += pool.map(lambda case: killed(zenodo, releases, *case), cases)
    assert set(struck) >= CHANGES
    print(f"\nkilled {len(list(filter(None, struck)))} times: {struck}")  # noqa: T201  # see -s
