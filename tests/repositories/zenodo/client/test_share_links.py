"""Share links as Zenodo was recorded to list them, and as nobody should."""

from __future__ import annotations

import json
from typing import Any

import pytest

from publishpipe.errors import CredentialsError, ServerError
from publishpipe.model.listing import ShareLink
from tests.contract.zenodo import test_recordings
from tests.http.test_session import server, status
from tests.repositories.zenodo.client.test_deposits import lines, site

TIME = "2026-11-27T12:43:17.893101"
SECRET = "eyJhbGciOiJIUzUxMiJ9.eyJpZCI6.57TNpCcWkMABwY"  # noqa: S105  # that of a link
GOOD = {"id": "1", "permission": "view", "description": "", "created_at": f"{TIME}+00:00", "token": SECRET}


def recorded(path_end: str, user: str | None, code: int) -> Any:
    """The body of the first recorded answer to such a request, with a time and a secret where it had some."""
    scenario = json.loads((test_recordings.HERE / "native_sharing.json").read_text("utf-8"))
    for exchange in scenario["exchanges"]:
        asked = exchange["request"]["method"], exchange["as"], exchange["response"]["status"]
        if asked == ("GET", user, code) and exchange["request"]["path"].endswith(path_end):
            text = json.dumps(exchange["response"]["body"]["json"])
            return json.loads(text.replace("{{time}}", TIME).replace("{{text}}", SECRET))
    raise AssertionError(path_end)


def test_each_link_is_told_without_its_secret() -> None:
    body = recorded("/access/links", "alice", 200)
    assert SECRET in str(body)
    with server(status(200, body)) as (url, requests):
        found = site(url).share_links.of("12")
    assert lines(requests) == ["GET records/12/access/links"]
    assert found == (
        ShareLink("preview", "", f"{TIME}+00:00", None),
        ShareLink("view", "For the referee", f"{TIME}+00:00", "2099-01-02"),
    )
    assert SECRET not in repr(found)


def test_who_may_not_list_them_is_told_of_none() -> None:
    denied = status(403, recorded("/access/links", "bob", 403))
    with server(denied, status(200, {"id": "4"})) as (url, requests):
        assert site(url).share_links.of("12") == ()
    assert lines(requests) == ["GET records/12/access/links", "GET me"]


def test_a_token_that_is_not_accepted_is_no_missing_right() -> None:
    denied = status(403, recorded("/access/links", None, 403))
    with server(denied, status(401, {"status": 401})) as (url, _), pytest.raises(CredentialsError):
        site(url).share_links.of("12")


def test_what_is_gone_has_none() -> None:
    with server(status(404, recorded("/access/links", "alice", 404))) as (url, _):
        assert site(url).share_links.of("12") == ()


@pytest.mark.parametrize(
    "body",
    [
        {"hits": {"hits": GOOD}},
        {"hits": [GOOD]},
        {"hits": {"hits": [{**GOOD, "permission": None}]}},
        {"hits": {"hits": [{**GOOD, "created_at": "yesterday"}]}},
        {"hits": {"hits": [{"token": SECRET}]}},
        {"hits": {"hits": [[SECRET]]}},
        [GOOD],
    ],
    ids=["no list", "no mapping", "no permission", "no time", "nothing", "no link", "a list"],
)
def test_what_makes_no_sense_is_an_error_that_tells_no_secret(body: object) -> None:
    with server(status(200, body)) as (url, _), pytest.raises(ServerError) as refused:
        site(url).share_links.of("12")
    assert SECRET not in f"{refused.value} {refused.value.as_json()} {refused.value!r}"
