"""Killed at any moment, and then without its lockfile or with an older one: it is published once all the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.crash.conftest import Every
from tests.crash.losing import FATES, KEPT, OLD, Again, Fate, noted, prepare, quicker, run_again
from tests.crash.moments import LOST, killed
from tests.crash.scenarios import SCENARIOS
from tests.crash.tally import PROPERTY, Tally, numbers
from tests.killing import proxied

MOST = 3  # requests that it may cost to have lost the lockfile


def goes_on(server: Server, folder: Path, scenario: str, moment: str, at: int, fate: Fate) -> Again | None:
    """Kill a command, do that to its lockfile, and run it again: how that went. None: there is no such moment."""
    about = SCENARIOS[scenario]
    folder.mkdir()
    with proxied(server.origin) as proxy, about.case(server, folder, proxy.url).begun() as case, quicker(case):
        case.publish_beside()
        case.forgets = fate is not KEPT
        versions = about.prepare(case)
        with noted(case, proxy) as journal:
            if not killed(case, proxy, about.command, moment, at):
                return None
        prepare(case, fate)
        if not journal.undergo(fate):
            return Again((), ())
        again = run_again(case, proxy, about.command)
        assert case.is_settled(about.command)
        case.holds(versions)
    return again


def survives(server: Server, folder: Path, scenario: str, moment: str, at: int, tally: Tally, *fates: str) -> bool:
    """The same with the lockfile and with each of these fates; whether there was such a moment."""
    kept = goes_on(server, folder / "kept", scenario, moment, at, KEPT)
    if kept is None:
        return False
    assert not kept.refusals
    failures = []
    for fate in fates_of(scenario, fates):
        try:
            again = goes_on(server, folder / fate, scenario, moment, at, FATES[fate])
            if again and again.seen:
                assert again.beyond(kept) <= MOST, f"{again.seen}, and with the lockfile {kept.seen}"
                tally.count(fate, again, kept)
        except AssertionError as failure:
            failures.append(f"lockfile {fate}: {failure}")
    assert not failures, "\n".join(failures)
    return True


def fates_of(scenario: str, fates: Sequence[str]) -> list[str]:
    """Those that differ: on NOMAD no search lags."""
    return [fate for fate in fates if FATES[fate].caught_up or fate in OLD or scenario.startswith("zenodo")]


SAMPLE = [
    ("zenodo release", "after", 1, "deleted"),
    ("zenodo release", "after", 5, "deleted, at once"),
    ("zenodo release", "after", 8, "deleted"),
    ("zenodo release", "answered", 1, "as before"),
    ("zenodo new version", "answered", 6, "deleted"),
    ("zenodo edit", "after", 4, "as before"),
    ("zenodo discard version", "unwritten", 1, "deleted"),
    ("nomad release", "answered", 16, "deleted"),
    ("nomad release", "renamed", 4, "a write older"),
    ("nomad discard draft", "after", 2, "deleted"),
]


@pytest.mark.parametrize(("scenario", "moment", "at", "fate"), SAMPLE)
def test_a_lockfile_lost_at_some_moments_makes_no_second_record(
    server: Server, tmp_path: Path, scenario: str, moment: str, at: int, fate: str
) -> None:
    assert goes_on(server, tmp_path / "release", scenario, moment, at, FATES[fate])


@pytest.mark.parametrize(("scenario", "at"), [("zenodo release", 2), ("nomad release", 4)])
def test_twins_that_nobody_remembers_become_one_record(server: Server, tmp_path: Path, scenario: str, at: int) -> None:
    about = SCENARIOS[scenario]
    with proxied(server.origin) as proxy, about.case(server, tmp_path, proxy.url).begun() as case:
        versions = about.prepare(case)
        assert killed(case, proxy, about.command, "after", at)  # which made a draft
        case.lock.unlink()
        case.begin_twin()
        assert len(case.there()) == 2
        assert not run_again(case, proxy, about.command).refusals
        case.holds(versions)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("kind", "moment"), LOST.items())
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_lockfile_lost_at_every_moment_makes_no_second_record(
    server: Server, every: Every, record_property: Callable[[str, object], None], scenario: str, kind: str, moment: str
) -> None:
    tally = Tally()
    try:
        every(
            scenario,
            kind,
            lambda at, folder: survives(server, folder, scenario, moment, at, tally, *FATES),
        )
    finally:
        for fate, row in tally.rows.items():
            record_property(PROPERTY, [scenario, moment, fate, numbers(row)])
