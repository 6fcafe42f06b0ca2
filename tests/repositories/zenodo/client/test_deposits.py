"""Zenodo's calls against sockets that answer what they should not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from socket import socket
from typing import Any

import pytest

from publishpipe.errors import CredentialsError, LostAnswerError, NotFoundError, ServerError
from publishpipe.files.local_file import Entry, LocalFile, Stamp
from publishpipe.http import retries
from publishpipe.http.credentials import Secret
from publishpipe.http.request import Body
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.zenodo import repository as zenodo
from publishpipe.repositories.zenodo.client.refusals import is_conflict, passes
from publishpipe.repositories.zenodo.models import Place, Stored
from publishpipe.repositories.zenodo.steps.site import Site
from publishpipe.repositories.zenodo.steps.upload import send
from tests.http.test_session import say, server, status
from tests.repositories.zenodo.test_models import ANSWER, BUCKET, DOI, PLACE

TOKEN = "a-secret-token"  # noqa: S105  # for a loopback socket
DENIED = status(403, {"status": 403, "message": "Permission denied."})
MISSING = status(404, {"status": 404, "message": "The persistent identifier does not exist."})
HTML_404 = say(b"HTTP/1.1 404 X\r\nContent-Length: 9\r\nConnection: close\r\n\r\n<p>no</p>")
STORED = status(201, {"size": 1, "checksum": f"md5:{'0' * 32}"})


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.001)


def site(url: str) -> Site:
    return Site(Session(url, Secret(TOKEN), zenodo.DIALECT, ignore))


def shown(**parts: Any) -> Callable[[socket, bytes], None]:
    """An answer of the native API that shows the record 12 of the concept 11, but for these parts."""
    return status(200, {**ANSWER, **parts})


def a_byte() -> Body:
    return Body(1, lambda: iter([b"x"]))


def nothing() -> None:
    """What is found of a file that did not arrive."""


def lines(requests: list[bytes]) -> list[str]:
    """What was asked: method and path."""
    return [b" ".join(request.split()[:2]).decode().replace("/api/", "") for request in requests]


SAYS_NOTHING = [{"x": 1}, [1], {"id": "12"}, {**ANSWER, "parent": None}]


@pytest.mark.parametrize("body", SAYS_NOTHING, ids=["x", "list", "id", "no parent"])
def test_a_success_that_says_nothing_of_what_was_made_is_a_lost_answer(body: object) -> None:
    with server(status(201, body)) as (url, requests):
        there = site(url)
        for call in (
            lambda: there.records.create({}),
            lambda: there.records.publish("12"),
            lambda: there.records.edit("12"),
            lambda: there.records.new_version("12"),
            lambda: there.deposits.publish("12"),
        ):
            with pytest.raises(LostAnswerError):
                call()
        assert len(requests) == 5


@pytest.mark.parametrize(
    "parts",
    [{"is_draft": True}, {"is_published": False}, {"id": "13"}],
    ids=["an edit is open", "it is a draft", "it is another"],
)
def test_a_success_that_does_not_say_that_it_is_published_is_a_lost_answer(parts: dict[str, Any]) -> None:
    with server(shown(**parts)) as (url, _), pytest.raises(LostAnswerError, match="not that 12 is published"):
        site(url).records.publish("12")
    with server(shown()) as (url, requests):
        assert site(url).records.publish("12").published
        assert lines(requests) == ["POST records/12/draft/actions/publish"]


@pytest.mark.parametrize(
    ("told", "public"),
    [
        ({"id": 12, "submitted": True, "state": "done"}, True),
        ({"id": 12, "submitted": True, "state": "inprogress"}, False),
        ({"id": 12, "submitted": False, "state": "unsubmitted"}, False),
        ({"id": 13, "submitted": True, "state": "done"}, False),
        ({"id": 12, "submitted": True, "state": "odd"}, False),
        ({"id": 12, "submitted": "yes", "state": "done"}, False),
    ],
    ids=str,
)
def test_the_deposit_api_must_say_that_it_is_published_too(told: dict[str, Any], public: bool) -> None:  # noqa: FBT001
    with server(status(202, told)) as (url, requests):
        if public:
            site(url).deposits.publish("12")
        else:
            with pytest.raises(LostAnswerError):
                site(url).deposits.publish("12")
        assert lines(requests) == ["POST deposit/depositions/12/actions/publish"]


@pytest.mark.parametrize("body", [{"x": 1}, [1], {"message": None}, {"errors": [7, None, {}]}], ids=str)
def test_a_refusal_that_does_not_say_why_leaves_open_what_became_of_a_post(body: object) -> None:
    with server(status(422, body)) as (url, requests):
        with pytest.raises(LostAnswerError):
            site(url).records.create({})
        with pytest.raises(LostAnswerError):
            site(url).records.new_version("1")
        with pytest.raises(ServerError) as refused:
            site(url).records.replace("1", {})
    assert not isinstance(refused.value, LostAnswerError)
    assert len(requests) == 3


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_what_is_no_number_of_json_makes_an_answer_unreadable(number: str) -> None:
    body = f'{{"size": {number}, "checksum": "{"0" * 32}"}}'
    told = f"HTTP/1.1 201 X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    with server(say(told.encode())) as (url, _), pytest.raises(ServerError):
        site(url).deposits.upload(BUCKET, "a", a_byte(), nothing)


def test_an_odd_answer_to_an_upload_is_an_error_and_no_accident() -> None:
    with server(status(201, {"key": "a"})) as (url, _), pytest.raises(ServerError, match="makes no sense"):
        site(url).deposits.upload(BUCKET, "a", a_byte(), nothing)


def test_a_draft_is_looked_for_before_what_is_published() -> None:
    with server(shown(is_published=False, is_draft=True, pids={})) as (url, requests):
        draft = site(url).records.get("12")
        assert draft
        assert not draft.submitted
        assert lines(requests) == ["GET records/12/draft"]
        assert b"accept: application/vnd.inveniordm.v1+json\r\n" in requests[0].lower()
    with server(MISSING, shown()) as (url, requests):
        public = site(url).records.get("12")
        assert public
        assert public.published
        assert lines(requests) == ["GET records/12/draft", "GET records/12"]


def test_the_number_of_a_concept_is_no_record() -> None:
    """To it, Zenodo shows the latest version."""
    with server(MISSING, shown()) as (url, _):
        assert site(url).records.get("11") is None
    with server(shown()) as (url, _):
        latest = site(url).records.latest("11")
        assert latest
        assert (latest["id"], latest["doi"]) == ("12", DOI)


def test_another_record_than_was_asked_for_is_an_error() -> None:
    """Or it would be deleted, or published."""
    with server(shown()) as (url, _), pytest.raises(ServerError, match="it is about 12, and not about 7"):
        site(url).records.get("7")
    with server(status(200, PLACE)) as (url, _), pytest.raises(ServerError, match="it is about 12, and not about 7"):
        site(url).place("7")


def test_where_the_files_of_a_draft_go_is_asked_once() -> None:
    with server(status(200, PLACE)) as (url, requests):
        there = site(url)
        assert there.place("12") == there.place("12") == Place(BUCKET, DOI)
        assert lines(requests) == ["GET deposit/depositions/12"]


def test_a_404_that_is_not_zenodos_own_says_nothing_of_what_is_there() -> None:
    with server(HTML_404) as (url, requests):
        with pytest.raises(ServerError, match="not the API's"):
            site(url).records.get("12")
        assert len(requests) == retries.ATTEMPTS
    with server(HTML_404) as (url, _), pytest.raises(ServerError):
        site(url).records.delete("12")
    with server(MISSING) as (url, _):
        assert site(url).records.get("12") is None
        assert site(url).records.latest("12") is None
        site(url).records.delete("12")
        with pytest.raises(NotFoundError):
            site(url).place("12")


def test_a_draft_that_shows_though_it_cannot_be_deleted_is_told() -> None:
    with server(MISSING, shown(is_draft=True)) as (url, _), pytest.raises(ServerError, match="does not exist"):
        site(url).records.delete("12")
    with server(MISSING, MISSING, shown()) as (url, requests):
        site(url).records.delete("12")  # the edit is gone, what is published stays
        assert lines(requests) == ["DELETE records/12/draft", "GET records/12/draft", "GET records/12"]


def test_a_bad_token_is_told_apart_from_a_missing_right() -> None:
    with server(DENIED, status(401)) as (url, _), pytest.raises(CredentialsError, match="does not accept the token"):
        site(url).records.get("12")
    with server(status(401)) as (url, _), pytest.raises(CredentialsError):
        site(url).records.get("12")
    with server(DENIED, status(200, {"id": "7"})) as (url, _), pytest.raises(ServerError) as caught:
        site(url).records.get("12")
    assert "The token is good" in caught.value.hint
    with server(DENIED, status(418)) as (url, _), pytest.raises(ServerError) as unknown:
        site(url).records.get("12")
    assert "good" not in unknown.value.hint


OTHERS = shown(versions={"is_latest": True, "index": 1})


def test_the_public_record_of_somebody_else_is_refused_as_what_it_is() -> None:
    with server(MISSING, OTHERS, status(200, {"id": "7"})) as (url, _), pytest.raises(ServerError) as refused:
        site(url).records.get("12")
    assert refused.value.status == 403
    assert "The token is good" in refused.value.hint
    with server(MISSING, OTHERS, status(401)) as (url, _), pytest.raises(CredentialsError):
        site(url).records.get("12")
    with server(OTHERS) as (url, _):
        assert site(url).records.public("12")


def test_a_token_that_the_server_repeats_is_not_repeated_by_us() -> None:
    with server(status(400, {"status": 400, "message": f"bad header Bearer {TOKEN}"})) as (url, _):
        with pytest.raises(ServerError) as caught:
            site(url).records.create({})
        assert TOKEN not in str(caught.value)
        assert "***" in str(caught.value)


def test_names_are_percent_encoded_whole() -> None:
    with server(STORED) as (url, requests):
        site(url).deposits.upload(BUCKET, "a b/ü#?%.csv", a_byte(), nothing)
        assert lines(requests) == [f"PUT files/{BUCKET}/a%20b%2F%C3%BC%23%3F%25.csv"]


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
    with server(*[conflict] * (retries.ATTEMPTS - 1), STORED) as (url, requests):
        site(url).deposits.upload(BUCKET, "a", a_byte(), nothing)
        assert len(requests) == retries.ATTEMPTS
    with server(conflict) as (url, requests), pytest.raises(ServerError) as caught:
        site(url).records.replace("12", {})
    assert len(requests) == retries.ATTEMPTS
    assert "goes on from here" in caught.value.hint


def test_only_a_refusal_that_names_a_field_says_to_correct_it() -> None:
    with (
        server(status(400, {"status": 400, "message": "Bucket quota exceeded."})) as (url, _),
        pytest.raises(ServerError) as plain,
    ):
        site(url).records.create({})
    assert "correct that" not in plain.value.hint
    named = {
        "status": 400,
        "message": "A validation error occurred.",
        "errors": [{"field": "metadata.title", "messages": ["Missing."]}],
    }
    with server(status(400, named)) as (url, _), pytest.raises(ServerError) as field:
        site(url).records.create({})
    assert "correct that" in field.value.hint


def test_a_success_that_did_not_take_everything_says_what() -> None:
    errors = [{"field": "metadata.title", "messages": ["Missing."]}]
    with server(shown(errors=errors)) as (url, requests):
        assert site(url).records.replace("12", {"metadata": {}}).errors == (("metadata.title", "Missing."),)
        assert lines(requests) == ["PUT records/12/draft"]
        assert json.loads(requests[0].partition(b"\r\n\r\n")[2]) == {"metadata": {}}


ARRIVED = Stored(1, "0" * 32)


def test_an_upload_without_an_answer_is_looked_for_before_it_is_sent_again() -> None:
    with server(status(504)) as (url, requests):
        assert site(url).deposits.upload(BUCKET, "a", a_byte(), lambda: ARRIVED) == ARRIVED
        assert len(requests) == 1
    with server(status(504), STORED) as (url, requests):
        assert site(url).deposits.upload(BUCKET, "a", a_byte(), nothing) == ARRIVED
        assert len(requests) == 2
    with server(status(429), STORED) as (url, requests):  # which did nothing, so nobody looks
        site(url).deposits.upload(BUCKET, "a", a_byte(), lambda: pytest.fail("looked"))
        assert len(requests) == 2


X_MD5 = "9dd4e461268c8034f5c8564e155c67a6"  # of the letter x
X_STORED = status(201, {"size": 1, "checksum": f"md5:{X_MD5}"})


def held(**files: str) -> Callable[[socket, bytes], None]:
    """The draft with these files: name, and md5."""
    entries = {name: {"size": 1, "checksum": f"md5:{md5}"} for name, md5 in files.items()}
    return shown(is_published=False, is_draft=True, files={"enabled": True, "entries": entries})


@pytest.mark.parametrize(
    ("talks", "methods"),
    [
        pytest.param([X_STORED], "PUT", id="it arrives"),
        pytest.param([status(504), held(x=X_MD5)], "PUT GET", id="it arrived"),
        pytest.param([status(504), held(), X_STORED], "PUT GET PUT", id="it did not"),
        pytest.param([status(504), held(x="f" * 32), X_STORED], "PUT GET PUT", id="what is there is what it replaces"),
        pytest.param([*[status(504), held(x="f" * 32)] * 3, X_STORED], "PUT GET PUT GET PUT GET PUT", id="which is no damaged file, however often"),
        pytest.param([status(504), held(y=X_MD5), X_STORED], "PUT GET PUT", id="what is there is another of the same bytes"),
        pytest.param([status(504), MISSING, MISSING, X_STORED], "PUT GET GET PUT", id="no draft is there"),
        pytest.param([STORED, X_STORED], "PUT PUT", id="other bytes arrived"),
    ],
)  # fmt: skip
def test_a_file_is_sent_until_its_bytes_are_there(
    tmp_path: Path, talks: list[Callable[[socket, bytes], None]], methods: str
) -> None:
    path = tmp_path / "x"
    path.write_text("x", "utf-8")
    file = LocalFile("x", (Entry("x", str(path.parent), Stamp.of(path)),))
    with server(status(200, PLACE), *talks) as (url, requests):
        assert send(site(url), "12", file, ignore) == X_MD5
        assert [line.split()[0] for line in lines(requests)[1:]] == methods.split()


def test_a_file_that_arrives_damaged_each_time_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("x", "utf-8")
    file = LocalFile("x", (Entry("x", str(path.parent), Stamp.of(path)),))
    with server(status(200, PLACE), STORED) as (url, requests), pytest.raises(ServerError, match=f"md5 {'0' * 32}"):
        send(site(url), "12", file, ignore)
    assert len(requests) == 4


def test_a_file_is_taken_off_and_may_be_gone() -> None:
    gone = status(404, {"status": 404, "message": "Record '12' has no file 'a b'."})
    with server(status(204, None), gone) as (url, requests):
        site(url).files.remove("12", "a b")
        site(url).files.remove("12", "a b")
        assert lines(requests) == ["DELETE records/12/draft/files/a%20b"] * 2


def test_versions_come_oldest_first_from_as_many_pages_as_there_are() -> None:
    def page(*numbers: int) -> Callable[[socket, bytes], None]:
        return status(200, {"hits": {"hits": [{**ANSWER, "id": str(number)} for number in numbers]}})

    with server(page(*range(130, 105, -1)), page(105, 104)) as (url, requests):
        assert [version["id"] for version in site(url).records.versions("12")] == [
            str(number) for number in range(104, 131)
        ]
        assert len(requests) == 2
    with server(MISSING) as (url, _):
        assert site(url).records.versions("12") == []
