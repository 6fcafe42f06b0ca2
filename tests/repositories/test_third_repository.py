"""A third repository is one folder and one line: `shelf` beside this file, and the line that names it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import publishpipe
from publishpipe.errors import InputError
from publishpipe.repositories import HOMES
from tests.repositories.shelf import server
from tests.repositories.shelf.server import KEY, Shelf

LINE = {"shelf": "tests.repositories.shelf.repository"}
TOKEN = KEY.removeprefix("key ")
PROGRAM = f"from publishpipe.repositories import HOMES; HOMES |= {LINE}; from publishpipe.__main__ import main; main()"
MANIFEST = """\
publishpipe: 1
target: {{repository: shelf, environment: sandbox, url: "{url}"}}
files: ["*.csv"]
metadata: {{label: Frost days, note: "{note}"}}
publish: {publish}
"""


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    with server.running() as shelf:
        monkeypatch.setitem(HOMES, "shelf", LINE["shelf"])
        monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{shelf.url.removesuffix('/api/')}={TOKEN}")
        yield shelf


def write(folder: Path, shelf: Shelf, *, publish: bool = True, note: str = "of Oslo") -> Path:
    (folder / "a.csv").write_text("1,2\n")
    (folder / "b.csv").write_text("3,4\n")
    path = folder / "m.yaml"
    path.write_text(MANIFEST.format(url=shelf.url, note=note, publish=str(publish).lower()))
    return path


def start(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
    )


def run(*words: str | Path, code: int = 0) -> tuple[str, str]:
    with start(*words) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == code, out + err
    return out, err


def test_it_is_validated_by_its_own_schema_and_rules(tmp_path: Path, shelf: Shelf) -> None:
    path = write(tmp_path, shelf)
    assert run("validate", path)[0] == "valid\n"
    path.write_text(path.read_text().replace("label:", "lable:") + "entries: any\n")
    (tmp_path / "c d.csv").write_text("5\n")
    out, _ = run("validate", path, code=3)
    assert "unknown key 'lable'\n" in out
    assert "= help: did you mean label?\n" in out
    assert "is missing" not in out  # it is there, under another name
    assert "'entries' cannot be used like this\n" in out
    assert "= help: Shelf makes no entries of files\n" in out
    assert "c d.csv cannot be a name on Shelf\n" in out
    path.write_text(path.read_text().replace("shelf", "shelve"))
    out, _ = run("validate", path, code=3)
    assert "'shelve' is not one of: zenodo, nomad, shelf\n" in out
    assert "= help: did you mean shelf?\n" in out


def test_it_is_planned_applied_verified_and_then_there_is_nothing_to_do(tmp_path: Path, shelf: Shelf) -> None:
    path = write(tmp_path, shelf)
    plan = json.loads(run("plan", path, "--json")[0])
    assert [step["key"] for step in plan["steps"]] == ["create", "upload:a.csv", "upload:b.csv", "describe", "publish"]
    assert not shelf.boxes
    assert "10.5555/shelf.1" in run("apply", path, "--yes")[0]
    (box,) = shelf.boxes.values()
    assert (box["label"], box["note"], box["files"].keys()) == ("Frost days", "of Oslo", {"a.csv", "b.csv"})
    assert box["sealed_at"]
    found = json.loads(run("verify", path, "--json")[0])
    assert found["matches"]
    assert found["files"][0]["there"] == {"size": 4, "sha256": box["files"]["a.csv"]["sha256"]}
    assert json.loads(run("plan", path, "--json", "--offline")[0])["totals"]["steps"] == 0
    assert "Nothing to do" in run("apply", path, "--yes")[0]
    assert len(shelf.boxes) == 1
    assert TOKEN not in path.with_name("m.lock.json").read_text()


@pytest.mark.parametrize(
    "lost", ["POST /api/boxes", "PUT /api/boxes/1/files", "PUT /api/boxes/1", "POST /api/boxes/1/seal"]
)
def test_a_lost_answer_makes_no_second_box(tmp_path: Path, shelf: Shelf, lost: str) -> None:
    shelf.lost = [lost]
    run("apply", write(tmp_path, shelf), "--yes")
    assert [bool(box["sealed_at"]) for box in shelf.boxes.values()] == [True]
    assert not shelf.lost


@pytest.mark.parametrize("stuck", ["PUT /api/boxes/1/files/b.csv", "POST /api/boxes/1/seal"])
def test_what_was_killed_is_gone_on_with(tmp_path: Path, shelf: Shelf, stuck: str) -> None:
    path, shelf.stuck = write(tmp_path, shelf), stuck
    with start("apply", path, "--yes") as process:
        assert shelf.reached.wait(60)
        process.send_signal(signal.SIGKILL)
    before, shelf.stuck = len(shelf.requests), ""
    run("apply", path, "--yes")
    assert [bool(box["sealed_at"]) for box in shelf.boxes.values()] == [True]
    assert "PUT /api/boxes/1/files/a.csv" not in shelf.requests[before:]


def test_what_it_refuses_is_said_in_its_own_words(tmp_path: Path, shelf: Shelf) -> None:
    _, err = run("apply", write(tmp_path, shelf, note="a forbidden word"), "--yes", code=1)
    assert "note: the shelf does not take this word" in err
    assert "correct that" in err


def test_a_draft_is_discarded(tmp_path: Path, shelf: Shelf) -> None:
    path = write(tmp_path, shelf, publish=False)
    run("apply", path)
    assert len(shelf.boxes) == 1
    assert publishpipe.status(path).state == "draft"
    run("discard", path, "--yes")
    assert not shelf.boxes
    assert publishpipe.status(path).state == "absent"


def test_a_lockfile_of_another_form_is_refused(tmp_path: Path, shelf: Shelf) -> None:
    path = write(tmp_path, shelf, publish=False)
    run("apply", path)
    lock = path.with_name("m.lock.json")
    lock.write_text(lock.read_text().replace('"note"', '"node"'))
    with pytest.raises(InputError, match="is damaged"):
        publishpipe.plan(path, offline=True)


@pytest.mark.parametrize("environment", ["local", "sandbox"])
def test_where_it_has_no_server_that_is_said(tmp_path: Path, shelf: Shelf, environment: str) -> None:
    path = write(tmp_path, shelf)
    path.write_text(path.read_text().replace(f', url: "{shelf.url}"', ""))
    _, err = run("plan", path, "--environment", environment, code=3)
    assert f"There is no {environment} of Shelf that publishpipe knows." in err
