"""Killed at any request of what Zenodo is asked to do, and run again: published once, right, nothing left over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import LONGEST_RUN, Release, Version, Zenodo
from tests.conformance.zenodo.test_reviews import OWN, THEIRS, asking, decide, without
from tests.killing import Moment, Proxy, proxied
from tests.program import kill

AT_ONCE = 4
MOMENTS: list[Moment] = ["before", "after"]


@dataclass(frozen=True)
class Scenario:
    """What is done before the kill, and what is there after it was run again: versions, oldest first.

    Attributes:
        begin: applies what comes before and changes the manifest; the versions that are published then.
        end: what else is to be done after the second run; the versions that are to be there.
        changes: what must have been killed at, in all moments together.
        command: what is killed.
    """

    begin: Callable[[Release], list[Version]]
    end: Callable[[Zenodo, Release, list[Version]], list[Version]]
    changes: frozenset[str]
    command: tuple[str, ...] = ("apply", "--json", "--yes")


def nothing(_release: Release) -> list[Version]:
    return []


def replaced(release: Release) -> list[Version]:
    release.apply()
    first = release.version
    release.write(**{f"data-{number}.csv": f"replaced {number}\n" for number in range(4)})
    return [first]


def described(release: Release) -> list[Version]:
    release.apply()
    release.describe(description="<p>Edited.</p>", keywords=["edited"])
    return []


def reviewed(slug: str) -> Callable[[Release], list[Version]]:
    def begin(release: Release) -> list[Version]:
        release.describe(**asking(slug))
        return []

    return begin


def drafted(release: Release) -> list[Version]:
    """The draft of a new version, which is then discarded."""
    first = replaced(release)
    release.apply("--until", "verify")
    return first


def published(_zenodo: Zenodo, release: Release, before: list[Version]) -> list[Version]:
    assert release.apply()[-1]["published"]
    return [*before, release.version]


def accepted(zenodo: Zenodo, release: Release, before: list[Version]) -> list[Version]:
    release.apply()
    decide(zenodo, release, "accept")
    assert release.apply()[-1]["published"]
    return [*before, without(release)]


def taken_in(_zenodo: Zenodo, release: Release, before: list[Version]) -> list[Version]:
    assert release.apply()[-1]["published"]
    return [*before, without(release)]


def discarded(_zenodo: Zenodo, release: Release, before: list[Version]) -> list[Version]:
    release.run("discard", "--yes")
    return before


FIRST = {"POST records", "PUT file", "PUT metadata"}
SCENARIOS = {
    "a first release": Scenario(nothing, published, frozenset({*FIRST, "POST publish"})),
    "a new version": Scenario(
        replaced,
        published,
        frozenset({"POST versions", "POST files-import", "PUT file", "PUT metadata", "POST publish"}),
    ),
    "an edit": Scenario(described, published, frozenset({"POST draft", "PUT metadata", "POST publish"})),
    "under review": Scenario(reviewed(THEIRS), accepted, frozenset({*FIRST, "PUT review", "POST submit-review"})),
    "one's own community": Scenario(reviewed(OWN), taken_in, frozenset({*FIRST, "PUT review", "POST submit-review"})),
    "a discarded version": Scenario(drafted, discarded, frozenset({"DELETE draft"}), ("discard", "--yes")),
}
SAMPLE: list[tuple[str, Moment, int]] = [
    ("a new version", "after", 3),
    ("a new version", "before", 5),
    ("a new version", "after", 9),
    ("a first release", "after", 2),
    ("an edit", "after", 4),
    ("under review", "after", 13),
]


def killed(zenodo: Zenodo, releases: Releases, name: str, moment: Moment, at: int) -> str | None:
    """Kill it at request number `at`, and run it again.

    Gives the request that it was killed at; None if it came to its end before that.
    """
    scenario = SCENARIOS[name]
    with proxied(zenodo.origin) as proxy:
        release = releases(files=5, origin=proxy.url)
        before = scenario.begin(release)
        struck = kind(*proxy.seen[at - 1]) if is_killed(release, proxy, moment, at, scenario.command) else None
        proxy.arm(0, "before", lambda: None)
        expected = scenario.end(zenodo, release, before)
        try:
            release.is_published(*expected)
        except AssertionError as wrong:
            wrong.add_note(f"killed {moment} request {at}, {struck}; these were asked: {proxy.seen}")
            raise
    return struck


def is_killed(release: Release, proxy: Proxy, moment: Moment, at: int, command: tuple[str, ...]) -> bool:
    """Run a command and kill it at a request; whether it had so many."""
    verb, *options = command
    process = release.start(verb, release.path.name, *options)
    proxy.arm(at, moment, lambda: kill(process))
    _, err = process.communicate(timeout=LONGEST_RUN)
    assert process.returncode in {0, -9}, err
    return process.returncode == -9


def kind(method: str, path: str) -> str:
    """What a request is about, without ids and names."""
    bare = path.partition("?")[0]
    if method == "PUT" and not bare.endswith("/review"):
        return "PUT file" if "/files/" in path else "PUT metadata"
    return f"{method} {bare.rsplit('/', 1)[1]}"


@pytest.mark.parametrize(("name", "moment", "at"), SAMPLE)
def test_a_kill_at_some_requests_is_survived(
    zenodo: Zenodo, releases: Releases, name: str, moment: Moment, at: int
) -> None:
    assert killed(zenodo, releases, name, moment, at)


@pytest.mark.torture
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_kill_at_any_request_is_survived(zenodo: Zenodo, releases: Releases, name: str) -> None:
    struck: list[str | None] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while None not in struck:
            first = len(struck) // len(MOMENTS) + 1
            cases = [(moment, at) for at in range(first, first + AT_ONCE // 2) for moment in MOMENTS]
            struck += pool.map(lambda case: killed(zenodo, releases, name, *case), cases)
    assert set(struck) >= SCENARIOS[name].changes
    print(f"\n{name}: killed {len(list(filter(None, struck)))} times: {struck}")  # noqa: T201  # see -s
