"""What `validate` prints, in each of its forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program import program

WRONG = """\
publishpipe: 1
target: {repository: zenod, environment: sandbox}
files: [dta.csv, {path: data.csv, asd: x.csv}]
metadata:
  titel: Frost days
  upload_type: dataset
  creators: [{name: "Doe, Jane", orcid: 0000-0002-1825-0098}]
"""
LINES = [2, 3, 3, 5, 7]


def told(folder: Path, *words: str, code: int = 3) -> str:
    (folder / "data.csv").write_text("1\n")
    (folder / "m.yaml").write_text(WRONG)
    process = program("validate", "m.yaml", *words, cwd=folder)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, out + err
    return out if code == 3 else err


def test_a_typo_in_the_target_hides_nothing_else(tmp_path: Path) -> None:
    firsts = [line for line in told(tmp_path).splitlines() if line.startswith("m.yaml:")]
    assert [int(line.split(":")[1]) for line in firsts] == LINES
    assert told(tmp_path).endswith("\n5 problems\n")


@pytest.mark.parametrize("words", [("--json",), ("--format", "json"), ("--json", "--format", "json")])
def test_json_has_the_keys_of_the_contract_and_no_others(tmp_path: Path, words: tuple[str, ...]) -> None:
    found = json.loads(told(tmp_path, *words))
    assert [problem["line"] for problem in found["problems"]] == LINES
    for problem in found["problems"]:
        assert set(problem) == {"file", "line", "column", "path", "message", "hint"}


def test_other_programs_are_told_in_their_forms(tmp_path: Path) -> None:
    log = json.loads(told(tmp_path, "--format", "sarif"))
    assert [
        one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in log["runs"][0]["results"]
    ] == LINES
    lines = told(tmp_path, "--format", "github").splitlines()
    assert lines[0] == "::error file=m.yaml,line=2,col=22,endColumn=27::repository: 'zenod' is not one of: zenodo, nomad%0Ahelp: did you mean zenodo?"  # fmt: skip
    assert len(lines) == len(LINES)


def test_two_forms_at_once_are_refused(tmp_path: Path) -> None:
    assert "give one of the two" in told(tmp_path, "--json", "--format", "sarif", code=2)
