"""How long sending takes: against `curl -T` and `md5sum`, and against other uploaders, on the same servers in turn.

    .venv/bin/python -m tests.benchmarks.transfer [RUNS]        (make bench)

What is told of times are ratios of medians, taken in the same run. The servers are a plain sink near by, one that
answers as if it were 50 ms away, and the embedded repository; each run has a fresh one in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from tests.benchmarks import peers

RUNS = 5
FAR = "0.05"  # seconds
MANIFEST = """\
publishpipe: 1
target: {{repository: zenodo, environment: production, url: "{origin}/api/"}}
files: ["*.bin"]
metadata:
  title: A benchmark
  upload_type: dataset
  description: <p>Made by a benchmark.</p>
  creators: [{{name: "Doe, Jane"}}]
publish: true
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, seconds of the processor, and peak memory in MB, of one run of a program."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Case:
    """Files to publish, and where."""

    name: str
    files: int
    size: int
    server: Sequence[str]
    peers: bool = True


SINK, DISTANT = ("tests.benchmarks.sink", "{folder}", "0"), ("tests.benchmarks.sink", "{folder}", FAR)
EMBEDDED = ("publishpipe", "local", "serve", "--open", "--search-lag=0", "--store={store}")
CASES = (
    Case("1 x 2 GiB, sink", 1, 2 << 30, SINK, peers=False),
    Case("1 x 1 MiB, sink", 1, 1 << 20, SINK, peers=False),
    Case("100 x 64 KiB, sink", 100, 1 << 16, SINK),
    Case("100 x 64 KiB, sink 50 ms away", 100, 1 << 16, DISTANT),
    Case("100 x 64 KiB, embedded", 100, 1 << 16, EMBEDDED),
    Case("4 x 128 MiB, sink", 4, 128 << 20, SINK),
)


def ran(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """What a program costs, which must succeed."""
    began = time.perf_counter()
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
    wall, process.returncode = time.perf_counter() - began, os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, (folder / "said").read_text()[-500:]
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def served(module: Sequence[str], folder: Path) -> Iterator[str]:
    """The origin of a fresh server, which may know the folder's files."""
    with TemporaryDirectory() as store:
        command = [sys.executable, "-m", *(word.format(folder=folder, store=store) for word in module)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            try:
                yield process.stdout.readline().strip()
            finally:
                process.terminate()


def ours(folder: Path, origin: str, *options: str) -> Cost:
    """A first release by us."""
    for left in folder.glob("*.lock.json"):
        left.unlink()
    shutil.rmtree(folder / ".publishpipe", ignore_errors=True)
    (folder / "release.yaml").write_text(MANIFEST.format(origin=origin))
    return again(folder, origin, *options)


def sent_by_us(folder: Path, origin: str) -> Cost:
    """Its files, sent and not published: to publish takes two seconds, which searches have to settle."""
    return ours(folder, origin, "--until", "upload")


def again(folder: Path, origin: str, *options: str) -> Cost:
    """The same release once more: a new version, if files changed."""
    environment = {**os.environ, "PUBLISHPIPE_TOKENS": f"{origin}=token"}
    command = (sys.executable, "-m", "publishpipe", "apply", "release.yaml", "--yes", "--quiet", *options)
    return ran(command, folder, environment)


def second(folder: Path, origin: str) -> Cost:
    """A second version, in which every file changed."""
    ours(folder, origin)
    for file in folder.glob("*.bin"):
        file.write_bytes(file.read_bytes()[::-1])
    return again(folder, origin)


def theirs(python: Path, package: str) -> Callable[[Path, str], Cost]:
    """A first release by another uploader."""
    return lambda folder, origin: ran(peers.command(python, package, origin, folder), folder, os.environ)


def sent_by_curl(folder: Path, origin: str) -> Cost:
    """One file, sent and not published."""
    (file,) = folder.glob("*.bin")
    bucket = httpx.post(f"{origin}/api/deposit/depositions", json={}).json()["links"]["bucket"]
    return ran(["curl", "-sS", "-T", str(file), f"{bucket}/{file.name}"], folder, os.environ)


def hashed(folder: Path, _origin: str) -> Cost:
    """One file, read."""
    return ran(["md5sum", *map(str, folder.glob("*.bin"))], folder, os.environ)


def measured(case: Case, programs: Mapping[str, Callable[[Path, str], Cost]], runs: int) -> dict[str, Cost]:
    """The medians of each program's runs, in turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in programs}
    with TemporaryDirectory() as made:
        folder = Path(made)
        for number in range(case.files):
            with (folder / f"f{number:03}.bin").open("wb") as file:
                for _ in range(max(1, case.size >> 20)):
                    file.write(os.urandom(min(case.size, 1 << 20)))
        for _ in range(runs):
            for name, run in programs.items():
                with served(case.server, folder) as origin:
                    costs[name].append(run(folder, origin))
    return {name: Cost(*(median(getattr(c, f) for c in of) for f in Cost.__slots__)) for name, of in costs.items()}


def main() -> None:
    """Measure, and print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    environments = Path(".bench").resolve()
    others = {package: theirs(peers.installed(environments, package), package) for package in peers.SCRIPTS}
    print("| what | program | wall, s | of ours | CPU, s | memory, MB |\n|---|---|---|---|---|---|")
    for case in CASES:
        alone = {"publishpipe": sent_by_us, "curl -T": sent_by_curl, "md5sum": hashed}
        programs = {"publishpipe": ours, **others} if case.peers else alone
        programs |= {"publishpipe, a second version": second} if case.server is EMBEDDED else {}
        costs = measured(case, programs, runs)
        for name, cost in costs.items():
            ratio = cost.wall / costs["publishpipe"].wall
            told = f"{cost.wall:.2f} | {ratio:.2f} | {cost.cpu:.2f} | {cost.memory:.0f}"
            print(f"| {case.name} | {name} | {told} |", flush=True)


if __name__ == "__main__":
    main()
