"""Killed at any moment and run again: what is published is published once, right, and nothing is left over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Server
from tests.crash.conftest import Every
from tests.crash.moments import GIVEN_UP, MOMENTS, killed
from tests.crash.scenarios import SCENARIOS
from tests.killing import PATIENCE, proxied


def survives(server: Server, folder: Path, scenario: str, moment: str, at: int) -> bool:
    """Kill the scenario's command at its `at`-th such moment and run it again; whether there was such a moment."""
    about = SCENARIOS[scenario]
    with proxied(server.origin) as proxy, about.case(server, folder, proxy.url).begun() as case:
        versions = about.prepare(case)
        struck = killed(case, proxy, about.command, moment, at)
        if struck:
            again = case.start(about.command)
            _, told = again.communicate(timeout=PATIENCE)
            assert again.returncode == 0, f"run again: exit code {again.returncode}\n{told}"
        assert case.is_settled(about.command)
        case.holds(versions)
    return struck


def is_given_up(server: Server, folder: Path, scenario: str, moment: str, at: int) -> bool:
    """Kill the same, then discard what it left, and begin again; whether there was such a moment."""
    about = SCENARIOS[scenario]
    with proxied(server.origin) as proxy, about.case(server, folder, proxy.url).begun() as case:
        versions = about.prepare(case)
        if not killed(case, proxy, about.command, moment, at):
            return False
        case.run("discard")
        assert case.is_settled("discard")
        left = case.published()
        case.run("apply")
        assert case.is_settled("apply")
        case.holds(versions)
        assert case.published()[: len(left)] == left
    return True


SAMPLE = [
    ("zenodo release", "before", 2),
    ("zenodo release", "within", 3),
    ("zenodo release", "after", 1),
    ("zenodo release", "after", 6),
    ("zenodo release", "answered", 1),
    ("zenodo release", "torn", 2),
    ("zenodo new version", "after", 4),
    ("zenodo new version", "answered", 6),
    ("zenodo new version", "unrenamed", 2),
    ("zenodo edit", "after", 4),
    ("zenodo edit", "renamed", 3),
    ("zenodo discard draft", "after", 2),
    ("zenodo discard edit", "answered", 2),
    ("zenodo discard version", "unwritten", 1),
    ("nomad release", "after", 2),
    ("nomad release", "within", 2),
    ("nomad release", "answered", 16),
    ("nomad release", "unwritten", 11),
    ("nomad release", "renamed", 12),
    ("nomad calculation", "after", 4),
    ("nomad calculation", "answered", 18),
    ("nomad edit", "after", 2),
    ("nomad discard draft", "after", 5),
]

APPLIED = [name for name, about in SCENARIOS.items() if about.command == "apply"]


@pytest.mark.parametrize(("scenario", "moment", "at"), SAMPLE)
def test_a_kill_at_some_moments_is_survived(
    server: Server, tmp_path: Path, scenario: str, moment: str, at: int
) -> None:
    assert survives(server, tmp_path, scenario, moment, at)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_every_moment_is_survived(server: Server, every: Every, scenario: str, moment: str) -> None:
    every(scenario, moment, lambda at, folder: survives(server, folder, scenario, moment, at))


@pytest.mark.parametrize(("scenario", "at"), [("zenodo release", 1), ("zenodo new version", 4), ("nomad release", 16)])
def test_what_a_kill_left_can_be_discarded(server: Server, tmp_path: Path, scenario: str, at: int) -> None:
    assert is_given_up(server, tmp_path, scenario, "after", at)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("kind", "moment"), GIVEN_UP.items())
@pytest.mark.parametrize("scenario", APPLIED)
def test_what_any_kill_left_can_be_discarded(
    server: Server, every: Every, scenario: str, kind: str, moment: str
) -> None:
    every(scenario, kind, lambda at, folder: is_given_up(server, folder, scenario, moment, at))
