"""With --json, stdout carries nothing but JSON, of the form that schemas/ tells, whatever goes wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from publishpipe.schemas import loader
from tests.killing import PATIENCE
from tests.program import program

WRONG = 'publishpipe: 1\ntarget: {repository: zenodo, environment: local}\nfiles: ["none\\u202e*"]\nmetadata: {"titel\\e": x}\n'
SCHEMAS = {"plan": "plan.v1", "status": "status.v1", "verify": "verification.v1", "apply": "events.v1"}


def told(folder: Path, *arguments: str, code: int) -> tuple[list[dict[str, Any]], str]:
    """The JSON that was printed, one object or one a line, and what stands on stderr."""
    process = program(*arguments, "--json", cwd=folder)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, err
    lines = out.splitlines() if arguments[0] == "apply" else [out]
    return [json.loads(line) for line in lines], err


@pytest.mark.parametrize("command", SCHEMAS)
def test_what_is_wrong_with_a_manifest_is_told_to_programs(command: str, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(WRONG)
    [*_, last], err = told(tmp_path, command, "m.yaml", code=3)
    loader.validator(SCHEMAS[command]).validate(last)
    [valid], _ = told(tmp_path, "validate", "m.yaml", code=3)
    assert last["error"] == "m.yaml is not a valid manifest."
    assert last["problems"] == valid["problems"]
    assert {"file", "line", "column", "path", "message", "hint"} == set(last["problems"][0])
    assert all(char.isprintable() or char == "\n" for char in err)


@pytest.mark.parametrize("command", ["list", "search"])
def test_what_goes_wrong_without_a_manifest_is_told_to_programs(command: str, tmp_path: Path) -> None:
    [value], err = told(tmp_path, command, "--repository", "none", code=2)
    loader.validator(f"{command}.v1").validate(value)
    assert value == {"error": "There is no repository 'none'.", "hint": "There are: zenodo, nomad."}
    assert "There is no repository" in err


def test_that_there_are_no_datasets_is_told_to_programs(tmp_path: Path) -> None:
    [value], _ = told(tmp_path, "list", "--datasets", code=2)
    loader.validator("search.v1").validate(value)
    assert value["error"] == "Zenodo has no datasets beside its depositions."


@pytest.mark.parametrize("name", [*SCHEMAS.values(), "list.v1", "search.v1", "validation.v1"])
def test_an_error_is_no_result_and_a_result_no_error(name: str) -> None:
    check = loader.validator(name)
    error = {"error": "of all things", "hint": "none"}
    assert check.is_valid(error) is (name != "events.v1")
    assert not check.is_valid({"hint": "none"})
    assert not check.is_valid({**error, "repository": "zenodo"})


def test_a_wrong_word_on_the_command_line_does_nothing_to_a_terminal(tmp_path: Path) -> None:
    for arguments in (["cite", "m.yaml", "x\x1b[31m"], ["status", "m.yaml", "--\x1b[31m"], ["\x1b[31m"]):
        process = program(*arguments, cwd=tmp_path)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out) == (2, "")
        assert "\x1b" not in err
