"""What the display costs: `publishpipe apply` of 99 small files on a terminal and in a pipe, again and again in turn.

    .venv/bin/python -m tests.benchmarks.terminal [RUNS]

Goals: on a terminal at most 1.1 times the time of a pipe, and at most 100 kB of output. To a busy machine that is not
for one number to say: of several runs the median counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.terminals import at_a_terminal

FILES = 99
RUNS = 5
ARGUMENTS = ("apply", "release.yaml")
MANIFEST = """\
publishpipe: 1
target: {repository: zenodo, environment: local}
files: ["*.csv"]
metadata:
  title: The cost of a display
  upload_type: dataset
  description: <p>Made by a benchmark.</p>
  creators: [{name: "Doe, Jane"}]
publish: true
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, seconds of the processor, bytes of output."""

    wall: float
    cpu: float
    output: int


def in_a_pipe(folder: Path) -> bytes:
    """What the command prints into a pipe."""
    command = (sys.executable, "-m", "publishpipe", *ARGUMENTS)
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout


def on_terminal(folder: Path) -> bytes:
    """What it prints on a terminal."""
    code, output = at_a_terminal(*ARGUMENTS, cwd=folder)
    assert code == 0, output
    return output.encode()


def cost(run: Callable[[Path], bytes]) -> Cost:
    """That of one first release in a folder of its own; the embedded repository counts, where it is waited for."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "release.yaml").write_text(MANIFEST)
        for number in range(FILES):
            (folder / f"data-{number:02}.csv").write_text(f"{number}\n" * 100)
        began, before = time.perf_counter(), os.times()
        output = run(folder)
        wall, after = time.perf_counter() - began, os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return Cost(wall, cpu, len(output))


def main() -> None:
    """Measure, and print a table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    pairs = [(cost(in_a_pipe), cost(on_terminal)) for _ in range(runs)]
    pipe, terminal = (
        Cost(*(median(getattr(one, name) for one in column) for name in Cost.__slots__))
        for column in zip(*pairs, strict=True)
    )
    print(f"{FILES} files, median of {runs} runs    wall s    CPU s   output bytes")
    for name, value in (("pipe", pipe), ("terminal", terminal)):
        print(f"{name:<30} {value.wall:9.2f} {value.cpu:8.2f} {value.output:14.0f}")
    ratios = [terminal.wall / pipe.wall, terminal.cpu / pipe.cpu]
    print(f"{'terminal / pipe':<30} {ratios[0]:9.2f} {ratios[1]:8.2f}")


if __name__ == "__main__":
    main()
