"""Of many files, those of which nothing is to be done cost little: no file is opened, and none is asked for twice."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import publishpipe
from publishpipe.model.events import Result
from publishpipe.state.places import STORE
from publishpipe.workspace import embedded
from tests.conformance.nomad.server import ENTRY
from tests.counting import counted, questions

FEW, MANY = 30, 230
PER_FILE = 200  # calls for one more file, of whatever function
MANIFEST = """\
publishpipe: 1
target: {repository: nomad, environment: local}
files: ["data/**"]
metadata: {upload_name: Many}
publish: true
"""


def published(folder: Path, count: int) -> Path:
    """A manifest that was applied."""
    (folder / "data").mkdir(parents=True)
    (folder / "data/a.archive.yaml").write_text(ENTRY.format("Many"))
    for number in range(count):
        (folder / f"data/{number}.txt").write_text(str(number))
    (folder / "m.yaml").write_text(MANIFEST)
    assert publishpipe.apply(folder / "m.yaml").status == "done"
    return folder / "m.yaml"


def again(manifest: Path) -> tuple[Counter[str], Result]:
    """The functions that are called to apply it once more, and how that ends; its server runs, and is not waited for."""
    ended: list[Result] = []
    with embedded.running(manifest.parent / STORE):
        counts = counted(lambda: ended.append(publishpipe.apply(manifest)))
    return counts, ended[0]


def test_nothing_to_do_opens_no_file_and_takes_few_calls_for_each(tmp_path: Path) -> None:
    opened: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and watching and str(arguments[0]).startswith(str(tmp_path)):
            opened.append(Path(arguments[0]).parent.name)

    watching = False
    sys.addaudithook(watch)  # for as long as this process runs
    few, many = published(tmp_path / "few", FEW), published(tmp_path / "many", MANY)
    again(few)
    before, watching = again(few)[0], True
    after, result = again(many)
    watching = False
    assert (result.status, result.bytes_sent) == ("unchanged", 0)
    assert result.requests <= 2
    assert "data" not in opened
    assert (after.total() - before.total()) / (MANY - FEW) < PER_FILE
    assert (questions(after) - questions(before)) / (MANY - FEW) <= 2.1, after - before
