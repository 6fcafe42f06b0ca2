"""Many releases, several processes that are killed, stopped and started again, and answers that get lost."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.conftest import MANIFEST, Server, refresh
from tests.killing import PATIENCE
from tests.program import Program, program

CAMPAIGN = """\
campaign: 1
manifest: sheet.yaml
table: table.csv
name: "${row.name}"
"""
REQUESTS = 9  # of one release, about


@dataclass
class Herd:
    """Releases in a folder, and processes that do them together: the same number all the time."""

    server: Server
    folder: Path
    releases: int
    processes: int
    token: str = field(default_factory=lambda: f"token-{uuid4().hex}")
    running: list[Program] = field(default_factory=list)
    killed: int = 0
    stopped: int = 0

    def write(self) -> None:
        names = [f"R{number:04}" for number in range(self.releases)]
        (self.folder / "table.csv").write_text("\n".join(["name", *names, ""]))
        for name in names:
            (self.folder / f"{name}.csv").write_text(f"{uuid4().hex}\n")
        url, title = f', url: "{self.server.origin}/api/"', f"Sheet ${{row.name}} of {uuid4().hex}"
        text = MANIFEST.format(environment="sandbox", url=url, title=title, publish="true")
        (self.folder / "sheet.yaml").write_text(text.replace("*.csv", "${row.name}.csv"))
        (self.folder / "campaign.yaml").write_text(CAMPAIGN)

    def start(self, *options: str) -> Program:
        words = ("apply", "campaign.yaml", "--join", "state", "--lease", "2", "--jobs", "2", "--yes", "--quiet")
        process = program(*words, *options, tokens={self.server.origin: self.token}, cwd=self.folder)
        self.running.append(process)
        return process

    def requests(self) -> int:
        return (self.server.store / "requests.log").read_bytes().count(b"\n")

    def figures(self) -> str:
        """What was asked of the server so far, by kind of request."""
        lines = map(json.loads, (self.server.store / "requests.log").read_text("utf-8").splitlines())
        kinds = Counter(
            f"{line['method']} {re.sub(r'[0-9a-f-]{8,}|[^/]*[.]csv', 'ID', line['path'])}" for line in lines
        )
        return "\n".join(f"{number:6} {kind}" for kind, number in kinds.most_common(20))

    def run(self, *, kills: int, stops: int, seed: int) -> None:
        """Until all have ended; in between, at random requests, some are killed and replaced, some stopped for long."""
        chance, begun = random.Random(seed), self.requests()  # noqa: S311  # no secret
        ahead = self.releases * REQUESTS
        moments = sorted((begun + chance.randrange(ahead), what) for what in ["kill"] * kills + ["stop"] * stops)
        for _ in range(self.processes):
            self.start()
        asleep: list[tuple[int, Program]] = []
        while any(one.poll() is None for one in self.running):
            now = self.requests()
            for until, one in [*asleep]:
                if now >= until or len(asleep) == sum(each.poll() is None for each in self.running):
                    one.send_signal(signal.SIGCONT)
                    asleep.remove((until, one))
            while moments and now >= moments[0][0]:
                self._strike(moments.pop(0)[1], chance, asleep, now)
            time.sleep(0.05)
        for one in self.running:
            if one.returncode != -signal.SIGKILL:
                told = one.communicate(timeout=PATIENCE)
                assert one.returncode in {0, 1}, told  # 1: a release failed, and is tried again below
        for _ in range(3):
            again = self.start("--retry-failed")
            told = again.communicate(timeout=600)
            if again.returncode in {0, 2}:  # 2: none failed
                return
        raise AssertionError(told)

    def run_on_dask(self, *, kills: int, seed: int) -> None:
        """The same by the workers of a cluster, of which some are killed; Dask begins others in their place."""
        chance, begun = random.Random(seed), self.requests()  # noqa: S311  # no secret
        moments = sorted(begun + chance.randrange(self.releases * REQUESTS) for _ in range(kills))
        words = (
            "apply",
            "campaign.yaml",
            "--join",
            "state",
            "--lease",
            "2",
            "--dask",
            "local:4",
            "--jobs",
            "2",
            "--yes",
        )
        for again in ((), ("--retry-failed",), ("--retry-failed",)):
            command = [sys.executable, "-m", "publishpipe", *words, "--quiet", *again]
            environment = {**os.environ, "PUBLISHPIPE_TOKENS": f"{self.server.origin}={self.token}"}
            with subprocess.Popen(command, cwd=self.folder, env=environment) as process:
                while process.poll() is None:
                    while moments and self.requests() >= moments[0]:
                        moments.pop(0)
                        self._kill_worker(chance, process.pid)
                    time.sleep(0.05)
            if process.returncode in {0, 2}:  # 2: none failed
                return
            assert process.returncode == 1
        raise AssertionError("some failed again and again")

    def _kill_worker(self, chance: random.Random, starter: int) -> None:
        told = [
            json.loads(path.read_text()) for path in (self.folder / "state/members").iterdir() if path.name[0] != "."
        ]
        if workers := sorted({one["process"] for one in told} - {starter}):
            with suppress(ProcessLookupError):  # killed before
                os.kill(chance.choice(workers), signal.SIGKILL)
                self.killed += 1

    def _strike(self, what: str, chance: random.Random, asleep: list[tuple[int, Program]], now: int) -> None:
        awake = [one for one in self.running if one.poll() is None and all(one is not other for _, other in asleep)]
        if what == "kill" and awake:
            chance.choice(awake).kill()
            self.killed += 1
            self.start()
        elif len(awake) > 1:
            one = chance.choice(awake)
            one.send_signal(signal.SIGSTOP)
            self.stopped += 1
            asleep.append((now + 5 * REQUESTS, one))

    def there(self) -> list[dict[str, str]]:
        """All that the account has."""
        refresh(self.server.origin, self.token)
        found: list[dict[str, str]] = []
        headers = {"Authorization": f"Bearer {self.token}"}
        for page in range(1, 1000):
            answer = httpx.get(
                f"{self.server.origin}/api/deposit/depositions",
                params={"size": 100, "page": page, "all_versions": "true"},
                headers=headers,
                timeout=PATIENCE,
            )
            items = answer.raise_for_status().json()
            found += items
            if len(items) < 100:
                break
        return found


def survives(
    server: Server, folder: Path, *, releases: int, kills: int, lost: int, stops: int = 0, on_dask: bool = False
) -> Herd:
    """Whether there is one record of each release then, and no draft; `lost`: so many answers of a hundred are."""
    herd = Herd(server, folder, releases, processes=4 if releases < 500 else 8)
    herd.write()
    every = 100 // lost if lost else 0
    if every:
        total = releases * REQUESTS
        server.fault(*(f"drop-after * /api/* after={number}" for number in range(every - 1, total, every)))
    if on_dask:
        herd.run_on_dask(kills=kills, seed=releases)
    else:
        herd.run(kills=kills, stops=stops, seed=releases)
    server.fault()
    there = herd.there()
    states = [item["state"] for item in there]
    assert states.count("done") == releases, states
    assert states.count("unsubmitted") == 0, states
    assert len({item["title"] for item in there}) == releases
    print(f"{releases} releases, {herd.killed} killed, {herd.stopped} stopped\n{herd.figures()}")  # noqa: T201  # pytest -rP
    return herd


def test_some_releases_by_four_processes(server: Server, tmp_path: Path) -> None:
    herd = survives(server, tmp_path, releases=8, kills=2, stops=2, lost=5)
    assert herd.killed


@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_sixty_releases_by_four_processes(server: Server, tmp_path: Path) -> None:
    survives(server, tmp_path, releases=60, kills=15, stops=10, lost=5)


@pytest.mark.torture
@pytest.mark.timeout(7200)
def test_a_thousand_releases_by_eight_processes(server: Server, tmp_path: Path) -> None:
    survives(server, tmp_path, releases=1000, kills=200, stops=50, lost=5)


@pytest.mark.torture
@pytest.mark.timeout(7200)
def test_a_thousand_releases_on_a_dask_cluster(server: Server, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    survives(server, tmp_path, releases=1000, kills=40, lost=5, on_dask=True)
