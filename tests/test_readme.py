"""What the README promises at its top, and what of it and of its further pages is a table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import publishpipe
from tests.documents import ROOT, blocks

README = (ROOT / "README.md").read_text("utf-8")
ZENODO = ROOT / "docs/how-to/zenodo.md"
CHANGES = (ROOT / "docs/how-to/new-version.md").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The README's manifest, and files that it speaks of."""
    (tmp_path / "frost.yaml").write_text(
        next(block.text for block in blocks(ROOT / "README.md") if block.noted("file"))
    )
    for name in ("README.md", "results/frost.csv", "raw/model/a.nc", "raw/a.tmp", "docs/report-final-v3.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_it_is_short_and_begins_with_the_two_commands() -> None:
    assert len(README.splitlines()) <= 220
    targets = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+) ", README.partition("## Why")[0], re.MULTILINE):
        assert f"\n{target}: " in targets


def test_the_richer_forms_stay_as_they_are(folder: Path) -> None:
    manifest = folder / "frost.yaml"
    value = yaml.safe_load(manifest.read_text())
    richer = next(block.text for block in blocks(ZENODO) if "affiliations:" in block.text)
    value["metadata"] |= yaml.safe_load(richer.replace("2027-06-01", "2999-06-01"))["metadata"]  # whatever day it is
    manifest.write_text(yaml.safe_dump(value))
    assert publishpipe.apply(manifest, confirm=publishpipe.accept).published
    assert publishpipe.apply(manifest).status == "unchanged"


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
        assert f"| `{step.key}` {step.summary} |" in CHANGES
