"""What many files cost: the CPU time of checking and planning them, first and when nothing is left to do.

    .venv/bin/python -m tests.benchmarks.scale [FILES…]        by default 1000 10000; 100000 takes some minutes

They are small, and go to the NOMAD of the embedded repository, which is a process of its own and is not counted. From
each number what the same command takes with one file, its start-up, is taken off; the median of several runs counts.
Goals: ten times the files take at most twelve times as long, and 20,000 files are checked in less than a second.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from publishpipe.state.places import STORE
from publishpipe.workspace import embedded

FILES = (1_000, 10_000)
RUNS = 3
LEAST = 0.1  # seconds; what is less may be chance
HEAD = """\
publishpipe: 1
target: {repository: nomad, environment: local}
metadata: {upload_name: The cost of many files}
publish: true
files:
"""
ENTRY = "data:\n  m_def: nomad.datamodel.metainfo.basesections.v1.Entity\n  name: Made by a benchmark\n"


@dataclass(frozen=True, slots=True)
class Command:
    """One to measure: of a pattern that matches all files, or of a manifest that names each; before apply, or after."""

    title: str
    arguments: tuple[str, ...]
    manifest: str = "pattern.yaml"
    after: bool = False


COMMANDS = (
    Command("validate, a pattern", ("validate",)),
    Command("validate, each file named", ("validate",), "named.yaml"),
    Command("plan --offline", ("plan", "--offline")),
    Command("plan", ("plan",)),
    Command("plan, nothing to do", ("plan",), after=True),
    Command("apply, nothing to do", ("apply", "--yes"), after=True),
)


def cpu(folder: Path, *arguments: str) -> float:
    """Seconds of the processor that a command takes."""
    before = os.times()
    subprocess.run((sys.executable, "-m", "publishpipe", *arguments), cwd=folder, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def filled(folder: Path, files: int) -> Path:
    """A folder with so many files, and two manifests of them."""
    (folder / "data").mkdir(parents=True)
    names = ["data/a.archive.yaml", *(f"data/{number:06}.txt" for number in range(1, files))]
    for name in names:
        (folder / name).write_text(ENTRY if name.endswith(".yaml") else name)
    (folder / "pattern.yaml").write_text(f"{HEAD}  - data/**\n")
    (folder / "named.yaml").write_text(HEAD + "".join(f"  - {name}\n" for name in names))
    return folder


def costs(folder: Path) -> dict[str, float]:
    """Those of all commands, in seconds, by their titles."""
    found: dict[str, float] = {}
    with embedded.running(folder / STORE):
        for after in (False, True):
            if after:
                cpu(folder, "apply", "--yes", "pattern.yaml")
            for one in (one for one in COMMANDS if one.after == after):
                found[one.title] = median(cpu(folder, *one.arguments, one.manifest) for _ in range(RUNS))
    return found


def main() -> None:
    """Measure, and print a table."""
    counts = [int(text) for text in sys.argv[1:]] or FILES
    with TemporaryDirectory() as made:
        start, *many = [costs(filled(Path(made) / str(count), count)) for count in (1, *counts)]
    print(
        f"{f'CPU s, median of {RUNS} runs':<28}{'start':>8}" + "".join(f"{count:>10}" for count in counts) + "  ratios"
    )
    for title, least in start.items():
        beyond = [cost[title] - least for cost in many]
        ratios = [f"{more / less:.1f}" if less > LEAST else "-" for less, more in pairwise(beyond)]
        print(f"{title:<28}{least:8.2f}" + "".join(f"{cost:10.2f}" for cost in beyond) + f"  {' '.join(ratios)}")


if __name__ == "__main__":
    main()
