"""Files that NOMAD's own processing writes beside those that were sent: a table's rows as entries."""

from __future__ import annotations

import json

import pytest

from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad, Release
from tests.conformance.nomad.tables import FILES, MADE


@pytest.fixture
def release(releases: Releases) -> Release:
    release = releases()
    release.write(**FILES)
    return release


def is_there(nomad: Nomad, release: Release) -> None:
    """All that was sent, and all that was made of it; every entry is good."""
    files, number = nomad.files(release.facts["id"]), release.facts["id"]
    assert set(files) == {*release.local, *MADE}
    assert {name: size for name, size in files.items() if name in release.local} == release.local
    assert tuple(release.facts["generated"]) == MADE
    entries = {entry["mainfile"]: entry["process_status"] for entry in nomad.entries(number)}
    assert {name: entries[name] for name in MADE} == dict.fromkeys(MADE, "SUCCESS")


def test_they_are_published_with_what_they_were_made_from(nomad: Nomad, release: Release) -> None:
    assert release.apply()[-1]["published"]
    is_there(nomad, release)
    assert release.apply()[-1]["status"] == "unchanged"
    told = json.loads(release.run("verify", "--json", "--download", release.path.name)[0])
    assert told["matches"]
    assert "first" in nomad.raw(release.facts["id"], MADE[0]).decode()


@pytest.mark.sample
def test_they_stay_through_a_second_processing_and_it_is_said(nomad: Nomad, release: Release) -> None:
    """The parser lets stay what is there, so a row that changed is not made anew: only `discard` helps."""
    release.apply("--until", "verify")
    release.file("rows.csv", "name,x\nfirst,77\nsecond,2\n")
    notes = " ".join(release.apply("--until", "verify")[0]["notes"])
    assert "NOMAD made these itself" in notes
    assert all(name in notes for name in MADE)
    is_there(nomad, release)
    assert "77" not in nomad.raw(release.facts["id"], MADE[0]).decode()
    release.run("discard", "--yes", release.path.name)
    release.apply()
    is_there(nomad, release)
    assert "77" in nomad.raw(release.facts["id"], MADE[0]).decode()


def test_they_are_known_after_a_processing_that_failed_on_them(nomad: Nomad, release: Release) -> None:
    """What an earlier processing made is neither ours nor somebody else's in the next, whatever became of it."""
    release.apply("--until", "verify")
    release.write(**{"broken.archive.yaml": "data: [\n"})
    assert "broken.archive.yaml" in release.apply(code=1)[-1]["error"]
    assert tuple(release.facts["generated"]) == MADE
    (release.folder / "data/broken.archive.yaml").unlink()
    assert release.apply()[-1]["published"]
    is_there(nomad, release)


def test_without_the_lockfile_nobody_knows_who_made_them_and_a_way_on_is_told(nomad: Nomad, release: Release) -> None:
    release.apply()
    is_there(nomad, release)
    number = release.facts["id"]
    (release.folder / "release.lock.json").unlink()
    assert number in release.apply(code=5)[-1]["error"]
    release.run("adopt", "--yes", "--", release.path.name, number)
    told = "".join(release.run("apply", release.path.name, "--yes", code=3))
    assert f"Did NOMAD make {MADE[0]}, {MADE[1]} itself?" in told
    for name in MADE:
        (release.folder / name).write_bytes(nomad.raw(number, name))
    release.options["files"] = ["data/**", "*.archive.yaml"]
    release.save()
    assert release.apply()[-1]["status"] == "unchanged"


@pytest.mark.sample
def test_entries_that_were_made_can_be_described_by_their_names(nomad: Nomad, release: Release) -> None:
    release.metadata["entries_metadata"] = {"*.Row.archive.yaml": {"comment": "A row."}}
    release.save()
    release.apply()
    is_there(nomad, release)
    comments = {
        entry["mainfile"]: entry["entry_metadata"].get("comment") for entry in nomad.entries(release.facts["id"])
    }
    assert {name for name, comment in comments.items() if comment == "A row."} == set(MADE)
