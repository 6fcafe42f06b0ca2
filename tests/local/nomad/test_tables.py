"""A table's rows become files of the upload, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from publishpipe.local.nomad.processing import tables
from tests.conformance.nomad.tables import FILES, MADE

MAINFILE = "data/rows.archive.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The files of an upload, below a folder that is not the upload's."""
    root = tmp_path / "store/raw"
    for name, text in FILES.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def fill(root: Path) -> set[str]:
    return tables.fill(root, MAINFILE, "u" * 22, "../upload/")


def test_each_row_is_a_file_that_stays_as_it_is(root: Path) -> None:
    assert fill(root) == set(MADE)
    (root / MADE[0]).write_text("as it was")
    assert fill(root) == set(MADE)
    assert (root / MADE[0]).read_text() == "as it was"


@pytest.mark.parametrize("name", ["../../escaped", "/nowhere/escaped", "a/../../../escaped"])
def test_a_row_cannot_be_a_file_elsewhere(root: Path, tmp_path: Path, name: str) -> None:
    (root / "data/rows.csv").write_text(f"name,x\n{name},1\nsecond,2\n")
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert fill(root) == {MADE[1]}
    assert {path for path in tmp_path.rglob("*") if path.is_file()} - before == {root / MADE[1]}


def test_a_table_elsewhere_is_not_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("name,x\nsecret,1\n")
    for outside in ("../../secret.csv", str(tmp_path / "secret.csv")):
        (root / MAINFILE).write_text(FILES["rows.archive.yaml"].replace("data/rows.csv", outside))
        assert fill(root) == set()
