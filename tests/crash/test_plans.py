"""What a plan says after a run was killed: what publishpipe itself has put there, or taken away, is nobody's change."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server
from tests.crash.case import Case
from tests.crash.inside import called
from tests.crash.scenarios import SCENARIOS, Scenario
from tests.killing import PATIENCE, Proxy, may_change, proxied
from tests.program import kill

CHANGED: dict[str, set[str]] = {  # scenario → the fields that are told as changed, until they are
    "zenodo release": set(),
    "zenodo new version": {"version"},
    "zenodo edit": {"description", "keywords"},
    "nomad release": set(),
    "nomad edit": {"comment", "references"},
}
OWN = ("urn:uuid:", "alternate_identifiers", "related_identifiers", "[pp:")


@pytest.mark.parametrize("name", CHANGED)
def test_no_plan_tells_of_what_a_killed_run_left(server: Server, tmp_path: Path, name: str) -> None:
    """It is killed once each of its requests that write was done, before it gets the answer."""
    for at in count(1):
        with proxied(server.origin) as proxy:
            case = begun(server, tmp_path / str(at), proxy, SCENARIOS[name])
            if not killed_after(at, case, proxy):
                break
            for plan in (planned(case), planned(case, "--offline")):
                assert {one["field"] for one in plan.get("changes", ()) if "field" in one} <= CHANGED[name], plan
                assert not plan.keys() & {"drift", "losses"}, plan
                assert not [word for word in OWN if word in json.dumps(plan)], plan
    assert at > 1


def begun(server: Server, folder: Path, proxy: Proxy, scenario: Scenario) -> Case:
    folder.mkdir()
    case = scenario.case(server, folder, proxy.url)
    case.begin()
    scenario.prepare(case)
    return case


def killed_after(at: int, case: Case, proxy: Proxy) -> bool:
    """Have `apply` killed after so many requests that write; False: it had not so many, and ended well."""
    process, left = case.start("apply"), [at]

    def picks(method: str, path: str) -> bool:
        left[0] -= may_change(method, path)
        return left[0] == 0

    proxy.moment, proxy.strike, proxy.picks = "after", lambda: kill(process), picks
    process.communicate(timeout=PATIENCE)
    proxy.picks = lambda _method, _path: False
    return process.returncode != 0


def planned(case: Case, *options: str) -> Any:
    ended = called("plan", str(case.path), "--json", *options, tokens={case.origin: case.token})
    assert ended.code == 0, ended
    return json.loads(ended.out)
