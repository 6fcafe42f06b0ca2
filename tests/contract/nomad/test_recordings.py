"""The embedded NOMAD answers as the real one was recorded to."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from unittest import mock

import pytest

from publishpipe.local.nomad import accounts, tokens
from publishpipe.local.settings import Settings
from tests.contract.nomad.replayer import Replay
from tests.local.nomad.serving import Clock, served

HERE = Path(__file__).parent
RECORDINGS = HERE / "recordings"
USERS = RECORDINGS / "users.json"
KNOWN: dict[str, str] = json.loads((HERE / "known_differences.json").read_text("utf-8"))
DIALECTS = {"1.3.16": "1.3", "2.0.0": "2.0"}
HELD_UP = 3  # seconds at most: some requests wait for the process that they begin
SCENARIOS = [
    f"{path.parent.name}/{path.stem}" for version in DIALECTS for path in sorted((RECORDINGS / version).glob("*.json"))
]


def replayed(scenario: str, store: Path) -> dict[str, str]:
    dialect = DIALECTS[scenario.partition("/")[0]]
    settings = Settings(store, nomad_dialect=dialect, nomad_users=USERS, nomad_step_seconds=0.005)
    recorded = json.loads((RECORDINGS / f"{scenario}.json").read_text("utf-8"))
    users = json.loads(USERS.read_text("utf-8"))["users"]
    clock = Clock()

    def later(seconds: float) -> None:
        clock.ahead += seconds

    timed = mock.patch.object(accounts, "time", clock), mock.patch.object(tokens, "time", clock)
    with timed[0], timed[1], served(settings, HELD_UP) as nomad:
        return Replay(nomad.url, users, nomad.goes_on, lambda: nomad.processing._busy, later).run(recorded)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_answers_are_the_recorded_ones_but_for_known_differences(scenario: str, tmp_path: Path) -> None:
    found = {f"{scenario}/{place}": text for place, text in replayed(scenario, tmp_path).items()}
    known = [
        pattern for pattern in KNOWN if fnmatchcase(scenario, pattern[: pattern.index("/", pattern.index("/") + 1)])
    ]
    unknown = {place: text for place, text in found.items() if not any(fnmatchcase(place, one) for one in known)}
    assert unknown == {}
    assert [one for one in known if not any(fnmatchcase(place, one) for place in found)] == []
