"""Trying every moment of a scenario, and the table of what was tried and survived."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conformance.nomad.conftest import URL
from tests.conftest import Server
from tests.crash import tally
from tests.crash.moments import FAULTS, GIVEN_UP, LOST, MOMENTS
from tests.crash.scenarios import SCENARIOS

PROPERTY = "tried and survived"
MANY = 80  # no scenario has so many moments
TOO_MANY = 5  # failures of one kind: there is no point in going on
NEED_A_BODY = ("within", "corrupt")  # not every scenario sends one

Attempt = Callable[[int, Path], bool]
"""Strikes at the n-th moment (from 1), in an empty folder; False: the scenario had ended before."""

Every = Callable[[str, str, Attempt], None]


@pytest.fixture
def server(server: Server) -> Server:
    """The embedded repository; or the NOMAD at NOMAD_URL, for the scenarios of NOMAD and nothing else."""
    parts = urlsplit(URL)
    return Server(f"{parts.scheme}://{parts.netloc}", server.store) if URL else server


@pytest.fixture
def every(record_property: Callable[[str, object], None], tmp_path: Path) -> Every:
    """Attempts a scenario at its first moment of a kind, its second, and so on until it has no more; counts."""

    def attempts(scenario: str, kind: str, attempt: Attempt) -> None:
        failures, tried = [], 0
        for at in count(1):
            folder = tmp_path / str(at)
            folder.mkdir()
            try:
                if not attempt(at, folder):
                    break
            except Exception as failure:  # noqa: BLE001  # it is told in the end, with all others
                failures.append(f"{scenario}, {kind}, {at}: {type(failure).__name__}: {failure}")
            tried = at
            if len(failures) == TOO_MANY:
                break
            assert at < MANY, "there is no end to it"
        record_property(PROPERTY, [scenario, kind, tried, tried - len(failures)])
        assert tried or kind in NEED_A_BODY, "there was no such moment"
        assert not failures, "\n\n".join(failures)

    return attempts


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was tried and survived, if anything was."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    properties = [each for report in reports for each in getattr(report, "user_properties", ())]
    counts = {(counted[0], counted[1]): (counted[2], counted[3]) for name, counted in properties if name == PROPERTY}
    if counts:
        tried, survived = (sum(count[which] for count in counts.values()) for which in (0, 1))
        terminalreporter.section(f"survived {survived} of {tried}")
        for line in _table(counts):
            terminalreporter.write_line(line)
    if lost := sorted(counted for name, counted in properties if name == tally.PROPERTY):
        terminalreporter.section(tally.PROPERTY)
        for line in tally.table(lost):
            terminalreporter.write_line(line)


def _table(counts: Mapping[tuple[str, str], tuple[int, int]]) -> Iterator[str]:
    """A line for each way to disturb, with a column for each scenario: survived/tried."""
    scenarios = [name for name in SCENARIOS if name in {scenario for scenario, _ in counts}]
    kinds = [name for name in (*MOMENTS, *GIVEN_UP, *LOST, *FAULTS) if name in {kind for _, kind in counts}]
    width = max(map(len, kinds))
    yield "".join([" " * width, *(f"  {scenario}" for scenario in scenarios)])
    for kind in kinds:
        cells = [(scenario, *counts.get((scenario, kind), (0, 0))) for scenario in scenarios]
        told = (f"  {f'{survived}/{tried}' if tried else '':>{len(scenario)}}" for scenario, tried, survived in cells)
        yield "".join([f"{kind:<{width}}", *told])
