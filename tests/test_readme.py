"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import publishpipe
from tests.killing import PATIENCE
from tests.program import program

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def block(language: str, containing: str) -> str:
    """The first fenced block of a language that contains a text."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(next(text for marked, text in blocks if marked == language and containing in text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The README's manifest, and files that it speaks of."""
    (tmp_path / "frost.yaml").write_text(block("yaml", "publishpipe: 1"))
    for name in ("README.md", "results/frost.csv", "raw/model/a.nc", "raw/a.tmp", "docs/report-final-v3.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_the_manifest_is_valid_and_its_plan_is_the_one_shown(folder: Path) -> None:
    assert publishpipe.validate(folder / "frost.yaml") == ()
    plan = publishpipe.plan(folder / "frost.yaml", offline=True)
    shown = re.findall(r"^  [+!=]  (\S+)", block("", "  +  create"), re.MULTILINE)
    assert [step.key for step in plan.steps] == shown
    assert f"{len(plan.pending)} steps to do, " in block("", "  +  create")
    assert f"{plan.requests} requests." in block("", "  +  create")


def test_the_richer_forms_are_valid_and_stay_as_they_are(folder: Path) -> None:
    manifest = folder / "frost.yaml"
    value = yaml.safe_load(manifest.read_text())
    richer = block("yaml", "affiliations:").replace("2027-06-01", "2999-06-01")  # whatever day it is
    value["metadata"] |= yaml.safe_load(richer)["metadata"]
    manifest.write_text(yaml.safe_dump(value))
    assert publishpipe.validate(manifest) == ()
    assert publishpipe.apply(manifest, confirm=publishpipe.accept).published
    assert publishpipe.apply(manifest).status == "unchanged"


def test_the_mistakes_are_told_as_shown(folder: Path) -> None:
    text = (folder / "frost.yaml").read_text()
    (folder / "frost.yaml").write_text(text.replace("cc-by-4.0", "CC-BY-5.0").replace('"1.0"', "1.10"))
    out, _ = program("validate", "frost.yaml", cwd=folder).communicate(timeout=PATIENCE)
    assert out == block("", "frost.yaml:")


def test_the_python_example_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    code = block("python", "import publishpipe").replace('"sandbox"', '"local"')
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  # our own README
    assert re.search(r"^10\.5072/zenodo\.\d+ http://127", capsys.readouterr().out, re.MULTILINE)


def test_every_command_of_the_table_has_a_help_with_an_example() -> None:
    for command in re.findall(r"^\| `publishpipe ([a-z ]+?)(?: MANIFEST…?)?` \|", README, re.MULTILINE):
        process = program(*command.split(), "--help")
        out, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert f"Examples:\n    publishpipe {command}" in out


def test_the_table_of_changes_says_what_the_plan_says(folder: Path) -> None:
    manifest = folder / "frost.yaml"
    publishpipe.apply(manifest, confirm=publishpipe.accept)
    text = manifest.read_text()
    title = text.replace("title: Frost", "title: Frosty")
    closed = text.replace("  license:", "  access_right: restricted\n  license:")
    asking = text.replace("  license:", "  communities: [{identifier: bench-open}]\n  license:")
    for changed, data in ((text, "other"), (title, ""), (closed, ""), (asking, "")):
        manifest.write_text(changed)
        (folder / "results" / "frost.csv").write_text(data or "results/frost.csv")
        step = publishpipe.plan(manifest).pending[0]
        assert f"| `{step.key}` {step.summary} |" in README
