"""A token had by name and password, and renewed when it is not accepted any more."""

from __future__ import annotations

import pytest

from publishpipe.errors import CredentialsError, ServerError
from publishpipe.http.credentials import Login, Secret
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.nomad import repository as nomad
from publishpipe.repositories.nomad.client.login import log_in
from tests.http.test_session import OK, say, server, status

JANE = Login("jane@example.org", "pass word&=")
TOKEN = status(200, {"access_token": "fresh", "token_type": "bearer"})
EXPIRED = status(401, {"detail": "Could not validate credentials. The given token is invalid."})


def session(url: str, secret: Secret | None) -> Session:
    return Session(url, secret, nomad.DIALECT, ignore, lambda own: log_in(own, JANE))


def test_without_a_token_one_is_had_first() -> None:
    with server(TOKEN, say(OK)) as (url, requests), session(url, None) as connection:
        assert connection.get("users/me") == {"fine": 1}
        assert connection.transport.requests == 2
    assert requests[0].startswith(b"POST /api/auth/token ")
    assert requests[0].endswith(b"grant_type=password&username=jane%40example.org&password=pass+word%26%3D")
    assert b"authorization" not in requests[0].lower()
    assert b"Bearer fresh" in requests[1]


def test_a_token_that_is_not_accepted_any_more_is_renewed_and_the_request_repeated() -> None:
    with server(EXPIRED, TOKEN, say(OK)) as (url, requests), session(url, Secret("stale")) as connection:
        assert connection.call("POST", "uploads") == {"fine": 1}
    assert [request.split()[1] for request in requests] == [b"/api/uploads", b"/api/auth/token", b"/api/uploads"]
    assert b"Bearer stale" in requests[0]
    assert b"authorization" not in requests[1].lower()


def test_a_token_is_renewed_once_for_a_request_and_not_for_ever() -> None:
    """Old servers answer 401 also where a right is missing."""
    with server(EXPIRED, TOKEN, EXPIRED) as (url, requests), session(url, Secret("stale")) as connection:
        with pytest.raises(ServerError) as error:
            connection.get("uploads/x")
        assert error.value.status == 401
    assert len(requests) == 3


def test_a_wrong_password_is_told_without_showing_it() -> None:
    with server(status(401, {"detail": "Incorrect username or password"})) as (url, requests):
        with session(url, None) as connection, pytest.raises(CredentialsError) as error:
            connection.call("POST", "uploads")
        assert len(requests) == 1
    shown = f"{error.value.message} {error.value.hint} {error.value.where}"
    assert "jane" not in shown
    assert "pass" not in shown.replace("password", "")


def test_a_lost_answer_to_a_login_is_no_lost_answer_to_what_comes_after() -> None:
    with server(status(502), TOKEN, say(OK)) as (url, _), session(url, None) as connection:
        assert connection.call("POST", "uploads") == {"fine": 1}
