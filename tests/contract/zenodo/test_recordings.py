"""The embedded Zenodo answers as the real one was recorded to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.contract.zenodo.replayer import Replay
from tests.local.running import Running, running

HERE = Path(__file__).parent
KNOWN: dict[str, str] = json.loads((HERE / "known_differences.json").read_text("utf-8"))
SCENARIOS = sorted(path.stem for path in HERE.glob("*.json") if path.stem != "known_differences")
TOKENS = {name: f"token-of-{name}" for name in ("alice", "bob", "alice_write_only", "alice_email_only")}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    options = [f"--token={name}={token}" for name, token in TOKENS.items()]
    with running(tmp_path_factory.mktemp("store"), "--search-lag=1", "--doi-prefix=10.5281", *options) as server:
        yield server


def marked(name: str) -> object:
    """Sending 150 MB, and descriptions of megabytes which each later search goes through, is for `make torture`."""
    return pytest.param(name, marks=pytest.mark.torture) if name == "multipart_limits" else name


@pytest.mark.parametrize("name", [marked(name) for name in SCENARIOS])
def test_answers_are_the_recorded_ones_but_for_known_differences(name: str, server: Running) -> None:
    scenario = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    found = dict(Replay(server.url, TOKENS).run(scenario))
    known = {pattern: reason for pattern, reason in KNOWN.items() if pattern.startswith(f"{name}/")}
    unknown = {
        place: text
        for place, text in found.items()
        if not any(fnmatchcase(f"{name}/{place}", pattern) for pattern in known)
    }
    assert unknown == {}
    assert [pattern for pattern in known if not any(fnmatchcase(f"{name}/{place}", pattern) for place in found)] == []
