"""What goes over the wire to NOMAD, and how its answers are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from publishpipe.errors import CredentialsError, LostAnswerError, NotFoundError, ServerError
from publishpipe.http import session
from publishpipe.http.credentials import Secret
from publishpipe.http.request import Body
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.nomad import repository as nomad
from publishpipe.repositories.nomad.client import uploads as module
from publishpipe.repositories.nomad.client import waiting
from publishpipe.repositories.nomad.client.account import Account
from publishpipe.repositories.nomad.client.datasets import Datasets
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.client.users import Users
from publishpipe.repositories.nomad.client.waiting import StillProcessingError, Waiter
from publishpipe.repositories.nomad.metadata.fields import Edit
from tests.http.test_session import Talk, server, status

Connect = Callable[[str], Client]
UPLOAD_ID = "-u" + "0" * 20
UPLOAD = {"upload_id": UPLOAD_ID, "process_running": False, "process_status": "READY"}


@pytest.fixture
def client() -> Iterator[Connect]:
    with ExitStack() as stack:
        yield lambda url: Client(stack.enter_context(Session(url, Secret("t0ken"), nomad.DIALECT, ignore)))


def redirect(to: str) -> Talk:
    return status(307, {}, f"Location: {to}")


def test_answers_are_asked_for_as_json_and_nothing_else(client: Connect) -> None:
    """With any other Accept NOMAD makes the upload and answers with a text that does not hold its id."""
    with server(status(200, {"data": UPLOAD})) as (url, requests):
        assert client(url).create("Silicon [pp:01234567]").id == UPLOAD_ID
    head = requests[0].decode().splitlines()
    assert "accept: application/json" in [line.lower() for line in head]
    assert head[0] == "POST /api/uploads?upload_name=Silicon+%5Bpp%3A01234567%5D HTTP/1.1"
    assert "content-length: 0" in [line.lower() for line in head]


def test_a_redirect_to_the_other_slash_keeps_method_body_and_token(client: Connect) -> None:
    made = {"data": {"dataset_id": "d" * 22, "dataset_name": "Study", "user_id": "me"}}
    with server(redirect("/api/datasets"), status(200, made)) as (url, requests):
        assert Datasets(client(url)).make("Study").id == "d" * 22
    assert [request.split(b" HTTP")[0] for request in requests] == [b"POST /api/datasets/", b"POST /api/datasets"]
    assert all(b"Bearer t0ken" in request and b'"dataset_name": "Study"' in request for request in requests)


def test_a_part_is_a_zip_of_known_length_that_is_not_processed_yet(client: Connect) -> None:
    with server(status(200, {"data": UPLOAD})) as (url, requests):
        client(url).put("-u", "part-2.zip", Body(3, lambda: iter([b"zip"]), "application/zip"), process=False)
    head = requests[0].decode()
    assert head.startswith("PUT /api/uploads/-u/raw/?file_name=part-2.zip&trigger_processing=false ")
    assert "content-type: application/zip" in head.lower()
    assert "content-length: 3" in head.lower()
    assert "transfer-encoding" not in head.lower()


def test_entries_come_in_pages(client: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)

    def page(*names: str) -> Talk:
        data = [{"mainfile": name, "process_status": "SUCCESS"} for name in names]
        return status(200, {"pagination": {"total": 3}, "upload": UPLOAD, "data": data})

    with server(page("a", "b"), page("c")) as (url, requests):
        found = client(url).entries(UPLOAD_ID)
    assert found
    assert [entry.mainfile for entry in found[1]] == ["a", "b", "c"]
    assert [request.split()[1] for request in requests] == [
        f"/api/uploads/{UPLOAD_ID}/entries?page_size=2".encode(),
        f"/api/uploads/{UPLOAD_ID}/entries?page_size=2&page=2".encode(),
    ]


def graph(**files: object) -> Talk:
    """An answer of the graph that tells of three files and folders."""
    listed = {"m_is": "Directory", "m_response": {"pagination": {"total": 3}}, **files}
    return status(200, {"uploads": {"-u": {"files": listed}}})


def test_files_are_listed_by_one_request_for_each_page(client: Connect) -> None:
    """On a later page nothing is said of a folder that was on one before."""
    first = graph(a={"m_is": "Directory"}, b={"m_is": "File", "size": 1, "path": "b"})
    second = graph(a={"path": {"m_is": "File", "size": 2, "path": "a/path"}})
    with server(first, second) as (url, requests):
        assert client(url).files("-u") == {"a/path": 2, "b": 1}
    assert [request.split()[1] for request in requests] == [b"/api/graph/query"] * 2


@pytest.mark.parametrize(
    "answer",
    [
        status(404, {"detail": "Not Found"}),
        status(200, {"uploads": {"-u": {"m_errors": [{"error_type": "GENERAL", "message": "'str' object"}]}}}),
        graph(b={"m_is": "File", "size": "1"}, a={"m_is": "Directory"}),
        graph(**{"..": {"m_is": "File", "size": 1}}),
    ],
)
def test_files_are_listed_folder_by_folder_where_the_server_cannot_do_more(client: Connect, answer: Talk) -> None:
    def folder(*items: tuple[str, int, bool]) -> Talk:
        content = [{"name": name, "size": size, "is_file": is_file} for name, size, is_file in items]
        return status(200, {"pagination": {"total": len(items)}, "directory_metadata": {"content": content}})

    talks = folder(("b 1#?.txt", 1, True), ("ü%", 5, False)), folder(("a", 2, True))
    with server(answer, *talks) as (url, requests):
        assert client(url).files("-u") == {"b 1#?.txt": 1, "ü%/a": 2}
    assert requests[2].split()[1] == b"/api/uploads/-u/rawdir/%C3%BC%25/?page_size=1000"


def test_a_401_that_is_not_about_the_token_is_a_matter_of_rights(client: Connect) -> None:
    """Servers before 1.4 answer so to somebody else's upload."""
    refusal = status(401, {"detail": "You do not have access to the specified upload."})
    with server(refusal, status(200, {"user_id": "me"})) as (url, _), pytest.raises(ServerError) as error:
        client(url).get("-u")
    assert not isinstance(error.value, CredentialsError)
    assert "You do not have access" in error.value.message
    assert "The token is good" in error.value.hint


def test_a_401_that_is_about_the_token_is_said_to_be(client: Connect) -> None:
    with server(status(401, {"detail": "Expired token."})) as (url, _), pytest.raises(CredentialsError):
        client(url).get("-u")


def test_what_is_gone_already_is_deleted(client: Connect) -> None:
    with server(status(404, {"detail": "The specified upload_id was not found."})) as (url, _):
        client(url).delete("-u")
        client(url).remove("-u", "a")
        assert client(url).get("-u") is None
        assert client(url).entries(UPLOAD_ID) is None


@pytest.mark.parametrize(("word", "asked"), [("bob", b"username=bob"), ("bob@example.org", b"email=bob%40example.org")])
def test_people_are_found_by_name_or_address(client: Connect, word: str, asked: bytes) -> None:
    found = status(200, {"data": [{"user_id": "p1", "name": "Bob Coauthor", "email": None}]})
    with server(found) as (url, requests):
        assert Users(client(url)).find(word) == {"id": "p1", "name": "Bob Coauthor"}
    assert asked in requests[0].split()[1]


def test_an_id_is_not_looked_up_as_an_unknown_one_crashes_the_server(client: Connect) -> None:
    with server(status(500)) as (url, requests):
        found = Users(client(url)).find("00000000-0000-4000-8000-000000000003")
        assert found == {"id": "00000000-0000-4000-8000-000000000003"}
    assert not requests


def test_somebody_unknown_is_an_error_that_names_them(client: Connect) -> None:
    with server(status(200, {"data": []})) as (url, _), pytest.raises(NotFoundError, match="knows no user nobody"):
        Users(client(url)).find("nobody@example.org")


def test_somebody_elses_dataset_of_the_same_name_is_not_taken(client: Connect) -> None:
    data = [{"dataset_id": "d" * 22, "dataset_name": "Study", "user_id": "somebody else"}]
    with server(status(200, {"data": data})) as (url, _):
        assert Datasets(client(url)).named("Study", "me") is None


def test_an_edit_neither_blocks_nor_waits(client: Connect) -> None:
    with server(status(200, {"data": UPLOAD})) as (url, requests):
        client(url).edit("-u", Edit({"comment": "x"}, {}))
    head, _, body = requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/uploads/-u/edit?wait_for_processing=false ")
    assert json.loads(body) == {"metadata": {"comment": "x"}, "verify_only": False}


def test_an_upload_with_the_releases_own_mark_that_is_said_to_be_somebody_elses_is_no_reason_to_make_another(
    client: Connect,
) -> None:
    found = {**UPLOAD, "upload_name": "Silicon [pp:01234567]", "main_author": "another"}
    listed = status(200, {"data": [found], "pagination": {"total": 1}})
    with server(listed, status(200, {"user_id": "me"})) as (url, _), pytest.raises(ServerError, match="mark"):
        Account(client(url)).marked("urn:uuid:01234567-0000-4000-8000-000000000000")


def test_somebody_is_asked_for_once(client: Connect) -> None:
    with server(status(200, {"data": [{"user_id": "p1"}]})) as (url, requests):
        account = Account(client(url))
        assert [account.people({"coauthors": ["bob"]}, {}) for _ in range(2)] == [{"bob": {"id": "p1"}}] * 2
    assert len(requests) == 1


def test_a_lost_answer_is_no_refusal_of_a_busy_upload(client: Connect) -> None:
    with server(status(400, {"message": "no"})) as (url, requests):
        asked = client(url)
        with pytest.raises(LostAnswerError):
            Waiter(asked, asked.session).through("-u", lambda: asked.publish("-u", None))
    assert len(requests) == 1


def test_a_new_dataset_that_shows_under_another_id_is_a_lost_answer(client: Connect) -> None:
    about = {"dataset_name": "Study", "user_id": "me"}
    me, none = status(200, {"user_id": "me"}), status(200, {"data": []})
    made = status(200, {"data": {**about, "dataset_id": "d" * 22}})
    shown = status(200, {"data": [{**about, "dataset_id": "e" * 22}]})
    with server(me, none, made, shown) as (url, _), pytest.raises(LostAnswerError, match="does not show it"):
        Account(client(url)).dataset("Study")


def working(done: int, failed: int, *, running: bool = True, message: str = "Parsing level -1") -> Talk:
    """One look at an upload of 13 entries."""
    status_ = "PENDING" if running else "SUCCESS"
    upload = UPLOAD | {"process_running": running, "process_status": status_, "last_status_message": message}
    counts = {"processing_successful": done, "processing_failed": failed, "pagination": {"total": 13}}
    return status(200, {"upload": upload, "data": [{}], **counts})


def test_how_many_entries_are_done_is_told_without_one_more_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "FIRST_LOOK", 0.0)
    monkeypatch.setattr(session, "MOMENT", 0.0)
    looks = [working(12, 1, message="Done"), working(0, 0), working(8, 1), working(12, 1, message="Cleanup")]
    told: list[Any] = []
    with (
        server(*looks, working(12, 1, running=False)) as (url, requests),
        Session(url, Secret("t"), nomad.DIALECT, told.append) as asking,
    ):
        assert not Waiter(Client(asking), asking).until_idle(UPLOAD_ID).running
    assert [event.reason for event in told if event.reason.startswith("NOMAD")] == [
        "NOMAD is at work: Done",
        "NOMAD is at work: Parsing level -1, 0 of 13 entries done",
        "NOMAD is at work: Parsing level -1, 9 of 13 entries done",
        "NOMAD is at work: Cleanup",
    ]
    assert {request.split(b" HTTP")[0] for request in requests} == {
        f"GET /api/uploads/{UPLOAD_ID}/entries?page_size=1".encode()
    }
    assert len(requests) == 5


def test_entries_that_are_done_are_something_new_however_long_the_words_stay_the_same(
    monkeypatch: pytest.MonkeyPatch, client: Connect
) -> None:
    monkeypatch.setattr(waiting, "FIRST_LOOK", 0.0)
    monkeypatch.setattr(waiting, "PATIENCE", -1.0)
    with server(working(1, 0), working(2, 0), working(3, 0), working(3, 0)) as (url, requests):
        opened = client(url)
        with pytest.raises(StillProcessingError):
            Waiter(opened, opened.session).until_idle(UPLOAD_ID)
    assert len(requests) == 4


def test_whom_nomad_does_not_know_is_told_all_at_once(client: Connect) -> None:
    nobody, bob = status(200, {"data": []}), status(200, {"data": [{"user_id": "p1"}]})
    named = {"coauthors": ["a@example.org", "bob"], "reviewers": ["c@example.org", "known"]}
    with server(nobody, bob, nobody) as (url, _):
        unknown = Account(client(url)).unknown(named, {"people": {"known": {"id": "p2"}}})
    assert unknown == ("user a@example.org", "user c@example.org")
