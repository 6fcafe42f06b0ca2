"""The lockfile is lost at any request to NOMAD, or two clones have none in common: one published upload."""

from __future__ import annotations

import random
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad, Release
from tests.killing import PATIENCE, proxied
from tests.program import kill

AT_ONCE = 3  # of ten unpublished uploads that a user may have
WAY_ON = re.compile(r"publishpipe adopt .* ([\w-]{22})\s")


def lost(nomad: Nomad, releases: Releases, at: int) -> str:
    """Kill a release after request number `at`, delete its lockfile, and run it again.

    Gives how that went on: `resumed`, or `adopted` as it was told; or nothing, if there was no such request.
    """
    with proxied(nomad.origin) as proxy:
        release = releases(origin=proxy.url, user="bob")
        process = release.start("apply", release.path.name, "--yes", "--json")
        proxy.arm(at, "after", lambda: kill(process))
        process.communicate(timeout=PATIENCE)
        proxy.arm(0, "before", lambda: None)
        if process.returncode == 0:
            return ""
        (release.folder / "release.lock.json").unlink(missing_ok=True)
        how = gone_on(release)
        release.is_published_once()
    return how


def gone_on(release: Release) -> str:
    """Apply, and do what it says; it says the same in the plan."""
    process = release.start("apply", release.path.name, "--yes", "--json")
    _, err = process.communicate(timeout=PATIENCE)
    if process.returncode == 0:
        return "resumed"
    assert process.returncode == 5, err
    way_on = WAY_ON.search(err)
    assert way_on, err
    release.run("plan", release.path.name, code=5)
    release.run("adopt", release.path.name, way_on[1], "--yes")
    release.apply()
    return "adopted"


@pytest.mark.timeout(600)
def test_a_lockfile_lost_at_some_requests_makes_no_second_upload(nomad: Nomad, releases: Releases) -> None:
    assert all(lost(nomad, releases, at) for at in (5, 8, 12))


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_a_lockfile_lost_at_any_request_makes_no_second_upload(nomad: Nomad, releases: Releases) -> None:
    found: list[str] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while "" not in found:
            first = len(found) + 1
            found += pool.map(lambda at: lost(nomad, releases, at), range(first, first + AT_ONCE))
    assert set(found) == {"resumed", "adopted", ""}
    print(f"\nlost {len(list(filter(None, found)))} times: {found}")  # noqa: T201  # see -s


def at_once(releases: Releases, dice: random.Random) -> list[int]:
    """Two clones apply with no lockfile in common; their exit codes. One upload is left, and each knows of it."""
    release = releases(user="bob")
    other = replace(release, folder=Path(shutil.copytree(release.folder, f"{release.folder}-clone")))
    running = []
    for clone in (release, other):
        running.append(clone.start("apply", clone.path.name, "--yes", "--json"))
        time.sleep(dice.random())
    told = [process.communicate(timeout=PATIENCE)[1] for process in running]
    codes = [process.wait(PATIENCE) for process in running]
    assert 0 in codes, told
    assert set(codes) <= {0, 5, 6}, told
    release.is_published_once()
    return sorted(codes)


@pytest.mark.timeout(300)
def test_two_clones_at_once_make_one_upload(releases: Releases) -> None:
    at_once(releases, random.Random(1))  # noqa: S311  # no secret


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_two_clones_at_once_make_one_upload_each_time(releases: Releases) -> None:
    codes = [at_once(releases, random.Random(seed)) for seed in range(20)]  # noqa: S311  # no secret
    print(f"\n{codes}")  # noqa: T201  # see -s
