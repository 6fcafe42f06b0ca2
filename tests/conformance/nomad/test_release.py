"""A release to NOMAD from end to end, on whichever server NOMAD_URL names."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import BROKEN, ENTRY, Nomad, Release

REFERENCES = ["https://doi.org/10.1063/5.0104914"]


def statuses(events: list[dict[str, Any]]) -> dict[str, str]:
    return {event["key"]: event["status"] for event in events if event["event"] == "step"}


def zipped(name: str, text: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, text)
    return data.getvalue()


def test_files_arrive_as_they_are(nomad: Nomad, release: Release) -> None:
    release.file("run/größe 1.txt", "unicode and blanks")
    release.file("empty.txt", "")
    release.file("run/nested.zip", zipped("inside.archive.yaml", ENTRY.format("never an entry")))
    release.file("100%25.txt", "percent")
    result = release.apply()[-1]
    release.is_published_once()
    assert result["published"]
    assert nomad.raw(result["id"], "data/run/nested.zip") == (release.folder / "data/run/nested.zip").read_bytes()
    assert len(nomad.entries(result["id"])) == 1


def test_metadata_of_upload_and_entries_arrive(nomad: Nomad, releases: Releases) -> None:
    release = releases()
    dataset = f"{release.name} dataset"
    more = {"references": REFERENCES, "comment": "Made by a test.", "datasets": [dataset]}
    release.metadata |= more | {"coauthors": [nomad.users["bob"].email], "reviewers": ["carol"]}
    release.save()
    result = release.apply()[-1]
    release.is_published_once()
    upload = nomad.ask("GET", f"uploads/{result['id']}")["data"]
    assert upload["coauthors"] == [nomad.users["bob"].id]
    assert upload["reviewers"] == [nomad.users["carol"].id]
    assert result["doi"] is None


def test_a_second_apply_changes_nothing_and_asks_once(nomad: Nomad, release: Release) -> None:
    release.metadata |= {"comment": "Once.", "references": REFERENCES}
    release.save()
    first = release.apply()[-1]
    before = nomad.ask("GET", f"uploads/{first['id']}"), nomad.entries(first["id"])
    lock = (release.folder / "release.lock.json").read_text("utf-8")
    second = release.apply()[-1]
    assert second["status"] == "unchanged"
    assert second["requests"] == 1
    assert (nomad.ask("GET", f"uploads/{first['id']}"), nomad.entries(first["id"])) == before
    assert (release.folder / "release.lock.json").read_text("utf-8") == lock


def test_a_draft_is_complete_and_can_be_published_later(nomad: Nomad, release: Release) -> None:
    release.options = {"publish": False}
    release.save()
    draft = release.apply()[-1]
    assert not draft["published"]
    assert nomad.uploads(release.name)[0]["upload_name"] == release.name
    assert release.apply()[-1]["status"] == "unchanged"
    release.options = {}
    release.save()
    events = release.apply()
    assert [key for key, status in statuses(events).items() if status == "done"] == ["publish"]
    release.is_published_once()


def test_a_changed_draft_is_mended(nomad: Nomad, release: Release) -> None:
    """A changed file of the same size is sent again, one that is gone is removed, a stranger's too."""
    release.file("old.txt", "old")
    release.options = {"publish": False}
    release.save()
    upload_id = release.apply()[-1]["id"]
    release.file("run/table.csv", "x,y\n3,4\n")
    (release.folder / "data/old.txt").unlink()
    nomad.ask("PUT", f"uploads/{upload_id}/raw/", params={"file_name": "stranger.txt"}, content=b"hello")
    nomad.settle(upload_id)
    events = release.apply()
    done = [key for key, status in statuses(events).items() if status == "done"]
    assert done == ["remove:data/old.txt", "remove:stranger.txt", "upload:part-1", "wait", "describe", "verify"]
    assert events[0]["drift"] == ["file stranger.txt was added"]
    assert nomad.files(upload_id) == release.local
    assert nomad.raw(upload_id, "data/run/table.csv") == b"x,y\n3,4\n"


def test_a_failed_entry_is_reported_and_stops_unless_any_will_do(nomad: Nomad, release: Release) -> None:
    release.file("bad.archive.yaml", BROKEN)
    dataset = f"{release.name} dataset"
    release.metadata["datasets"] = [dataset]
    release.save()
    error = release.apply(code=1)[-1]["error"]
    assert "failed on 1 of 2 entries" in error
    assert "data/bad.archive.yaml" in error
    assert not nomad.datasets(dataset), "an empty dataset is public at once"
    release.options = {"entries": "any"}
    release.save()
    assert release.apply()[-1]["published"]
    release.is_published_once()


def test_files_that_nomad_does_not_recognise_are_not_published(release: Release) -> None:
    (release.folder / "data/a.archive.yaml").unlink()
    events = release.apply(code=1)
    assert "found nothing that it recognises" in events[-1]["error"]
    assert statuses(events)["wait"] == "failed"
    release.file("a.archive.yaml", ENTRY.format("A"))
    assert release.apply()[-1]["published"]
    release.is_published_once()


def test_after_publication_metadata_may_change_and_files_may_not(nomad: Nomad, release: Release) -> None:
    release.metadata |= {"comment": "First.", "references": REFERENCES}
    release.save()
    upload_id = release.apply()[-1]["id"]
    release.metadata |= {"comment": "Second."}
    del release.metadata["references"]
    release.save()
    events = release.apply()
    assert [key for key, status in statuses(events).items() if status == "done"] == ["describe", "verify"]
    release.is_published_once()
    assert release.apply()[-1]["status"] == "unchanged"
    release.file("run/table.csv", "x,y\n3,4\n")
    _, err = release.run("apply", release.path.name, "--yes", code=3)
    assert "data/run/table.csv" in err
    assert "copy the manifest" in err
    assert nomad.raw(upload_id, "data/run/table.csv") == b"x,y\n1,2\n"


def test_an_embargo_is_only_lifted(nomad: Nomad, release: Release) -> None:
    release.metadata["embargo_length"] = 12
    release.save()
    upload_id = release.apply()[-1]["id"]
    assert nomad.ask("GET", f"uploads/{upload_id}")["data"]["with_embargo"]
    release.metadata["embargo_length"] = 24
    release.save()
    _, err = release.run("apply", release.path.name, "--yes", code=3)
    assert "only lift it" in err
    release.metadata["embargo_length"] = 0
    release.save()
    release.apply()
    assert not nomad.ask("GET", f"uploads/{upload_id}")["data"]["with_embargo"]


def test_datasets_by_name_and_id_and_with_a_doi(nomad: Nomad, releases: Releases) -> None:
    release = releases()
    names = [f"{release.name} {kind}" for kind in ("plain", "by id", "doi")]
    by_id = nomad.ask("POST", "datasets/", json={"dataset_name": names[1]})["dataset_id"]
    release.metadata["datasets"] = [names[0], by_id, {"name": names[2], "doi": True}]
    release.save()
    result = release.apply()[-1]
    entries = nomad.entries(result["id"])
    assert {item["dataset_name"] for item in entries[0]["entry_metadata"]["datasets"]} == set(names)
    assert result["doi"] == nomad.datasets(names[2])[0]["doi"]
    assert release.apply()[-1]["status"] == "unchanged"
    release.metadata["datasets"] = [names[0], {"name": names[2], "doi": True}]
    release.save()
    release.apply()
    left = nomad.entries(result["id"])[0]["entry_metadata"]["datasets"]
    assert {item["dataset_name"] for item in left} == {names[0], names[2]}


def test_a_mistyped_dataset_id_makes_no_dataset(nomad: Nomad, release: Release) -> None:
    release.metadata["datasets"] = ["AAAAAAAAAAAAAAAAAAAAAA"]
    release.save()
    assert "no dataset" in release.apply(code=1)[-1]["error"]
    assert not nomad.datasets("AAAAAAAAAAAAAAAAAAAAAA")


def test_an_unknown_coauthor_is_told_before_any_bytes_flow(release: Release) -> None:
    release.metadata["coauthors"] = ["nobody-of-that-name"]
    release.save()
    events = release.apply(code=3)
    assert "nobody-of-that-name" in events[-1]["error"]
    assert (events[-1]["id"], events[-1]["bytes_sent"], statuses(events)) == (None, 0, {})


def test_discard_deletes_the_draft_and_the_datasets_that_it_made(nomad: Nomad, releases: Releases) -> None:
    release = releases()
    mine, others = f"{release.name} new", f"{release.name} old"
    nomad.ask("POST", "datasets/", json={"dataset_name": others})
    release.metadata["datasets"] = [mine, others]
    release.options = {"publish": False}
    release.save()
    release.apply()
    release.run("discard", release.path.name, "--yes")
    assert not nomad.uploads(release.name)
    assert not nomad.datasets(mine)
    assert len(nomad.datasets(others)) == 1
    out, _ = release.run("discard", release.path.name, "--yes")
    assert "nothing to discard" in out


@pytest.mark.timeout(240)
def test_the_limit_of_unpublished_uploads_names_them(nomad: Nomad, releases: Releases) -> None:
    release = releases(user="carol")
    drafts = [item for item in nomad.uploads("", "carol") if not item["published"]]
    made = [
        nomad.ask("POST", "uploads", "carol", params={"upload_name": f"{release.name} {n}"})["upload_id"]
        for n in range(10 - len([item for item in drafts if item["main_author"] == nomad.users["carol"].id]))
    ]
    events = release.apply(code=1)
    assert any("you have 10 uploads that are not published" in note for note in events[0]["notes"])
    assert all(upload_id in events[-1]["error"] for upload_id in made)
    assert len(nomad.uploads(release.name, "carol")) == len(made), "nothing was deleted"


def test_somebody_elses_upload_is_a_matter_of_rights_and_not_of_the_token(releases: Releases) -> None:
    release = releases(options={"publish": False})
    release.apply()
    release.user = "bob"
    try:
        _, err = release.run("apply", release.path.name, "--yes", code=1)
        assert "The token is good, but may not do this" in err
    finally:
        release.user = "alice"


def test_a_bad_token_is_told_before_any_bytes_flow(nomad: Nomad, release: Release) -> None:
    alice = replace(nomad.users["alice"], token="not-a-token")  # noqa: S106  # that is the point
    release.nomad = replace(nomad, users={**nomad.users, "alice": alice})
    events = release.apply(code=7)
    assert events[-1]["bytes_sent"] == 0
    assert "does not accept the token in PUBLISHPIPE_TOKENS" in events[-1]["error"]
    _, err = release.run("apply", release.path.name, "--yes", code=7)
    assert f'PUBLISHPIPE_LOGINS="{nomad.origin}=NAME:PASSWORD"' in err


def test_the_plan_says_what_apply_does(nomad: Nomad, release: Release) -> None:
    release.metadata["embargo_length"] = 3
    release.save()
    made = json.loads(release.run("plan", release.path.name, "--json")[0])
    assert [step["key"] for step in made["steps"]] == [
        "create",
        "upload:part-1",
        "wait",
        "describe",
        "verify",
        "publish",
    ]
    assert [step["key"] for step in made["steps"] if step["irreversible"]] == ["publish"]
    assert not nomad.uploads(release.name)
