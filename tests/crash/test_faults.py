"""Disturbed at any request: it gets through by itself, or says what to do, and running it again is enough."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.conftest import Server
from tests.crash.conftest import Every
from tests.crash.moments import FAULTS, LAG
from tests.crash.scenarios import SCENARIOS
from tests.killing import PATIENCE


def converges(server: Server, folder: Path, scenario: str, fault: str, at: int) -> bool:
    """Have the server fail at the `at`-th request of the scenario's command; whether there were so many."""
    about = SCENARIOS[scenario]
    case = about.case(server, folder, server.origin)
    case.begin()
    versions = about.prepare(case)
    server.fault(*(rule.format(after=at - 1, uploads=case.uploads) for rule in FAULTS[fault]))
    code = case.attempt(about.command).code
    assert code in {0, 1}
    struck = httpx.get(f"{server.origin}/_faults", trust_env=False, timeout=PATIENCE).json()[-1]["matched"] >= at
    if code:
        case.run(about.command)
    server.fault(f"search-lag={LAG}")  # which is what searches are behind by: that is caught up with below
    assert case.is_settled(about.command)
    case.holds(versions)
    server.fault()
    return bool(struck)


SAMPLE = [
    ("zenodo release", "drop-after", 1),
    ("zenodo release", "corrupt", 2),
    ("zenodo release", "504 done", 6),
    ("zenodo release", "500", 5),
    ("zenodo new version", "truncate", 4),
    ("zenodo new version", "503 done", 6),
    ("zenodo edit", "500 done", 4),
    ("zenodo edit", "cut", 5),
    ("zenodo discard draft", "502 done", 2),
    ("zenodo discard edit", "drop-before", 2),
    ("zenodo discard version", "429", 1),
    ("nomad release", "drop-after", 2),
    ("nomad release", "corrupt", 1),
    ("nomad calculation", "drop-after", 3),
    ("nomad calculation", "503 done", 9),
    ("nomad edit", "504 done", 2),
    ("nomad discard draft", "500 done", 5),
]


@pytest.mark.parametrize(("scenario", "fault", "at"), SAMPLE)
def test_a_fault_at_some_requests_does_no_harm(
    server: Server, tmp_path: Path, scenario: str, fault: str, at: int
) -> None:
    assert converges(server, tmp_path, scenario, fault, at)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_fault_at_every_request_does_no_harm(server: Server, every: Every, scenario: str, fault: str) -> None:
    every(scenario, fault, lambda at, folder: converges(server, folder, scenario, fault, at))
