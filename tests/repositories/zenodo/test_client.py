"""Zenodo's calls against sockets that answer what they should not."""

from __future__ import annotations

import pytest

from publishpipe import retries
from publishpipe.credentials import Secret
from publishpipe.errors import CredentialsError, LostAnswerError, ServerError
from publishpipe.events import ignore
from publishpipe.http import Session
from publishpipe.messages import Body
from publishpipe.repositories.zenodo.client import Client
from tests.test_http import say, server, status

TOKEN = "a-secret-token"  # noqa: S105  # for a loopback socket
DENIED = status(403, {"status": 403, "message": "Permission denied."})
HTML_404 = say(b"HTTP/1.1 404 X\r\nContent-Length: 9\r\nConnection: close\r\n\r\n<p>no</p>")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.001)


def client(url: str) -> Client:
    return Client(Session(url, Secret(TOKEN), ignore))


@pytest.mark.parametrize("body", [{}, [], {"id": 1}, {"id": 1, "metadata": None}], ids=str)
def test_a_success_that_says_nothing_of_what_was_made_is_a_lost_answer(body: object) -> None:
    with server(status(201, body or {"x": 1})) as (url, requests):
        with pytest.raises(LostAnswerError):
            client(url).create({})
        with pytest.raises(LostAnswerError):
            client(url).publish("1")
        assert len(requests) == 2


def test_an_odd_answer_to_an_upload_is_an_error_and_no_accident() -> None:
    with server(status(201, {"key": "a"})) as (url, _), pytest.raises(ServerError, match="makes no sense"):
        client(url).upload("b", "a", Body(1, lambda: iter([b"x"])))


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
    with server(status(201, {"size": 1, "checksum": "md5:0"})) as (url, requests):
        client(url).upload("b", "a b/ü#?%.csv", Body(1, lambda: iter([b"x"])))
        assert requests[0].startswith(b"PUT /api/files/b/a%20b%2F%C3%BC%23%3F%25.csv HTTP/1.1\r\n")
