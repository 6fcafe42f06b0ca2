"""Metadata that change after publication, and what is given up again, whichever server ZENODO_URL names."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.zenodo.server import LONGEST_RUN, Release, Version, Zenodo, done, holds


@pytest.fixture
def published(release: Release) -> Release:
    """A release that is published."""
    release.apply()
    return release


def test_changed_metadata_is_an_edit_under_the_same_doi(zenodo: Zenodo, published: Release) -> None:
    [before] = published.is_published(published.version)
    published.describe(description="<p>Edited.</p>", keywords=["one"], notes="<p>More.</p>")
    events = published.apply()
    assert done(events) == ["describe", "edit", "publish", "verify"]
    [after] = published.is_published(published.version)
    assert (after["id"], after["doi"], events[-1]["doi"]) == (before["id"], before["doi"], before["doi"])
    assert after["metadata"]["publication_date"] == before["metadata"]["publication_date"]
    del published.metadata["notes"]
    published.save()
    published.apply()
    [last] = published.is_published(published.version)
    assert "notes" not in last["metadata"]
    assert published.apply()[-1]["status"] == "unchanged"
    assert zenodo.deposition(after["id"])["modified"] == last["modified"]


def test_access_to_files_is_closed_and_opened(zenodo: Zenodo, published: Release) -> None:
    published.describe(access_right="restricted")
    number = published.apply()[-1]["id"]
    assert zenodo.client.get(f"records/{number}/files/data-0.csv/content").status_code == 403
    published.describe(access_right="open")
    published.apply()
    assert zenodo.content(number, "data-0.csv") == (published.folder / "data/data-0.csv").read_bytes()


def test_what_was_changed_on_the_web_is_drift_and_is_set_again(zenodo: Zenodo, published: Release) -> None:
    [record] = published.is_published(published.version)
    edited = zenodo.act(record["id"], "edit")["metadata"]
    kept = {name: edited[name] for name in ("upload_type", "creators", "publication_date", "access_right", "license")}
    theirs = {**kept, "title": f"Theirs {published.word}"}
    zenodo.ask("PUT", f"deposit/depositions/{record['id']}", json={"metadata": theirs})
    zenodo.act(record["id"], "publish")
    published.describe(description="<p>Ours.</p>")
    published.apply()
    published.is_published(published.version)


def test_an_edit_that_somebody_else_has_open_is_left_alone(zenodo: Zenodo, published: Release) -> None:
    [record] = published.is_published(published.version)
    theirs = zenodo.act(record["id"], "edit")
    published.describe(description="<p>Ours.</p>")
    assert "somebody else" in published.apply(code=5)[-1]["error"]
    assert zenodo.deposition(record["id"]) == {**theirs, "files": zenodo.deposition(record["id"])["files"]}
    zenodo.act(record["id"], "discard")


def test_a_draft_is_discarded(zenodo: Zenodo, release: Release) -> None:
    number = release.apply("--until", "verify")[-1]["id"]
    release.run("discard", "--yes")
    assert zenodo.answer("GET", f"deposit/depositions/{number}").status_code in {404, 410}
    assert zenodo.depositions(release.word) == []
    assert "nothing to discard" in release.run("discard", "--yes")


def test_an_edit_is_discarded_and_the_record_stays(published: Release) -> None:
    before = published.is_published(published.version)
    meant = published.version
    published.describe(description="<p>A mistake.</p>")
    published.apply("--until", "verify")
    published.run("discard", "--yes")
    assert published.is_published(meant) == before


def test_the_draft_of_a_new_version_is_discarded_and_the_record_stays(zenodo: Zenodo, published: Release) -> None:
    before = published.is_published(published.version)
    meant = published.version
    published.write(**{"data-0.csv": "a mistake\n", "data-1.csv": "and one more\n"})
    draft = published.apply("--until", "verify")[-1]["id"]
    assert zenodo.deposition(draft)["submitted"] is False
    published.run("discard", "--yes")
    assert published.is_published(meant) == before
    assert zenodo.answer("GET", f"deposit/depositions/{draft}").status_code in {404, 410}


def clone(release: Release, folder: Path, **metadata: Any) -> Release:
    """A copy of the folder, as somebody else has it, with other metadata."""
    shutil.copytree(release.folder, folder)
    copy = replace(release, folder=folder, metadata={**release.metadata, **metadata})
    copy.save()
    return copy


def test_two_clones_that_edit_at_once_leave_the_record_intact(
    zenodo: Zenodo, published: Release, tmp_path: Path
) -> None:
    meant = published.version
    clones = [clone(published, tmp_path / name, description=f"<p>By {name}.</p>") for name in ("one", "two")]
    running = [each.start("apply", each.path.name, "--json", "--yes") for each in clones]
    told = [process.communicate(timeout=LONGEST_RUN) for process in running]
    codes = [process.returncode for process in running]
    assert not any("correct that" in out + err for out, err in told), told
    assert set(codes) <= {0, 1, 5}, told
    assert 0 in codes, told
    [record] = zenodo.depositions(published.word)
    assert is_one_of(zenodo.native(record["id"]), [meant, *(each.version for each in clones)])
    if record["state"] == "inprogress":
        zenodo.act(record["id"], "discard")
        [record] = zenodo.depositions(published.word)
    assert record["state"] == "done"
    assert any(matches(record, each.version) for each in clones), record["metadata"]


def is_one_of(record: Any, versions: list[Version]) -> bool:
    """Whether the public record is as one of these would have it."""
    files = {name: entry["checksum"].removeprefix("md5:") for name, entry in record["files"]["entries"].items()}
    told = files, record["metadata"]["description"]
    return told in [(version.files, version.metadata["description"]) for version in versions]


def matches(record: Any, version: Version) -> bool:
    try:
        holds(record, version)
    except AssertionError:
        return False
    return True
