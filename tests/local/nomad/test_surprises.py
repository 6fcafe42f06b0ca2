"""What surprises clients of the real NOMAD surprises those of the embedded one."""

from __future__ import annotations

import json
import socket

import httpx
import pytest

from publishpipe.local.nomad.processing.urls import is_url
from tests.conformance.nomad.urls import REFUSED, TAKEN, TAKEN_LATELY
from tests.local.nomad.conftest import Nomad


@pytest.mark.parametrize("accept", ["*/*", "application/json, */*", "application/json;q=0.9"])
def test_without_the_exact_accept_header_there_is_no_id(nomad: Nomad, accept: str) -> None:
    answer = nomad.http.post("/uploads", params={"upload_name": "lost"}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert len(nomad.http.get("/uploads", params={"upload_name": "lost"}).json()["data"]) == 1


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/uploads/", "/uploads"),
        ("/datasets/?user_id=x", "/datasets?user_id=x"),
        ("/uploads/an-id/rawdir", "/uploads/an-id/rawdir/"),
    ],
)
def test_the_other_slash_form_leads_on(nomad: Nomad, path: str, leads_to: str) -> None:
    answer = nomad.http.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, str(nomad.http.base_url)[:-1] + leads_to)


def test_datasets_have_the_other_form_in_the_old_generation(old_nomad: Nomad) -> None:
    answer = old_nomad.http.post("/datasets", json={"dataset_name": "x"})
    assert (answer.status_code, answer.headers["location"][-10:]) == (307, "/datasets/")


def test_the_connection_is_closed_after_a_server_error(nomad: Nomad) -> None:
    url = nomad.http.base_url
    lines = [f"GET {url.path}users/nobody HTTP/1.1", f"Host: {url.host}", "Authorization: Bearer t", "", ""]
    with socket.create_connection((url.host, url.port or 80), timeout=5) as connection:
        connection.sendall("\r\n".join(lines).encode())
        received = b""
        while part := connection.recv(65536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 500")
    assert b"connection: close" not in head.lower()
    assert json.loads(body)["detail"]["exception"] == "'User does not exist'"


def test_a_form_is_no_file(nomad: Nomad) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    made = nomad.http.post("/uploads", params={"file_name": "a.txt"}, headers=kind, content=b"content").json()
    assert (made["data"]["process_status"], made["data"]["upload_name"]) == ("READY", None)
    other = nomad.http.post("/uploads", files={"data": ("a.txt", b"content")}).json()["data"]
    assert other["process_status"] == "READY"


def test_an_empty_body_is_no_file_but_an_empty_part_is(nomad: Nomad) -> None:
    upload = nomad.create()
    refused = nomad.http.put(f"/uploads/{upload}/raw/", params={"file_name": "empty.txt"}, content=b"")
    assert refused.status_code == 400
    nomad.http.put(f"/uploads/{upload}/raw/", files={"file": ("empty.txt", b"")}).raise_for_status()
    nomad.wait(upload)
    assert nomad.http.get(f"/uploads/{upload}/rawdir/empty.txt").json()["file_metadata"]["size"] == 0


def test_denial_is_403_now_and_was_401(nomad: Nomad, old_nomad: Nomad) -> None:
    def stranger(server: Nomad) -> httpx.Response:
        return server.http.get(f"/uploads/{server.create()}", headers={"Authorization": "Bearer stranger"})

    assert [stranger(server).status_code for server in (nomad, old_nomad)] == [403, 401]


def test_a_download_has_no_length_and_takes_no_range(nomad: Nomad) -> None:
    upload = nomad.filled()
    answer = nomad.http.get(f"/uploads/{upload}/raw/a.txt", headers={"Range": "bytes=0-1"})
    assert (answer.status_code, answer.text) == (200, "text")
    assert "content-length" not in answer.headers
    assert nomad.http.get(f"/uploads/{upload}/raw/a.txt?offset=1&length=2").text == "ex"
    assert nomad.http.head(f"/uploads/{upload}/raw/a.txt").status_code == 405


def test_references_are_urls_as_the_real_server_sees_them() -> None:
    assert [url for url in (*TAKEN, *TAKEN_LATELY) if not is_url(url)] == []
    assert [url for url in REFUSED if is_url(url)] == []


def test_the_time_of_a_create_is_told_once_with_microseconds_and_then_without(nomad: Nomad) -> None:
    """MongoDB keeps milliseconds, and the answer to the create never was there."""
    made = [nomad.http.post("/uploads", headers={"Accept": "application/json"}).json() for _ in range(5)]
    for answer in made:
        kept = nomad.upload(answer["upload_id"])["upload_create_time"]
        assert kept == answer["data"]["upload_create_time"][:-4] + "000Z"
    assert any(answer["data"]["upload_create_time"][-4:] != "000Z" for answer in made)
