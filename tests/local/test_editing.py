"""Edits and new versions of published records."""

from __future__ import annotations

import httpx

from tests.local.conftest import NATIVE, Zenodo


def revision(answer: httpx.Response) -> int:
    return int(answer.headers["ETag"].strip('"'))


def test_a_new_version_is_begun_while_an_edit_is_open_and_leaves_it_alone(zenodo: Zenodo) -> None:
    record = zenodo.publish(version="1")
    zenodo.act(record["id"], "edit")
    zenodo.put(record["id"], title="Edited")
    begun = zenodo.client.post(f"/records/{record['id']}/versions")
    assert begun.status_code == 201
    assert (begun.json()["conceptrecid"], begun.json()["files"]) == (record["conceptrecid"], [])
    assert zenodo.get(record["id"]).json()["title"] == "Edited"
    assert zenodo.act(record["id"], "publish")["title"] == "Edited"
    assert zenodo.client.post(f"/records/{record['id']}/versions").json()["id"] == begun.json()["id"]


def test_only_the_native_shape_tells_of_a_new_version_and_only_its_owner(zenodo: Zenodo) -> None:
    number = zenodo.publish()["id"]
    path = f"/records/{number}"
    zenodo.act(number, "edit")
    assert zenodo.client.get(path, headers=NATIVE).json()["versions"]["is_latest_draft"] is True
    zenodo.client.post(f"{path}/versions")
    versions = zenodo.client.get(path, headers=NATIVE).json()["versions"]
    assert versions == {"is_latest": True, "is_latest_draft": False, "index": 1}
    stranger = httpx.get(f"{zenodo.client.base_url}{path.lstrip('/')}", headers=NATIVE, trust_env=False)
    assert stranger.json()["versions"] == {"is_latest": True, "index": 1}
    assert "versions" not in zenodo.client.get(path).json()


def test_the_list_of_versions_has_no_drafts_and_one_order(zenodo: Zenodo) -> None:
    first = zenodo.publish()["id"]
    second = zenodo.act(zenodo.act(first, "newversion")["id"], "publish")["id"]
    zenodo.act(second, "newversion")
    listed = zenodo.client.get(f"/records/{first}/versions").json()["hits"]
    assert [one["id"] for one in listed["hits"]] == [second, first]
    assert zenodo.client.get(f"/records/{first}/versions?sort=newest").status_code == 400


def test_the_doi_of_the_version_named_decides_about_a_new_one(zenodo: Zenodo) -> None:
    record = zenodo.publish(doi="10.1234/external.one")
    for path in (f"/records/{record['id']}/versions", f"/deposit/depositions/{record['id']}/actions/newversion"):
        assert zenodo.client.post(path).status_code == 403


def test_an_external_doi_can_be_changed_in_an_edit_but_not_left_out(zenodo: Zenodo) -> None:
    number = zenodo.publish(doi="10.1234/external.two")["id"]
    zenodo.act(number, "edit")
    assert zenodo.put(number)["doi"] == "10.1234/external.two"
    assert zenodo.put(number, doi="10.1234/external.three")["doi"] == "10.1234/external.three"
    assert zenodo.act(number, "publish")["doi"] == "10.1234/external.three"


def test_an_edit_keeps_its_times_and_never_repeats_a_revision(zenodo: Zenodo) -> None:
    draft = zenodo.create()
    zenodo.upload(draft, "a.txt", b"a")
    path = f"/deposit/depositions/{draft['id']}"
    record = zenodo.act(draft["id"], "publish")
    before = zenodo.get(draft["id"]).json()
    edited = zenodo.client.post(f"{path}/actions/edit")
    assert edited.json()["created"] == draft["created"] != record["created"]
    zenodo.put(draft["id"], title="Discarded")
    assert zenodo.client.delete(path, headers={"If-Match": str(revision(edited))}).status_code == 412
    assert zenodo.client.delete(path, headers={"If-Match": str(revision(zenodo.get(draft["id"])))}).status_code == 204
    assert zenodo.get(draft["id"]).json() == before
    assert revision(zenodo.client.post(f"{path}/actions/edit")) > revision(edited) + 2
    assert zenodo.act(draft["id"], "publish")["created"] == record["created"]


def test_removing_or_replacing_a_file_changes_the_revision_and_adding_one_does_not(zenodo: Zenodo) -> None:
    draft = zenodo.create()
    before = revision(zenodo.get(draft["id"]))
    zenodo.upload(draft, "a.txt", b"a")
    assert revision(zenodo.get(draft["id"])) == before
    zenodo.upload(draft, "a.txt", b"b")
    assert revision(zenodo.get(draft["id"])) == before + 2
    file = zenodo.get(draft["id"]).json()["files"][0]["id"]
    zenodo.client.delete(f"/deposit/depositions/{draft['id']}/files/{file}")
    assert revision(zenodo.get(draft["id"])) == before + 4
