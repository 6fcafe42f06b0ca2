"""The lockfile is lost at any request to Zenodo, or two clones have none in common: one record, one DOI."""

from __future__ import annotations

import random
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import LONGEST_RUN, Release, Zenodo
from tests.killing import proxied
from tests.program import kill

AT_ONCE = 4
WAY_ON = re.compile(r"publishpipe adopt .* (\d+)\s")


def lost(zenodo: Zenodo, releases: Releases, what: str, at: int) -> str:
    """Kill a first release or a new version after request number `at`, delete its lockfile, and run it again.

    Gives how that went on: `resumed`, or `adopted` as it was told; or nothing, if there was no such request.
    """
    with proxied(zenodo.origin) as proxy:
        release = releases(files=3, origin=proxy.url)
        expected = []
        if what == "version":
            release.apply()
            expected = [release.version]
            release.write(**{"data-0.csv": f"replaced in {release.word}\n", "more.csv": f"new in {release.word}\n"})
        process = release.start("apply", release.path.name, "--yes", "--json")
        proxy.arm(at, "after", lambda: kill(process))
        process.communicate(timeout=LONGEST_RUN)
        proxy.arm(0, "before", lambda: None)
        if process.returncode == 0:
            return ""
        (release.folder / "release.lock.json").unlink(missing_ok=True)
        zenodo.catch_up()
        how = gone_on(release)
        release.is_published(*expected, release.version)
    return how


def gone_on(release: Release) -> str:
    """Apply, and do what it says; it says the same in the plan."""
    process = release.start("apply", release.path.name, "--yes", "--json")
    _, err = process.communicate(timeout=LONGEST_RUN)
    if process.returncode == 0:
        return "resumed"
    assert process.returncode == 5, err
    way_on = WAY_ON.search(err)
    assert way_on, err
    release.run("plan", code=5)
    release.run("adopt", way_on[1], "--yes")
    release.apply()
    return "adopted"


@pytest.mark.parametrize(("what", "at"), [("release", 2), ("release", 5), ("release", 8), ("version", 6)])
def test_a_lockfile_lost_at_some_requests_makes_no_second_record(
    zenodo: Zenodo, releases: Releases, what: str, at: int
) -> None:
    assert lost(zenodo, releases, what, at)


@pytest.mark.torture
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("what", ["release", "version"])
def test_a_lockfile_lost_at_any_request_makes_no_second_record(zenodo: Zenodo, releases: Releases, what: str) -> None:
    found: list[str] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while "" not in found:
            first = len(found) + 1
            found += pool.map(lambda at: lost(zenodo, releases, what, at), range(first, first + AT_ONCE))
    assert {"resumed", "adopted"} & set(found)
    print(f"\nlost {len(list(filter(None, found)))} times: {found}")  # noqa: T201  # see -s


def at_once(zenodo: Zenodo, releases: Releases, dice: random.Random) -> list[int]:
    """Two clones apply with no lockfile in common; their exit codes. One record is left, and each clone knows it."""
    release = releases(files=2)
    other = replace(release, folder=Path(shutil.copytree(release.folder, f"{release.folder}-clone")))
    running = []
    for clone in (release, other):
        running.append(clone.start("apply", clone.path.name, "--yes", "--json"))
        time.sleep(dice.random())
    told = [process.communicate(timeout=LONGEST_RUN)[1] for process in running]
    codes = [process.wait(LONGEST_RUN) for process in running]
    assert 0 in codes, told
    assert set(codes) <= {0, 5, 6}, told
    zenodo.catch_up()
    [record] = release.is_published(release.version)
    for code, text in zip(codes, told, strict=True):
        assert code != 5 or str(record["id"]) in text
    return sorted(codes)


def test_two_clones_at_once_make_one_record(zenodo: Zenodo, releases: Releases) -> None:
    at_once(zenodo, releases, random.Random(1))  # noqa: S311  # no secret


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_two_clones_at_once_make_one_record_each_time(zenodo: Zenodo, releases: Releases) -> None:
    codes = [at_once(zenodo, releases, random.Random(seed)) for seed in range(20)]  # noqa: S311  # no secret
    print(f"\n{codes}")  # noqa: T201  # see -s
