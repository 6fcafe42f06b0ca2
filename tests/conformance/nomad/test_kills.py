"""Killed or cut off at any request of a release to NOMAD, and run again: one published upload, nothing left over."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conformance.nomad.conftest import URL, Releases
from tests.conformance.nomad.server import Nomad, Release
from tests.killing import Moment, Proxy, may_change, proxied
from tests.program import kill

AT_ONCE = 4  # of ten unpublished uploads that a user may have
MOMENTS: list[Moment] = ["before", "after"]

CHANGES = {"POST uploads", "PUT raw", "POST datasets", "POST edit", "POST publish"}


def make(releases: Releases, proxy: Proxy) -> Release:
    release = releases(origin=proxy.url, user="bob")
    release.metadata |= {"comment": "Killed.", "datasets": [f"{release.name} dataset"]}
    release.save()
    return release


def killed(nomad: Nomad, releases: Releases, moment: Moment, *, at: int = 0, kind: str = "") -> tuple[str, str] | None:
    """Kill a release at request number `at`, or at the first of a kind, and run it again.

    Gives the request that it was killed at; None if the release had ended before that.
    """
    with proxied(nomad.origin) as proxy:
        release = make(releases, proxy)
        proxy.picks = lambda method, path: _kind(method, path) == kind
        process = release.start("apply", release.path.name, "--yes", "--json")
        proxy.arm(at, moment, lambda: kill(process))
        process.communicate(timeout=100)
        struck = proxy.seen[-1 if kind else at - 1] if process.returncode == -9 else None
        proxy.picks = lambda _method, _path: False
        proxy.arm(0, "before", lambda: None)
        result = release.apply()[-1]
        assert result["published"], (at, kind, moment, struck)
        release.is_published_once()
    return struck


@pytest.mark.timeout(900)
def test_a_kill_at_any_request_leaves_one_published_upload(nomad: Nomad, releases: Releases) -> None:
    """From the first request on, as long as every release needs so many: polls make their number differ.

    So the changes that come late may not have been struck by then: they are, by name.
    """
    if nomad_is_old_and_embedded(nomad):
        pytest.skip("done to the embedded repository in its newer dialect, and to real servers of both kinds")
    struck: list[tuple[str, str] | None] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while None not in struck:
            first = len(struck) // len(MOMENTS) + 1
            cases = [(moment, at) for at in range(first, first + AT_ONCE) for moment in MOMENTS]
            struck += pool.map(lambda case: killed(nomad, releases, case[0], at=case[1]), cases)
        kinds = {_kind(*each) for each in struck if each}
        late = [(moment, kind) for kind in CHANGES - kinds for moment in MOMENTS]
        struck += pool.map(lambda case: killed(nomad, releases, case[0], kind=case[1]), late)
    kinds = {_kind(*each) for each in struck if each}
    assert kinds >= CHANGES
    print(f"\nkilled {len(list(filter(None, struck)))} times: {sorted(kinds)}")  # noqa: T201  # see -s


@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_connection_that_is_cut_at_each_change_once_leaves_one_published_upload(
    nomad: Nomad, releases: Releases, moment: Moment
) -> None:
    with proxied(nomad.origin) as proxy:
        release = make(releases, proxy)
        cut: set[str] = set()

        def first_of_its_kind(method: str, path: str) -> bool:
            kind = _kind(method, path)
            fresh = may_change(method, path) and kind not in cut
            cut.update({kind} if fresh else ())
            return fresh

        proxy.moment, proxy.picks = moment, first_of_its_kind
        release.apply()
        assert cut >= CHANGES
        release.is_published_once()


def nomad_is_old_and_embedded(nomad: Nomad) -> bool:
    version = str(nomad.client.get(f"{nomad.base_url}info").json()["version"])
    return not URL and version.startswith("1.3")


def _kind(method: str, path: str) -> str:
    """What a request is about, without ids."""
    about = re.sub(r".*/api/v1/|(uploads|datasets)/[\w-]{22}/(action/)?|/?(\?.*)?$", "", path)
    return f"{method} {re.sub('^uploads/.*', 'upload', about)}"
