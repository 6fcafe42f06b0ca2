"""Several processes, on one machine or on several, that do one campaign together."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.campaign.many import Many
from tests.killing import PATIENCE, proxied
from tests.program import kill

NAMES = ("A1", "A2", "A3", "A4", "A5", "A6")


@pytest.fixture
def shared(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("shared") / "state")


def test_each_release_is_published_once_whoever_does_it_and_then_nothing_is_to_do(many: Many, shared: str) -> None:
    many.rows(*NAMES)
    both = [many.start("apply", "--join", shared, "--yes", "--json") for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        assert json.loads(out.splitlines()[-1])["done"] == len(NAMES)
    assert len(set(many.titles())) == len(many.titles()) == len(NAMES)
    again = many.counts("--join", shared)
    assert (again["unchanged"], again["bytes_sent"]) == (len(NAMES), 0)


def test_another_clone_gets_the_lockfiles_too(
    many: Many, shared: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    many.rows("A1", "A2")
    clone = replace(many, folder=tmp_path_factory.mktemp("clone"))
    shutil.copytree(many.folder, clone.folder, dirs_exist_ok=True)
    assert many.counts("--join", shared)["done"] == 2
    assert clone.counts("--join", shared)["unchanged"] == 2
    for name in ("A1", "A2"):
        lock = f"campaign.locks/{name}.lock.json"
        assert clone.facts(lock) == many.facts(lock)


def test_what_changed_since_it_was_done_is_done_again(many: Many, shared: str) -> None:
    many.rows("A1", "A2")
    many.apply("--join", shared)
    (many.folder / "data" / "A2.txt").write_text("other bytes\n")
    events = many.apply("--join", shared)
    assert (events[-1]["done"], events[-1]["unchanged"]) == (1, 1)
    assert len(many.facts("campaign.locks/A2.lock.json")["versions"]) == 2


def test_a_failure_is_known_to_all_and_taken_up_again_when_somebody_says_so(many: Many, shared: str) -> None:
    many.rows("A1", "A2")
    many.server.fault("status=400 PUT /api/files/*/A2.txt effect=no times=0")
    assert many.counts("--join", shared, code=1)["failed"] == 1
    many.server.fault()
    other = many.counts("--join", shared, code=1)
    assert (other["failed"], other["requests"]) == (1, 0)
    assert many.counts("--join", shared, "--retry-failed")["done"] == 1
    assert len(many.titles()) == 2


def test_a_folder_of_another_campaign_is_refused(many: Many, shared: str) -> None:
    many.rows("A1")
    many.apply("--join", shared)
    shutil.copy(many.folder / "campaign.yaml", many.folder / "other.yaml")
    told = replace(many, name="other.yaml").run("apply", "--join", shared, "--yes", code=5)
    assert "belongs to another campaign: campaign differs" in told


def test_it_goes_with_many_releases_only_and_dask_goes_with_it(many: Many) -> None:
    many.rows("A1")
    assert "it goes with --join" in many.run("apply", "--dask", "local:2", "--yes", code=2)
    told = many.run("apply", "--join", "state", "--dask", "local:none", "--yes", code=2)
    assert "expected local:N" in told
    assert "for several manifests" in replace(many, name="specimen.yaml").run("apply", "--join", "state", code=2)


@pytest.mark.parametrize("at", [4, 9])
def test_a_pair_that_names_each_other_is_gone_on_with_by_another_process(many: Many, shared: str, at: int) -> None:
    with proxied(many.server.origin) as proxy:
        pair = replace(many, origin=proxy.url)
        pair.pair()
        first = None
        proxy.arm(at, "after", lambda: kill(first) if first else None)
        first = pair.start("apply", "--join", shared, "--yes", "--quiet")
        assert first.wait(PATIENCE) == -signal.SIGKILL
        proxy.arm(0, "before", lambda: None)
        pair.run("apply", "--join", shared, "--lease", "0.3", "--yes", "--quiet")
        (title,) = many.titles()
        assert title == f"Table {many.mark}"
        doi = pair.facts("structures.lock.json", "nomad/sandbox")["doi"]
        assert doi in json.dumps(pair.facts("data.lock.json")["metadata"])


@pytest.mark.timeout(600)
def test_workers_of_a_dask_cluster_do_it_and_one_of_them_is_killed(many: Many, shared: str) -> None:
    pytest.importorskip("distributed")
    many.rows(*NAMES)
    command = [sys.executable, "-m", "publishpipe", "apply", many.name, "--join", shared, "--lease", "1"]
    environment = {**os.environ, "PUBLISHPIPE_TOKENS": f"{many.origin}={many.token}"}
    options = ["--dask", "local:2", "--yes", "--json"]
    with subprocess.Popen([*command, *options], cwd=many.folder, env=environment, stdout=subprocess.PIPE) as process:
        while process.poll() is None and not (worker := _worker(Path(shared), process.pid)):
            time.sleep(0.1)
        os.kill(worker, signal.SIGKILL)
        out, _ = process.communicate(timeout=500)
    assert process.returncode == 0
    last = json.loads(out.splitlines()[-1])
    assert last["done"] == len(NAMES)
    assert last["requests"] >= 5 * len(NAMES)
    assert last["bytes_sent"] > 0
    assert len(set(many.titles())) == len(many.titles()) == len(NAMES)


def _worker(shared: Path, starter: int) -> int:
    """The number of a process that has taken part of the work, and is not that which started all."""
    if not any((shared / "leases").glob("*")):
        return 0
    told = [json.loads(path.read_text()) for path in (shared / "members").iterdir() if path.name[0] != "."]
    return next((one["process"] for one in told if one["process"] != starter), 0)
