"""Two processes and one release: one is killed, stopped or overtaken at any of its requests, and the other does it too.

Whatever the first does when it goes on: there is one record, as it is meant, and nothing else.
"""

from __future__ import annotations

import signal
import threading
from itertools import count
from pathlib import Path
from typing import Literal

import pytest

from tests.conftest import Server
from tests.crash.case import Case
from tests.crash.nomad import NomadCase
from tests.crash.zenodo import ZenodoCase
from tests.killing import PATIENCE, Proxy, proxied
from tests.program import Program, kill, program

#: What happens to the first at one of its requests.
#: `lost`: the server did it, and its answer never comes. `late`: the server does it when the other has come to its end.
What = Literal["killed before", "killed after", "stopped, lost", "stopped, late", "overtaken"]
WHATS: list[What] = ["killed before", "killed after", "stopped, lost", "stopped, late", "overtaken"]
CASES: dict[str, type[Case]] = {"zenodo": ZenodoCase, "nomad": NomadCase}


class Pair:
    """The two processes. The second begins when something happens to the first."""

    def __init__(self, case: Case, state: Path) -> None:
        self._case = case
        self._state = state
        self._campaign = state.with_name("campaign.yaml")
        self._campaign.write_text(f"campaign: 1\nmanifests: [{case.folder.name}/release.yaml]\n")
        self.happening = threading.Lock()
        self.first = self._started(lease="60")
        self.second: Program | None = None

    def _started(self, lease: str) -> Program:
        """A process that takes over what the other has once that does not move for so long."""
        return program(
            *("apply", self._campaign, "--join", self._state, "--lease", lease, "--yes", "--quiet"),
            tokens={self._case.origin: self._case.token},
            cwd=self._state.parent,
        )

    def killed(self) -> None:
        kill(self.first)
        self.second = self._started(lease="0.3")

    def stopped(self) -> None:
        self.first.send_signal(signal.SIGSTOP)
        self.second = self._started(lease="0.3")
        ended(self.second)
        self.first.send_signal(signal.SIGCONT)

    def overtaken(self) -> None:
        """The first counts up every five seconds, which is not often enough for the second."""
        self.second = self._started(lease="0.3")

    def ended(self) -> None:
        """Both come to their ends."""
        if self.first.wait(PATIENCE) != -signal.SIGKILL:
            ended(self.first)
        with self.happening:
            second = self.second
        if second and second.returncode is None:
            ended(second)


def ended(process: Program) -> None:
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, told


def struck(proxy: Proxy, pair: list[Pair], what: What, at: int) -> None:
    """Have that happen at the first one's request of this number, from 1."""

    def happening() -> None:
        with pair[0].happening:
            getattr(pair[0], what.split()[0].rstrip(","))()

    if what in {"stopped, late", "overtaken"}:
        numbers = count(1)
        proxy.meanwhile = lambda _method, _path: happening() if next(numbers) == at else None
    else:
        proxy.arm(at, "before" if what == "killed before" else "after", happening)


def survives(server: Server, folder: Path, repository: str, what: What, at: int) -> bool:
    """Whether there was such a request; all went well in any case."""
    (folder / "case").mkdir()
    with (
        proxied(server.origin) as proxy,
        CASES[repository](server, folder / "case", proxy.url).begun() as case,
    ):
        pair: list[Pair] = []
        struck(proxy, pair, what, at)
        pair.append(Pair(case, folder / "state"))
        pair[0].ended()
        case.holds([case.here()])
        return pair[0].second is not None


SAMPLE: list[tuple[str, What, int]] = [
    ("zenodo", "killed after", 2),
    ("zenodo", "stopped, late", 2),
    ("zenodo", "stopped, lost", 9),
    ("zenodo", "overtaken", 4),
    ("nomad", "stopped, late", 3),
]


@pytest.mark.parametrize(("repository", "what", "at"), SAMPLE)
def test_two_processes_make_one_record(server: Server, tmp_path: Path, repository: str, what: What, at: int) -> None:
    assert survives(server, tmp_path, repository, what, at)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("what", WHATS)
@pytest.mark.parametrize("repository", CASES)
def test_at_every_request(server: Server, tmp_path: Path, repository: str, what: What) -> None:
    for at in count(1):
        folder = tmp_path / str(at)
        folder.mkdir()
        if not survives(server, folder, repository, what, at):
            break
