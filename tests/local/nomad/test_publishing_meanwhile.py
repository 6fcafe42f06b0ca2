"""Requests that meet a publication, or any process, on its way (nomad-lab 2.0.0 and 1.3.16, observed 2026-11)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.local.nomad.conftest import ENTITY, Nomad

BLOCKED = "The upload is currently blocked by another process."
BUSY = "The upload is currently being processed, operation not allowed."
AT_ONCE = {"wait_for_processing": "false"}
WAITING = {"file_name": "late.archive.yaml", "wait_for_processing": "true"}


@contextmanager
def publishing(nomad: Nomad) -> Iterator[str]:
    """An upload that is being published; when the block ends, it was."""
    upload = nomad.filled()
    with nomad.held_up():
        nomad.http.post(f"/uploads/{upload}/action/publish", params=AT_ONCE).raise_for_status()
        yield upload
    assert nomad.wait(upload)["published"]


def test_nothing_enters_or_leaves_while_it_is_published(nomad: Nomad, old_nomad: Nomad) -> None:
    for server in (nomad, old_nomad):
        with publishing(server) as upload:
            put = [server.put(upload, {"late.txt": "x"}, trigger_processing=value) for value in ("true", "false")]
            delete = server.http.delete(f"/uploads/{upload}/raw/a.txt")
            answers = [(one.status_code, one.json()["detail"]) for one in (*put, delete)]
        assert answers == [(400, BLOCKED)] * 3
        assert server.names(upload) == ["a.archive.yaml", "a.txt"]


def test_an_edit_is_refused_in_each_generations_words(nomad: Nomad, old_nomad: Nomad) -> None:
    def edited(server: Nomad, upload: str, **body: Any) -> tuple[int, Any]:
        answer = server.http.post(f"/uploads/{upload}/edit", json={"metadata": {"upload_name": "late"}, **body})
        return answer.status_code, answer.json().get("detail")

    for server, words in ((nomad, "'NoneType' object has no attribute 'is_blocking'"), (old_nomad, None)):
        with publishing(server) as upload:
            refused = edited(server, upload)
            verified = edited(server, upload, verify_only=True)
        assert refused == (400, words or f"Upload {upload} is blocked by another process")
        assert verified == (200, None)
        assert server.upload(upload)["upload_name"] == "an upload"


def test_a_file_put_with_waiting_is_published_with_the_others(nomad: Nomad) -> None:
    with publishing(nomad) as upload:
        answer = nomad.http.put(f"/uploads/{upload}/raw/", params=WAITING, content=ENTITY.format(name="late"))
        data = answer.raise_for_status().json()["data"]
    assert (data["published"], data["process_status"], data["entries"]) == (False, "PENDING", 2)
    assert nomad.names(upload) == ["a.archive.yaml", "a.txt", "late.archive.yaml"]
    assert [one["entry_metadata"]["published"] for one in nomad.entries(upload)] == [True, True]


def test_the_old_generation_refuses_a_file_put_with_waiting(old_nomad: Nomad) -> None:
    with publishing(old_nomad) as upload:
        answer = old_nomad.http.put(f"/uploads/{upload}/raw/", params=WAITING, content=ENTITY.format(name="late"))
    assert (answer.status_code, answer.json()["detail"]) == (400, BUSY)
    assert old_nomad.names(upload) == ["a.archive.yaml", "a.txt"]


@pytest.mark.parametrize("query", [{}, {"trigger_processing": "false"}, {"wait_for_processing": "true"}])
def test_a_body_that_ends_after_the_publication_breaks_the_server(
    nomad: Nomad, old_nomad: Nomad, query: dict[str, str]
) -> None:
    for server in (nomad, old_nomad):
        upload = server.filled()

        def publish(server: Nomad = server, upload: str = upload) -> None:
            server.http.post(f"/uploads/{upload}/action/publish").raise_for_status()
            assert server.wait(upload)["published"]

        answer = server.put_around(upload, publish, **query)
        assert (answer.status_code, answer.json()["detail"]["exception"]) == (500, f"'{upload}'")
        assert server.wait(upload)["process_status"] == "SUCCESS"
        assert server.names(upload) == ["a.archive.yaml", "a.txt"]


def test_a_body_that_ends_after_the_deletion_breaks_the_server(nomad: Nomad, old_nomad: Nomad) -> None:
    for server in (nomad, old_nomad):
        upload = server.filled()

        def delete(server: Nomad = server, upload: str = upload) -> None:
            server.http.delete(f"/uploads/{upload}").raise_for_status()
            while server.http.get(f"/uploads/{upload}").status_code != 404:
                pass

        answer = server.put_around(upload, delete)
        assert (answer.status_code, answer.json()["detail"]["exception"]) == (500, f"'{upload}'")


def test_an_upload_that_got_another_state_meanwhile_counts_as_busy(nomad: Nomad) -> None:
    upload = nomad.create()

    def fill() -> None:
        nomad.put(upload, {"a.txt": "text"}).raise_for_status()
        nomad.wait(upload)

    first = nomad.put_around(upload, fill)  # READY when it began, SUCCESS when it ended
    assert (first.status_code, first.json()["detail"]) == (400, BLOCKED)
    assert nomad.put_around(upload, fill).status_code == 200
    nomad.wait(upload)
    assert nomad.names(upload) == ["a.txt", "late.txt"]


def test_the_old_generation_queues_whatever_happened_meanwhile(old_nomad: Nomad) -> None:
    upload = old_nomad.create()

    def fill() -> None:
        old_nomad.put(upload, {"a.txt": "text"}).raise_for_status()
        old_nomad.wait(upload)

    assert old_nomad.put_around(upload, fill).status_code == 200
    old_nomad.wait(upload)
    assert old_nomad.names(upload) == ["a.txt", "late.txt"]
