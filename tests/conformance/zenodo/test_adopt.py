"""A record that exists already is taken over, and checked, on whichever server ZENODO_URL names."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import LONGEST_RUN, Release, Zenodo


@pytest.fixture
def by_hand(zenodo: Zenodo, release: Release) -> Any:
    """A record as the release's manifest has it, made with another tool."""
    draft = draft_by_hand(zenodo, release)
    return zenodo.act(draft["id"], "publish")


def draft_by_hand(zenodo: Zenodo, release: Release) -> Any:
    draft = zenodo.create(release.metadata)
    bucket = draft["links"]["bucket"].rpartition("/")[2]
    for path in (release.folder / "data").iterdir():
        zenodo.ask("PUT", f"files/{bucket}/{path.name}", content=path.read_bytes())
    return draft


def test_a_record_made_by_hand_is_taken_over_and_applies_as_unchanged(
    zenodo: Zenodo, release: Release, by_hand: Any
) -> None:
    release.run("adopt", str(by_hand["id"]), "--yes")
    result = release.apply()[-1]
    assert (result["status"], result["id"], result["doi"]) == ("unchanged", str(by_hand["id"]), by_hand["doi"])
    [record] = release.is_published(release.version)
    assert record["modified"] == zenodo.deposition(by_hand["id"])["modified"] == by_hand["modified"]
    first = release.version
    release.write(**{"data-0.csv": "a new version\n"})
    release.apply()
    release.is_published(first, release.version)


def test_a_draft_made_by_hand_is_taken_over_and_published(zenodo: Zenodo, release: Release) -> None:
    draft = draft_by_hand(zenodo, release)
    release.write(**{"data-1.csv": f"other {release.word}\n", "data-2.csv": f"more {release.word}\n"})
    release.run("adopt", str(draft["id"]), "--yes")
    assert release.apply()[-1]["id"] == str(draft["id"])
    release.is_published(release.version)


@pytest.mark.parametrize("form", ["{id}", "{doi}"])
def test_a_record_gets_a_manifest_that_applies_as_unchanged(zenodo: Zenodo, release: Release, form: str) -> None:
    result = release.apply()[-1]
    [before] = release.is_published(release.version)
    files = {path.name: path.read_bytes() for path in (release.folder / "data").iterdir()}
    shutil.rmtree(release.folder)
    release.folder.mkdir()
    where = ("--repository", "zenodo", "--environment", "sandbox", "--url", zenodo.base_url)
    release.run("adopt", form.format(**result), "--write-manifest", "--download", *where)
    assert {path.name: path.read_bytes() for path in release.folder.glob("*.csv")} == files
    assert release.apply()[-1]["status"] == "unchanged"
    assert zenodo.deposition(result["id"]) == before


def test_what_belongs_to_somebody_else_is_not_taken_over(zenodo: Zenodo, release: Release) -> None:
    theirs = zenodo.ask("POST", "deposit/depositions", "bob", json={"metadata": release.metadata})
    process = release.start("adopt", release.path.name, str(theirs["id"]), "--yes")
    _, err = process.communicate(timeout=LONGEST_RUN)
    zenodo.ask("DELETE", f"deposit/depositions/{theirs['id']}", "bob")
    assert process.returncode in {1, 5}, err
    assert not (release.folder / "release.lock.json").exists()


def test_verify_tells_what_differs(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(files=3)
    number = release.apply()[-1]["id"]
    before = zenodo.deposition(number)
    for options in ((), ("--download",)):
        assert json.loads(release.run("verify", "--json", *options))["matches"]
    release.write(**{"data-0.csv": "other\n", "data-1.csv": None})
    release.describe(description="<p>Other.</p>")
    told = json.loads(release.run("verify", "--json", code=4))
    items = [*told["files"], *told["fields"]]
    wrong = {item["name"]: item["verdict"] for item in items if item["verdict"] != "match"}
    assert wrong == {"data-0.csv": "differ", "data-1.csv": "missing", "description": "differ"}
    assert zenodo.deposition(number) == before
