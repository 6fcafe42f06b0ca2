"""An upload that exists already is taken over, and checked, on whichever server NOMAD_URL names."""

from __future__ import annotations

import shutil

import pytest

from tests.conformance.nomad.server import Nomad, Release

REFERENCES = ["https://doi.org/10.1063/5.0104914"]


@pytest.fixture
def published(nomad: Nomad, release: Release) -> Release:
    """A release with metadata of every kind, published."""
    dataset = {"name": f"{release.name} dataset", "doi": True}
    more = {"references": REFERENCES, "comment": "Made by a test.", "datasets": [dataset]}
    release.metadata |= more | {"coauthors": [nomad.users["bob"].email]}
    release.save()
    release.apply()
    return release


def test_a_lost_lockfile_is_written_again(published: Release) -> None:
    before = published.facts
    (published.folder / "release.lock.json").unlink()
    published.run("adopt", "release.yaml", "--", before["id"])
    after = published.facts
    for name in ("id", "doi", "versions", "base_url"):
        assert after[name] == before[name]
    result = published.apply()[-1]
    assert result["status"] == "unchanged"
    assert result["doi"] == before["doi"]


@pytest.mark.parametrize("form", ["{id}", "{doi}", "{url}gui/user/uploads/upload/id/{id}"])
def test_an_upload_gets_a_manifest_that_applies_as_unchanged(nomad: Nomad, published: Release, form: str) -> None:
    known = published.facts
    url = nomad.base_url.removesuffix("api/v1/")
    what = form.format(**known, url=url)
    files = {path: path.read_bytes() for path in (published.folder / "data").rglob("*") if path.is_file()}
    shutil.rmtree(published.folder)
    published.folder.mkdir()
    where = ("--repository", "nomad", "--environment", "sandbox", "--url", nomad.base_url)
    published.run("adopt", "--write-manifest", "--download", *where, "--", "release.yaml", what)
    assert {path: path.read_bytes() for path in files} == files
    result = published.apply()[-1]
    assert result["status"] == "unchanged"
    assert (result["id"], result["doi"]) == (known["id"], known["doi"])
    published.run("verify", "release.yaml", "--download")


def test_a_draft_is_taken_over_by_a_manifest_that_wants_more(nomad: Nomad, release: Release) -> None:
    draft = nomad.ask("POST", "uploads", params={"upload_name": f"{release.name} by hand"})["upload_id"]
    release.metadata |= {"comment": "Made by a test.", "datasets": [f"{release.name} dataset"]}
    release.save()
    release.run("adopt", "release.yaml", "--", draft)
    assert not release.facts.get("metadata"), "nothing of it is there yet"
    release.apply()
    assert release.facts["id"] == draft
    release.is_published_once()


def test_what_belongs_to_somebody_else_is_not_taken_over(nomad: Nomad, release: Release) -> None:
    theirs = nomad.ask("POST", "uploads", "bob", params={"upload_name": f"{release.name} of bob"})["upload_id"]
    process = release.start("adopt", "release.yaml", "--", theirs)
    _, err = process.communicate(timeout=60)
    nomad.delete(release.name, "bob")
    assert process.returncode in {1, 5}, err
    assert not (release.folder / "release.lock.json").exists()
