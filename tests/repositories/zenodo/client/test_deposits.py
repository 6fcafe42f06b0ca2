"""Zenodo's calls against sockets that answer what they should not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from socket import socket
from typing import Any, cast

import pytest

from publishpipe.errors import CredentialsError, LostAnswerError, ServerError
from publishpipe.http import retries
from publishpipe.http.credentials import Secret
from publishpipe.http.request import Body
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.zenodo import repository as zenodo
from publishpipe.repositories.zenodo.client.deposits import Client
from publishpipe.repositories.zenodo.client.records import Native, first
from publishpipe.repositories.zenodo.client.refusals import is_conflict, passes
from publishpipe.repositories.zenodo.models import Deposition, Stored
from publishpipe.repositories.zenodo.planning.observation import Observation
from publishpipe.repositories.zenodo.steps.site import Site
from tests.http.test_session import say, server, status

TOKEN = "a-secret-token"  # noqa: S105  # for a loopback socket
DENIED = status(403, {"status": 403, "message": "Permission denied."})
DRAFT = Deposition(
    "1", "0", "unsubmitted", submitted=False, doi="", concept_doi="", bucket="b", files={}, metadata={}, created=""
)
HTML_404 = say(b"HTTP/1.1 404 X\r\nContent-Length: 9\r\nConnection: close\r\n\r\n<p>no</p>")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.001)


def client(url: str) -> Client:
    return Client(Session(url, Secret(TOKEN), zenodo.DIALECT, ignore))


@pytest.mark.parametrize("body", [{}, [], {"id": 1}, {"id": 1, "metadata": None}], ids=str)
def test_a_success_that_says_nothing_of_what_was_made_is_a_lost_answer(body: object) -> None:
    with server(status(201, body or {"x": 1})) as (url, requests):
        with pytest.raises(LostAnswerError):
            client(url).create({})
        with pytest.raises(LostAnswerError):
            client(url).publish("1")
        assert len(requests) == 2


@pytest.mark.parametrize("body", [{"x": 1}, [1], {"message": None}, {"errors": [7, None, {}]}], ids=str)
def test_a_refusal_that_does_not_say_why_leaves_open_what_became_of_a_post(body: object) -> None:
    with server(status(422, body)) as (url, requests):
        with pytest.raises(LostAnswerError):
            client(url).create({})
        with pytest.raises(LostAnswerError):
            Native(client(url)).new_version("1")
        with pytest.raises(ServerError) as refused:
            client(url).describe("1", {})
    assert not isinstance(refused.value, LostAnswerError)
    assert len(requests) == 3


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_what_is_no_number_of_json_makes_an_answer_unreadable(number: str) -> None:
    body = f'{{"size": {number}, "checksum": "{"0" * 32}"}}'
    told = f"HTTP/1.1 201 X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    with server(say(told.encode())) as (url, _), pytest.raises(ServerError):
        client(url).upload(DRAFT, "a", Body(1, lambda: iter([b"x"])), str)


def test_files_that_two_apis_tell_otherwise_are_not_believed() -> None:
    held = {"a.csv": {"size": 3, "checksum": "md5:" + "1" * 32}}
    native = {
        "versions": {"is_latest": True, "is_latest_draft": True},
        "metadata": {},
        "files": {"enabled": True, "entries": held},
    }
    public = replace(DRAFT, state="done", submitted=True, files={"a.csv": Stored(3, "1" * 32)})
    with server(status(200, native)) as (url, _):
        site = Site(client(url).session)
        assert site.look_around(Observation(public)).family
        with pytest.raises(ServerError, match="in two ways"):
            site.look_around(Observation(replace(public, files={})))


@pytest.mark.parametrize("answer", [{"x": 1}, {"files": None}, {"files": []}, [1]], ids=str)
def test_a_draft_without_files_makes_no_sense(answer: object) -> None:
    with pytest.raises(ServerError, match="makes no sense"):
        first(cast("Any", answer))


def test_an_odd_answer_to_an_upload_is_an_error_and_no_accident() -> None:
    with server(status(201, {"key": "a"})) as (url, _), pytest.raises(ServerError, match="makes no sense"):
        client(url).upload(DRAFT, "a", Body(1, lambda: iter([b"x"])), str)


def test_a_404_that_is_not_zenodos_own_says_nothing_of_what_is_there() -> None:
    with server(HTML_404) as (url, requests):
        with pytest.raises(ServerError, match="not the API's"):
            client(url).get("1")
        assert len(requests) == retries.ATTEMPTS
    with server(HTML_404) as (url, _), pytest.raises(ServerError):
        client(url).delete("1")
    with server(status(404, {"status": 404, "message": "The persistent identifier does not exist."})) as (url, _):
        assert client(url).get("1") is None
        client(url).delete("1")


def test_a_bad_token_is_told_apart_from_a_missing_right() -> None:
    with server(DENIED, status(401)) as (url, _), pytest.raises(CredentialsError, match="does not accept the token"):
        client(url).get("1")
    with server(status(401)) as (url, _), pytest.raises(CredentialsError):
        client(url).get("1")
    with server(DENIED, status(200, {"id": "7"})) as (url, _), pytest.raises(ServerError) as caught:
        client(url).get("1")
    assert "The token is good" in caught.value.hint
    with server(DENIED, status(418)) as (url, _), pytest.raises(ServerError) as unknown:
        client(url).get("1")
    assert "good" not in unknown.value.hint


def test_a_token_that_the_server_repeats_is_not_repeated_by_us() -> None:
    with server(status(400, {"status": 400, "message": f"bad header Bearer {TOKEN}"})) as (url, _):
        with pytest.raises(ServerError) as caught:
            client(url).create({})
        assert TOKEN not in str(caught.value)
        assert "***" in str(caught.value)


def test_names_are_percent_encoded_whole() -> None:
    with server(status(201, {"size": 1, "checksum": f"md5:{'0' * 32}"})) as (url, requests):
        client(url).upload(DRAFT, "a b/ü#?%.csv", Body(1, lambda: iter([b"x"])), str)
        assert requests[0].startswith(b"PUT /api/files/b/a%20b%2F%C3%BC%23%3F%25.csv HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("status", "answer", "passing"),
    [
        (400, {"status": 400, "message": "Not a valid value."}, True),
        (400, {"status": 400, "message": "Invalid value dataset."}, True),
        (
            400,
            {"status": 400, "message": "A validation error occurred.", "errors": [{"field": "metadata.title"}]},
            False,
        ),
        (400, {"status": 400, "message": "Empty files are not accepted."}, False),
        (400, {"status": 400, "message": "Bucket quota exceeded."}, False),
        (400, ["Not a valid value."], False),
        (403, {"status": 403, "message": "Not a valid value."}, False),
    ],
)
def test_writes_that_meet_are_told_from_refusals_that_last(status: int, answer: object, passing: bool) -> None:  # noqa: FBT001
    assert is_conflict(status, answer) is passing
    assert passes(status, answer) is passing


def test_a_conflict_is_tried_again_and_then_told_without_blaming_the_manifest() -> None:
    conflict = status(400, {"status": 400, "message": "Not a valid value."})
    with server(*[conflict] * (retries.ATTEMPTS - 1), status(201, {"size": 1, "checksum": f"md5:{'0' * 32}"})) as (
        url,
        requests,
    ):
        client(url).upload(DRAFT, "a", Body(1, lambda: iter([b"x"])), str)
        assert len(requests) == retries.ATTEMPTS
    with server(conflict) as (url, requests), pytest.raises(ServerError) as caught:
        client(url).describe("1", {})
    assert len(requests) == retries.ATTEMPTS
    assert "goes on from here" in caught.value.hint


def test_only_a_refusal_that_names_a_field_says_to_correct_it() -> None:
    with (
        server(status(400, {"status": 400, "message": "Bucket quota exceeded."})) as (url, _),
        pytest.raises(ServerError) as plain,
    ):
        client(url).create({})
    assert "correct that" not in plain.value.hint
    named = {
        "status": 400,
        "message": "A validation error occurred.",
        "errors": [{"field": "metadata.title", "messages": ["Missing."]}],
    }
    with server(status(400, named)) as (url, _), pytest.raises(ServerError) as field:
        client(url).create({})
    assert "correct that" in field.value.hint


def deposition(**files: str) -> Callable[[socket, bytes], None]:
    listed = [{"filename": name, "filesize": 1, "checksum": md5} for name, md5 in files.items()]
    about = {
        "id": 1,
        "state": "unsubmitted",
        "submitted": False,
        "created": "2026-11-26T12:00:00+00:00",
        "metadata": {},
        "files": listed,
    }
    return status(200, about)


def test_an_upload_without_an_answer_is_looked_for_before_it_is_sent_again() -> None:
    with server(status(504), deposition(a="0" * 32)) as (url, requests):
        stored = client(url).upload(DRAFT, "a", Body(1, lambda: iter([b"x"])), lambda: "0" * 32)
        assert stored.md5 == "0" * 32
        assert [request.split()[0] for request in requests] == [b"PUT", b"GET"]
    again = status(201, {"size": 1, "checksum": f"md5:{'0' * 32}"})
    with server(status(504), deposition(a="f" * 32), again) as (url, requests):
        client(url).upload(DRAFT, "a", Body(1, lambda: iter([b"x"])), lambda: "0" * 32)
        assert [request.split()[0] for request in requests] == [b"PUT", b"GET", b"PUT"]
    with server(status(429), again) as (url, requests):
        client(url).upload(DRAFT, "a", Body(1, lambda: iter([b"x"])), lambda: "0" * 32)
        assert [request.split()[0] for request in requests] == [b"PUT", b"PUT"]


def test_another_deposition_than_was_asked_for_is_an_error() -> None:
    """Or it would be deleted, or published."""
    told = {"id": 8, "conceptrecid": "6", "state": "unsubmitted", "submitted": False, "files": [], "metadata": {}}
    answer = status(200, {**told, "created": "2026-11-26T12:00:00Z"})
    with server(answer) as (url, _), pytest.raises(ServerError, match="it is about 8, and not about 7"):
        client(url).get("7")
