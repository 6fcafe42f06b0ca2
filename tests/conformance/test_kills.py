"""Killed or cut off at any request of a release to NOMAD, and run again: one published upload, nothing left over."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conformance.conftest import URL, Releases
from tests.conformance.nomad import Nomad, Release
from tests.killing import Moment, Proxy, kill, proxied

AT_ONCE = 4  # of ten unpublished uploads that a user may have
MOMENTS: list[Moment] = ["before", "after"]

Harm = Callable[[Nomad, Releases, int, Moment], tuple[str, str] | None]


def make(releases: Releases, proxy: Proxy) -> Release:
    release = releases(origin=proxy.url, user="bob")
    release.metadata |= {"comment": "Killed.", "datasets": [f"{release.name} dataset"]}
    release.save()
    return release


def killed_at(nomad: Nomad, releases: Releases, at: int, moment: Moment) -> tuple[str, str] | None:
    """Which request it was killed at; None if the release had ended before that many."""
    with proxied(nomad.origin) as proxy:
        release = make(releases, proxy)
        process = release.start("apply", release.path.name, "--yes", "--json")
        proxy.arm(at, moment, lambda: kill(process))
        process.communicate(timeout=100)
        killed = proxy.seen[at - 1] if process.returncode == -9 else None
        proxy.arm(0, "before", lambda: None)
        result = release.apply()[-1]
        assert result["published"], (at, moment, killed)
        release.is_published_once()
    return killed


def cut_at(nomad: Nomad, releases: Releases, at: int, moment: Moment) -> tuple[str, str] | None:
    """Which request went unanswered once; None if the release had ended before that many."""
    with proxied(nomad.origin) as proxy:
        release = make(releases, proxy)
        proxy.arm(at, moment, lambda: None)
        release.apply()
        cut = proxy.seen[at - 1] if len(proxy.seen) >= at else None
        release.is_published_once()
    return cut


#: The embedded repository runs in every test run: there each harm is done to one of its dialects.
SERVER_OF: dict[Harm, str] = {} if URL else {killed_at: "embedded-2.0", cut_at: "embedded-1.3"}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("harm", [killed_at, cut_at], ids=["killed", "cut off"])
def test_harm_at_any_request_leaves_one_published_upload(
    request: pytest.FixtureRequest, nomad: Nomad, releases: Releases, harm: Harm
) -> None:
    """From the first request to the first number that the release needs no more: polls make that differ."""
    if SERVER_OF.get(harm) not in {request.node.callspec.params["nomad"], None}:
        pytest.skip("one kind of harm for each dialect of the embedded repository; all on a real server")
    struck: list[tuple[str, str] | None] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while None not in struck:
            first = len(struck) // len(MOMENTS) + 1
            cases = [(at, moment) for at in range(first, first + AT_ONCE) for moment in MOMENTS]
            struck += pool.map(lambda case: harm(nomad, releases, *case), cases)
    kinds = {_kind(*each) for each in struck if each}
    assert {"POST uploads", "PUT raw", "POST edit", "POST publish", "POST datasets"} <= kinds, kinds
    print(f"\n{len(list(filter(None, struck)))} times {harm.__name__}: {sorted(kinds)}")  # noqa: T201  # see -s


def _kind(method: str, path: str) -> str:
    """What a request is about, without ids."""
    about = re.sub(r".*/api/v1/|(uploads|datasets)/[\w-]{22}/(action/)?|/?(\?.*)?$", "", path)
    return f"{method} {re.sub('^uploads/.*', 'upload', about)}"
