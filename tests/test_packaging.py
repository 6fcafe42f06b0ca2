"""The wheel holds what an installed program needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_the_schemas_the_tables_and_the_types(installed: Path) -> None:
    inside = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    for schema in (ROOT / "schemas").glob("*.json"):
        assert f"publishpipe/_schemas/{schema.name}" in inside
    for path in (ROOT / "publishpipe").rglob("*"):
        if path.is_file() and path.suffix in {".py", ".tsv", ".json", ".typed"}:
            assert str(path.relative_to(ROOT)) in inside
    assert not [name for name in inside if name.startswith(("tests", "manifests", "schemas"))]


def test_the_installed_program_finds_its_schemas_outside_a_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("publishpipe: 3\n")
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import publishpipe.schemas.loader as s;"
        "assert s.folder().name == '_schemas';"
        "from publishpipe.__main__ import main; main()"
    )
    command = [sys.executable, "-I", "-c", code, str(installed), "validate", "m.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "m.yaml:1:1: 'target' is missing" in done.stdout
