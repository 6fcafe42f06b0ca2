"""The steps of Zenodo's own quickstart and of scripts built on it, with plain httpx."""

from __future__ import annotations

import hashlib
import json

import httpx
import pytest

from tests.local.conftest import Zenodo
from tests.local.running import Running, running

PARAMS = {"access_token": "alice's"}
HEADERS = {"Content-Type": "application/json"}
DATA = {
    "metadata": {
        "title": "My first upload",
        "upload_type": "poster",
        "description": "This is my first upload",
        "creators": [{"name": "Doe, John", "affiliation": "Zenodo"}],
    }
}


def api(server: Running, path: str) -> str:
    return f"{server.url}/api{path}"


def test_quickstart_with_a_bucket(server: Running) -> None:
    with httpx.Client(params=PARAMS, trust_env=False) as session:
        created = session.post(api(server, "/deposit/depositions"), json={})
        assert created.status_code == 201
        number, bucket = created.json()["id"], created.json()["links"]["bucket"]

        content = b"some bytes" * 1000
        uploaded = session.put(f"{bucket}/my-file.zip", content=content)
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        assert uploaded.json()["checksum"] == f"md5:{md5}"

        url = api(server, f"/deposit/depositions/{number}")
        described = session.put(url, content=json.dumps(DATA), headers=HEADERS)
        assert described.status_code == 200
        assert described.json()["metadata"]["title"] == "My first upload"

        published = session.post(f"{url}/actions/publish")
        assert published.status_code == 202
        assert published.json()["doi"] == f"10.5072/zenodo.{number}"
        assert session.post(f"{url}/actions/publish").status_code == 404


def test_quickstart_with_a_form(server: Running) -> None:
    with httpx.Client(params=PARAMS, trust_env=False) as session:
        number = session.post(api(server, "/deposit/depositions"), json=DATA).json()["id"]
        url = api(server, f"/deposit/depositions/{number}/files")
        form = {"name": "my first file.csv"}
        uploaded = session.post(url, data=form, files={"file": ("local.csv", b"x,y\n1,2\n")})
        assert uploaded.status_code == 201
        assert uploaded.json()["filename"] == "my_first_file.csv"
        again = session.post(url, data=form, files={"file": ("local.csv", b"other")})
        assert (again.status_code, again.json()["message"]) == (400, "File with key my_first_file.csv already exists.")
        assert [file["filesize"] for file in session.get(url).json()] == [8.0]


def test_listing_own_depositions(zenodo: Zenodo) -> None:
    draft = zenodo.create(title="Listed marmots")
    zenodo.upload(draft, "a.txt", b"a")
    (found,) = zenodo.client.get("/deposit/depositions", params={"q": "marmots"}).json()
    assert found["id"] == draft["id"]
    assert found["files"] == []
    assert "bucket" not in found["links"]


def test_finding_a_draft_by_its_marker(zenodo: Zenodo) -> None:
    marker = "urn:uuid:0b0f0a3e-8d5c-4c4f-9f1f-3f6d1c1b2a3e"
    draft = zenodo.create(related_identifiers=[{"identifier": marker, "relation": "isAlternateIdentifier"}])
    found = zenodo.client.get("/deposit/depositions", params={"q": f'alternate.identifier:"{marker}"'}).json()
    assert [one["id"] for one in found] == [draft["id"]]


def test_searching_records_of_a_community(server: Running, zenodo: Zenodo) -> None:
    record = zenodo.publish(title="In a community", communities=[{"identifier": "bench-open"}])
    zenodo.publish(title="In no community")
    parameters = {"communities": "bench-open", "q": "community"}
    found = httpx.get(api(server, "/records"), params=parameters, trust_env=False).json()["hits"]
    assert [hit["id"] for hit in found["hits"]] == [record["id"]]
    assert found["hits"][0]["metadata"]["communities"] == [{"id": "bench-open"}]


def test_downloading_what_was_published(server: Running, zenodo: Zenodo) -> None:
    record = zenodo.publish()
    shown = httpx.get(api(server, f"/records/{record['id']}"), trust_env=False).json()
    content = httpx.get(shown["files"][0]["links"]["self"], trust_env=False)
    assert content.content == b"x,y\n1,2\n"


def test_a_new_version_carries_the_files_over(zenodo: Zenodo) -> None:
    record = zenodo.publish(version="1.0")
    begun = zenodo.client.post(f"/deposit/depositions/{record['id']}/actions/newversion")
    assert begun.status_code == 201
    draft = begun.json()
    assert draft["conceptrecid"] == record["conceptrecid"]
    assert [file["checksum"] for file in draft["files"]] == [file["checksum"] for file in record["files"]]
    zenodo.client.delete(f"/deposit/depositions/{draft['id']}/files/{draft['files'][0]['id']}")
    zenodo.upload(draft, "new.csv", b"new")
    published = zenodo.client.post(f"/deposit/depositions/{draft['id']}/actions/publish").json()
    assert [file["filename"] for file in published["files"]] == ["new.csv"]
    assert [file["filename"] for file in zenodo.get(record["id"]).json()["files"]] == ["data.csv"]


def test_metadata_of_a_record_can_be_edited_and_the_edit_dropped(zenodo: Zenodo) -> None:
    number = zenodo.publish(title="Before")["id"]
    url = f"/deposit/depositions/{number}"
    assert zenodo.client.post(f"{url}/actions/edit").json()["state"] == "inprogress"
    changed = {"metadata": {**DATA["metadata"], "title": "After"}}
    assert zenodo.client.put(url, json=changed).json()["title"] == "After"
    assert zenodo.client.post(f"{url}/actions/discard").status_code == 204
    assert zenodo.get(number).json()["title"] == "Before"


def test_requests_are_limited_when_that_is_asked_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("limited"), "--rate-limit=133") as server:
        answers = [httpx.get(api(server, "/records"), trust_env=False) for _ in range(61)]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json() == {"message": "30 per 1 minute", "status": 429}
    assert refused.headers["x-ratelimit-remaining"] == "0"
