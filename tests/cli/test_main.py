"""What the command line does with what goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import publishpipe
from publishpipe.cli import main
from publishpipe.errors import CredentialsError
from publishpipe.schemas import loader
from publishpipe.workspace import workspace
from tests.conftest import Release, Server
from tests.killing import PATIENCE
from tests.program import program


@pytest.mark.parametrize(
    ("error", "options", "code"),
    [
        (ZeroDivisionError("of all things"), [], 1),
        (ZeroDivisionError("of all things"), ["--debug"], 1),
        (EOFError("of all things"), [], 1),  # half a module that a full disk left: nobody interrupted anything
        (CredentialsError("of all things"), [], 7),
        (CredentialsError("of all things"), ["--debug"], 7),
    ],
)
def test_an_error_is_told_with_a_traceback_for_debug_alone(
    error: Exception,
    options: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(publishpipe, "status", broken)
    monkeypatch.setattr(sys, "argv", ["publishpipe", "status", "m.yaml", *options])
    with pytest.raises(SystemExit) as stop:
        main.run()
    assert stop.value.code == code
    told = capsys.readouterr().err
    assert "of all things" in told
    assert ("what --debug prints" in told) != isinstance(error, CredentialsError)
    assert ("Traceback" in told) is bool(options)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ZeroDivisionError()])
@pytest.mark.parametrize(
    ("command", "state"),
    [
        (["validate"], "Nothing was changed on the server."),
        (["plan"], "Nothing was changed on the server."),
        (["status"], "Nothing was changed on the server."),
        (["verify"], "Nothing was changed on the server."),
        (["apply"], "Whatever was done is in the lockfile, or the next run finds it."),
        (["discard"], "Whatever was done, the next run finds it."),
    ],
)
def test_what_ends_at_any_moment_says_what_it_leaves(
    error: BaseException,
    command: list[str],
    state: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ending(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(workspace, "looked_at", ending)
    monkeypatch.setattr(os, "_exit", sys.exit)
    monkeypatch.setattr(sys, "argv", ["publishpipe", *command, "m.yaml"])
    with pytest.raises(SystemExit):
        main.run()
    told = capsys.readouterr().err
    assert state in told
    assert ("lockfile" in told) is (command == ["apply"])


def test_a_first_step_that_is_refused_does_not_speak_of_what_was_done_before(server: Server, release: Release) -> None:
    server.fault("status=410 POST /api/records")
    err = release.error("apply", "--yes", code=1)
    assert "state: Nothing is known to be made." in err
    assert "goes on from there" not in err
    server.fault("status=410 PUT /api/records/*")
    assert "state: What was done before is in the lockfile." in release.error("apply", "--yes", code=1)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["apply"], ["apply", "m.yaml", "--jobs", "0"], ["plan", "m.yaml", "-e", "moon"]]
)
def test_a_wrong_command_line_is_exit_2(arguments: list[str]) -> None:
    process = program(*arguments)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "Traceback" not in err


def test_validate_tells_machines_what_it_tells_people(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("publishpipe: 2\n")
    process = program("validate", "m.yaml", "--json", cwd=tmp_path)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    value = json.loads(out)
    loader.validator("validation.v1").validate(value)
    assert not value["valid"]
    assert {problem["line"] for problem in value["problems"]} == {1}


@pytest.mark.parametrize("command", ["plan", "apply", "status", "discard"])
def test_a_manifest_that_is_not_there_is_exit_3(command: str, tmp_path: Path) -> None:
    process = program(command, "none.yaml", cwd=tmp_path)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    assert err.startswith("none.yaml:1:1: cannot be read: No such file or directory\n")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("publishpipe: 2\n" * 5000)
    command = f"{sys.executable} -m publishpipe validate m.yaml | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_the_version_is_printed() -> None:
    out, _ = program("--version").communicate(timeout=PATIENCE)
    assert out.startswith("publishpipe 0.")
