"""The way of a release through the embedded NOMAD, as a client goes it with plain HTTP."""

from __future__ import annotations

from tests.local.nomad.conftest import ENTITY, Nomad


def test_files_in_parts_then_metadata_then_publication(nomad: Nomad) -> None:
    upload = nomad.create("title [pp:12345678]")
    nomad.put(upload, {"one.archive.yaml": ENTITY.format(name="one")}, trigger_processing="false")
    assert nomad.wait(upload)["process_status"] == "READY"
    nomad.put(upload, {"data/x.csv": "1,2\n"}, trigger_processing="false")
    assert nomad.wait(upload)["entries"] == 0
    nomad.http.post(f"/uploads/{upload}/action/process").raise_for_status()
    assert nomad.wait(upload)["entries"] == 1
    dataset = nomad.http.post("/datasets", json={"dataset_name": "a study"}).json()["dataset_id"]
    metadata = {"upload_name": "title", "references": ["https://example.org/a"], "datasets": dataset, "comment": "c"}
    edited = nomad.http.post(f"/uploads/{upload}/edit", json={"metadata": metadata}).json()["data"]
    assert (edited["upload_name"], edited["process_status"]) == ("title", "SUCCESS")
    shown = nomad.entries(upload)[0]["entry_metadata"]
    assert (shown["references"], shown["comment"]) == (["https://example.org/a"], "c")
    assert [one["dataset_name"] for one in shown["datasets"]] == ["a study"]
    stale = nomad.http.post(f"/uploads/{upload}/action/publish").raise_for_status().json()["data"]
    assert (stale["published"], stale["process_status"]) == (False, "PENDING")
    assert nomad.upload(upload)["published"]
    doi = nomad.http.post(f"/datasets/{dataset}/action/doi").json()["data"]["doi"]
    assert doi.startswith("10.5072/")
    listed = nomad.http.get("/uploads", params={"upload_name": "title", "is_published": "true"}).json()
    assert [one["upload_id"] for one in listed["data"]] == [upload]


def test_an_entry_whose_schema_comes_later_fails_until_everything_is_processed_again(nomad: Nomad) -> None:
    upload = nomad.create()
    uses = 'data:\n  m_def: "../upload/raw/defs/schema.archive.yaml#/definitions/section_definitions/0"\n  foo: hi\n'
    schema = "definitions:\n  sections:\n    Thing:\n      quantities:\n        foo: {type: str}\n"
    nomad.put(upload, {"a/uses.archive.yaml": uses})
    assert nomad.wait(upload)["process_status"] == "SUCCESS"
    assert [one["process_status"] for one in nomad.entries(upload)] == ["FAILURE"]
    nomad.put(upload, {"defs/schema.archive.yaml": schema})
    nomad.wait(upload)
    assert [one["process_status"] for one in nomad.entries(upload)] == ["FAILURE", "SUCCESS"]
    nomad.http.post(f"/uploads/{upload}/action/process")
    nomad.wait(upload)
    assert [one["process_status"] for one in nomad.entries(upload)] == ["SUCCESS", "SUCCESS"]


def test_entries_that_come_after_an_edit_do_not_have_it(nomad: Nomad) -> None:
    upload = nomad.create()
    nomad.http.post(f"/uploads/{upload}/edit", json={"metadata": {"comment": "lost"}}).raise_for_status()
    nomad.put(upload, {"a.archive.yaml": ENTITY.format(name="a")})
    nomad.wait(upload)
    assert "comment" not in nomad.entries(upload)[0]["entry_metadata"]


def test_an_upload_without_entries_is_not_published(nomad: Nomad) -> None:
    upload = nomad.create()
    nomad.put(upload, {"only.csv": "1,2\n"})
    nomad.wait(upload)
    refused = nomad.http.post(f"/uploads/{upload}/action/publish")
    assert refused.status_code == 400
    assert refused.json()["detail"] == "Cannot publish an upload without any resulting entries."


def test_the_eleventh_unpublished_upload_is_refused(nomad: Nomad) -> None:
    uploads = [nomad.create(f"number {number}") for number in range(10)]
    refused = nomad.http.post("/uploads", params={"upload_name": "number 10", "embargo_length": "99"})
    assert refused.json() == {"detail": "Limit of unpublished uploads exceeded for user."}
    other = nomad.http.post("/uploads", headers={"Authorization": "Bearer somebody-else"})
    assert other.status_code == 200
    nomad.http.delete(f"/uploads/{uploads[0]}").raise_for_status()
    nomad.create("number 10")


def test_a_published_upload_does_not_count(nomad: Nomad) -> None:
    published = nomad.filled()
    nomad.http.post(f"/uploads/{published}/action/publish").raise_for_status()
    for number in range(10):
        nomad.create(f"number {number}")
    assert nomad.http.post("/uploads").status_code == 400


def test_members_that_lead_elsewhere_stay_out(nomad: Nomad) -> None:
    upload = nomad.create()
    nomad.put(upload, {"../../../evil.txt": "x", "/abs.txt": "x", "good.txt": "y"})
    nomad.wait(upload)
    content = nomad.http.get(f"/uploads/{upload}/rawdir/").json()["directory_metadata"]["content"]
    assert [one["name"] for one in content] == ["good.txt"]
    assert not list(nomad.store.rglob("evil.txt"))


def test_every_page_of_a_folder_together_is_the_folder(nomad: Nomad) -> None:
    upload = nomad.create()
    names = sorted(f"file {number:02}.txt" for number in range(25))
    nomad.put(upload, dict.fromkeys(names, "x"))
    nomad.wait(upload)
    found: list[str] = []
    query = {"page_size": "10"}
    while True:
        page = nomad.http.get(f"/uploads/{upload}/rawdir/", params=query).json()
        found += [one["name"] for one in page["directory_metadata"]["content"]]
        if "next_page_after_value" not in page["pagination"]:
            break
        query["page_after_value"] = page["pagination"]["next_page_after_value"]
    assert found == names


def test_the_files_of_an_entry_are_those_in_its_folder(nomad: Nomad) -> None:
    upload = nomad.create()
    nomad.put(upload, {"a/x.archive.yaml": ENTITY.format(name="x"), "a/y.txt": "y", "z.txt": "z", "a/b/c.txt": "c"})
    nomad.wait(upload)
    assert nomad.entries(upload)[0]["entry_metadata"]["files"] == ["a/x.archive.yaml", "a/y.txt"]
