"""What comes from outside of a manifest's folder is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import publishpipe
from publishpipe.commands.validate import notes

MANIFEST = """\
publishpipe: 1
target: {{repository: {repository}, environment: local}}
root: {root}
files: [{files}]
metadata: {metadata}
"""
METADATA = {
    "zenodo": '{title: Frost days, upload_type: dataset, description: Days., creators: [{name: "Doe, Jane"}]}',
    "nomad": "{upload_name: Silicon}",
}


def write(folder: Path, root: str, files: str, repository: str = "zenodo") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "m.yaml"
    path.write_text(MANIFEST.format(root=root, files=files, repository=repository, metadata=METADATA[repository]))
    return path


@pytest.mark.parametrize("repository", ["zenodo", "nomad"])
def test_a_root_above_the_manifest_is_told_with_what_comes_from_there(tmp_path: Path, repository: str) -> None:
    (tmp_path / "passwd").write_text("x")
    path = write(tmp_path / "project", "..", "{path: passwd, as: README.txt}", repository)
    assert publishpipe.validate(path) == ()
    assert notes(path) == (
        f"root leads out of the manifest's folder, to {tmp_path}; files from outside: 1 of 1, such as passwd",
    )


@pytest.mark.parametrize(
    ("repository", "told"),
    [("zenodo", "send README.txt (from passwd)"), ("nomad", "send 1 file (README.txt: from passwd)")],
)
def test_the_plan_tells_it_too(tmp_path: Path, repository: str, told: str) -> None:
    (tmp_path / "passwd").write_text("x")
    path = write(tmp_path / "project", "..", "{path: passwd, as: README.txt}", repository)
    made = publishpipe.plan(path, offline=True)
    assert [step.summary for step in made.steps if step.action == "upload"] == [told]


def test_a_link_that_leads_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("x")
    path = write(tmp_path / "project", "..", "project/link.csv")
    (tmp_path / "project" / "link.csv").symlink_to("../passwd")
    told = notes(path)
    assert told[0].endswith("files from outside: 1 of 1, such as project/link.csv")
    assert told[1:] == (f"project/link.csv comes from outside of the manifest's folder: it leads to {tmp_path}/passwd",)


def test_a_root_that_is_a_link_which_leads_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.csv").write_text("x")
    path = write(tmp_path / "project", "data", "a.csv")
    (tmp_path / "project" / "data").symlink_to("../elsewhere")
    assert len(notes(path)) == 2


def test_nothing_is_said_of_what_lies_beside_the_manifest(tmp_path: Path) -> None:
    path = write(tmp_path / "project", ".", "a.csv")
    (tmp_path / "project" / "a.csv").write_text("x")
    assert notes(path) == ()
    path = write(tmp_path / "project", "data", "a.csv")
    (tmp_path / "project" / "data").mkdir()
    (tmp_path / "project" / "data" / "a.csv").write_text("x")
    assert notes(path) == ()
