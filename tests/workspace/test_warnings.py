"""What is right and perhaps not meant is told in validate, plan and apply, once, and stops nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import publishpipe
from publishpipe.schemas import loader
from tests.killing import PATIENCE
from tests.program import program

MANIFEST = """\
publishpipe: 1
target: {repository: zenodo, environment: local}
files:
  - data/**
metadata:
  title: Frost days
  upload_type: dataset
  license: cc-by-4.0
  version: "1.0"
  creators: [{name: Jane Doe}]
publish: true
"""
ABOUT = "m.yaml:6:3: there is no description: all that people and search engines find is the title"
NAME = "m.yaml:10:21: 'Jane Doe' has no comma, so that all of it is taken for the family name"
SECRET = "ghp_" + "a1B2" * 9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A manifest with two doubts, and a file that is fine."""
    (tmp_path / "m.yaml").write_text(MANIFEST)
    put(tmp_path, "data/a.csv", "1\n")
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / "m.yaml").read_text()
    assert old in text
    (folder / "m.yaml").write_text(text.replace(old, new))


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    process = program(*arguments, cwd=folder)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, err
    return out


def warned(out: str) -> list[str]:
    """The warnings in what was printed, without their hints."""
    return [line.replace(" warning: ", " ", 1) for line in out.splitlines() if " warning: " in line]


def told(folder: Path) -> list[str]:
    """The warnings of `validate` that are about files."""
    return [one.message for one in publishpipe.warnings(folder / "m.yaml") if one.path.startswith("files")]


@pytest.mark.parametrize("command", [["validate"], ["plan"], ["plan", "--offline"], ["apply", "--yes"]])
def test_each_command_tells_each_of_them_once(folder: Path, command: list[str]) -> None:
    assert warned(run(folder, *command, "m.yaml")) == [ABOUT, NAME]


def test_programs_are_told_in_the_form_of_the_schemas(folder: Path) -> None:
    valid = json.loads(run(folder, "validate", "m.yaml", "--json"))
    loader.validator("validation.v1").validate(valid)
    assert (valid["valid"], valid["problems"]) == (True, [])
    plan = json.loads(run(folder, "plan", "m.yaml", "--json", "--out", "saved.plan"))
    loader.validator("plan.v1").validate(plan)
    [event, *rest] = map(json.loads, run(folder, "apply", "saved.plan", "--json", "--yes").splitlines())
    loader.validator("events.v1").validate(event)
    saved = json.loads((folder / "saved.plan").read_text())
    assert len(valid["warnings"]) == 2
    assert valid["warnings"] == plan["warnings"] == event["warnings"] == saved["warnings"]
    assert not any("warnings" in one for one in rest)
    assert set(valid["warnings"][0]) == {"file", "line", "column", "path", "message", "hint"}


def test_a_pull_request_is_told(folder: Path) -> None:
    assert run(folder, "plan", "m.yaml", "--markdown").count("- warning: m.yaml:") == 2


def test_a_program_in_python_gets_them_with_their_places(folder: Path) -> None:
    assert publishpipe.validate(folder / "m.yaml") == ()
    [about, name] = publishpipe.warnings(folder / "m.yaml")
    assert (about.line, about.path, about.severity) == (6, "metadata", "warning")
    assert (name.line, name.path, name.hint[:29]) == (10, "metadata.creators[0].name", "which is the family name? wri")
    assert publishpipe.plan(folder / "m.yaml", offline=True).warnings == (about, name)


def test_of_a_manifest_that_is_wrong_the_sound_part_is_told(folder: Path) -> None:
    change(folder, "upload_type: dataset", "upload_type: data")
    change(folder, "[{name: Jane Doe}]", "[{name: Jane Doe, orcid: 1}, {name: Jane Doe}]")
    assert warned(run(folder, "validate", "m.yaml", code=3)) == [NAME.replace(":21:", ":49:")]


def test_a_path_that_is_right_on_this_machine_only_is_told(folder: Path) -> None:
    change(folder, "data/**", str(folder / "data/a.csv"))
    [one] = [one for one in publishpipe.warnings(folder / "m.yaml") if one.path == "files[0]"]
    assert one.message == f"{folder / 'data/a.csv'} is an absolute path, which is right on this machine only"
    assert one.hint == "write data/a.csv: paths are relative to the manifest, or to root:"


def test_where_nothing_is_to_be_done_nothing_is_told_and_no_file_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "data/b.txt", SECRET)
    assert len(warned(run(folder, "apply", "--yes", "m.yaml"))) == 3
    monkeypatch.setattr("publishpipe.files.doubts.contents.opened", None)
    assert publishpipe.plan(folder / "m.yaml", offline=True).warnings == ()
    change(folder, "title: Frost days", "title: Frosty days")  # an edit sends no file
    assert len(publishpipe.plan(folder / "m.yaml", offline=True).warnings) == 2


def test_the_same_version_is_told_where_a_new_one_is_planned(folder: Path) -> None:
    run(folder, "apply", "--yes", "m.yaml")
    change(folder, "license: cc-by-4.0", "license: cc0-1.0")
    assert len(warned(run(folder, "plan", "m.yaml"))) == 2
    put(folder, "data/a.csv", "2\n")
    [_, version, _] = warned(run(folder, "apply", "m.yaml", "--yes", "--until", "verify"))
    assert re.match(r"m.yaml:9:12: a new version, and version is still 1.0, as of the one published on \d{4}", version)
    assert len(warned(run(folder, "plan", "m.yaml"))) == 3


def test_what_a_pattern_takes_along_is_told_and_what_is_named_is_meant(folder: Path) -> None:
    put(folder, "data/Thumbs.db", "x")
    put(folder, "data/a (1).csv", "x")
    put(folder, "data/a.ipynb", '["/home/jane/x"]')
    put(folder, "data/b.txt", f"\n{SECRET}\n")
    both = "data/a (1).csv, data/a.csv seem to be old and new of the same, and both would be published"
    leaked = "what seems to be a token of GitHub in data/b.txt (line 2)"
    assert told(folder) == [
        "data/Thumbs.db: Windows keeps it for its own use",
        both,
        "the path of a home folder in data/a.ipynb (line 1)",
        leaked,
    ]
    named = "".join(f"\n  - data/{name}" for name in ("Thumbs.db", "a.csv", "a (1).csv", "a.ipynb", "b.txt"))
    change(folder, "\n  - data/**", named)
    assert told(folder) == [leaked]


def test_the_hint_is_a_cure(folder: Path) -> None:
    put(folder, "data/x/__pycache__/a.pyc", "x")
    put(folder, "data/x/b.pyc", "x")
    hints = [one.hint for one in publishpipe.warnings(folder / "m.yaml") if one.path == "files[0]"]
    found = re.findall(r'exclude: \["(.*?)"\]', " ".join(hints))
    change(folder, "- data/**", f"- path: data/**\n    exclude: {json.dumps(found)}")
    assert len(found) == 2
    assert told(folder) == []


def test_what_is_packed_counts_too(folder: Path) -> None:
    put(folder, "data/Thumbs.db", "x")
    put(folder, "data/b.txt", SECRET)
    change(folder, "- data/**", "- {path: data/**, archive: data.zip}")
    assert len(told(folder)) == 2
    assert len(warned(run(folder, "plan", "m.yaml"))) == 2 + 2


def test_no_secret_is_printed(folder: Path) -> None:
    put(folder, "data/b.txt", SECRET)
    for command in (["validate"], ["validate", "--json"], ["plan"], ["apply", "--yes", "--json"]):
        out = run(folder, *command, "m.yaml")
        assert "data/b.txt (line 1)" in out
        assert SECRET not in out


def test_many_of_one_kind_are_one_warning(folder: Path) -> None:
    for number in range(30):
        put(folder, f"data/{number:02}.py~", "x")
    [one] = told(folder)
    assert one == "data/00.py~, data/01.py~, data/02.py~ and 27 more: an editor's backup or swap file"


def test_files_for_nomad_are_told_until_they_are_sent(tmp_path: Path) -> None:
    text = MANIFEST[: MANIFEST.index("metadata")].replace("zenodo", "nomad")
    (tmp_path / "m.yaml").write_text(f"{text}metadata: {{upload_name: Silicon, comment: Phonons.}}\n")
    put(tmp_path, "data/a.archive.yaml", "data:\n  m_def: nomad.datamodel.metainfo.eln.ELNSample\n")
    put(tmp_path, "data/b.txt", SECRET)
    token = ["m.yaml:4:5: what seems to be a token of GitHub in data/b.txt (line 1)"]
    assert warned(run(tmp_path, "apply", "m.yaml", "--until", "upload")) == token
    assert warned(run(tmp_path, "plan", "m.yaml")) == []
