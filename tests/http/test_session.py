"""The client against real sockets that misbehave."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from publishpipe.errors import LostAnswerError, NotFoundError, ServerError
from publishpipe.http import retries, transport
from publishpipe.http.credentials import Secret
from publishpipe.http.request import Body
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.zenodo import repository as zenodo

Talk = Callable[[socket.socket, bytes], None]
OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"fine": 1}\n'


def say(text: bytes) -> Talk:
    return lambda connection, _: connection.sendall(text)


def status(code: int, body: Any = None, *headers: str) -> Talk:
    data = json.dumps(body or {"message": "no", "status": code}).encode()
    lines = [f"HTTP/1.1 {code} X", f"Content-Length: {len(data)}", "Connection: close", *headers, "", ""]
    return say("\r\n".join(lines).encode() + data)


def cut(_connection: socket.socket, _request: bytes) -> None:
    """Close without an answer."""


@contextmanager
def server(*talks: Talk) -> Iterator[tuple[str, list[bytes]]]:
    """Answers one connection after the other; the last talk answers all that come after. Gives URL and requests."""
    listener = socket.create_server(("127.0.0.1", 0))
    requests: list[bytes] = []

    def work() -> None:
        for number in range(1000):
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                request = _read(connection)
                requests.append(request)
                talks[min(number, len(talks) - 1)](connection, request)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/", requests
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.001)


def session(url: str) -> Session:
    return Session(url, Secret("s3cret"), zenodo.DIALECT, ignore)


@pytest.mark.parametrize(
    "bad",
    [
        cut,
        status(500),
        status(502),
        status(429, None, "Retry-After: 0"),
        say(OK[:-3] + b"xx}"),
        say(OK.replace(b"{", b"<")),
    ],
    ids=["cut", "500", "502", "429", "truncated", "not JSON"],
)
def test_a_get_survives_three_failures(bad: Talk) -> None:
    with server(bad, bad, bad, say(OK)) as (url, requests), session(url) as client:
        assert client.get("x") == {"fine": 1}
        assert client.transport.requests == len(requests) == 4


@pytest.mark.parametrize(
    "bad", [cut, status(500), status(504), say(OK.replace(b"{", b"<"))], ids=["cut", "500", "504", "no JSON"]
)
def test_a_post_is_sent_once_and_its_answer_lost(bad: Talk) -> None:
    with server(bad, say(OK)) as (url, requests), session(url) as client:
        with pytest.raises(LostAnswerError):
            client.call("POST", "x", Body.json({}))
        assert len(requests) == 1


def test_a_put_sends_its_body_anew_with_the_exact_length_and_type() -> None:
    body = Body(6, lambda: iter([b"abc", b"def"]))
    with server(cut, status(503), say(OK)) as (url, requests), session(url) as client:
        assert client.call("PUT", "x", body) == {"fine": 1}
        assert len(requests) == 3
        for request in requests:
            head, _, sent = request.partition(b"\r\n\r\n")
            assert sent == b"abcdef"
            assert b"\r\ncontent-length: 6\r\n" in head.lower() + b"\r\n"
            assert b"chunked" not in head.lower()


def test_json_goes_out_as_exactly_application_json() -> None:
    with server(say(OK)) as (url, requests), session(url) as client:
        client.call("POST", "x", Body.json({"ü": 1}))
        assert b"\r\ncontent-type: application/json\r\n" in requests[0].lower()
        assert requests[0].endswith('{"ü": 1}'.encode())
        assert b"\r\naccept: application/json\r\n" in requests[0].lower()


def test_errors_carry_the_servers_words_and_no_secret() -> None:
    errors = {
        "status": 400,
        "message": "A validation error occurred.",
        "errors": [{"field": "metadata.title", "messages": ["Too short."]}],
    }
    with server(status(400, errors)) as (url, _), session(url) as client:
        with pytest.raises(ServerError, match=r"A validation error occurred. metadata.title: Too short.") as caught:
            client.call("PUT", "x", Body.json({}))
        assert caught.value.status == 400
        assert caught.value.where == "PUT x"
        assert "s3cret" not in repr(caught.value) + repr(client) + str(vars(client))


def test_not_there_is_an_error_of_its_own() -> None:
    with server(status(404)) as (url, _), session(url) as client, pytest.raises(NotFoundError):
        client.get("x")


def test_after_all_attempts_it_says_what_to_do() -> None:
    with server(cut) as (url, requests), session(url) as client:
        with pytest.raises(ServerError, match="the connection was cut") as caught:
            client.get("x")
        assert len(requests) == retries.ATTEMPTS
        assert "again" in caught.value.hint


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    with session(url) as client, pytest.raises(ServerError, match="no connection"):
        client.call("POST", "x")


def test_the_token_follows_a_redirect_on_its_own_origin_only() -> None:
    with server(say(OK)) as (elsewhere, stolen):
        away = elsewhere.replace("127.0.0.1", "localhost")
        with server(status(307, None, f"Location: {away}x")) as (url, _), session(url) as client:
            with pytest.raises(ServerError, match="where your token must not go"):
                client.call("POST", "x", Body.json({}))
            assert stolen == []
    with server(status(307, None, "Location: /api/x/"), say(OK)) as (url, requests), session(url) as client:
        assert client.call("POST", "x", Body.json({"a": 1})) == {"fine": 1}
        assert requests[1].startswith(b"POST /api/x/ ")
        assert requests[1].endswith(b'{"a": 1}')
        assert b"Bearer s3cret" in requests[1]


def test_a_retry_after_beyond_patience_is_told_instead_of_waited_for() -> None:
    with server(status(429, None, "Retry-After: 7200")) as (url, requests), session(url) as client:
        with pytest.raises(ServerError, match="429"):
            client.get("x")
        assert len(requests) == 1


def test_a_crawling_upload_is_cut_and_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def crawl() -> Iterator[bytes]:
        tries.append(1)
        monkeypatch.setattr(transport, "GRACE", 0.05 if len(tries) == 1 else 60)
        for _ in range(4):
            if len(tries) == 1:
                threading.Event().wait(0.1)
            yield b"x"

    with server(cut, say(OK)) as (url, _), session(url) as client:
        assert client.call("PUT", "x", Body(4, crawl)) == {"fine": 1}
    assert len(tries) == 2


def test_stopping_ends_a_wait_at_once() -> None:
    with session("http://127.0.0.1:1/") as client:
        client.transport.cancelled.set()
        with pytest.raises(transport.CancelledError):
            client.sleep(60, "nothing")


class Taken:
    """What each attempt at a download brought."""

    def __init__(self) -> None:
        self.attempts: list[bytes] = []

    def begin(self) -> Callable[[bytes], None]:
        self.attempts.append(b"")
        return self._take

    def _take(self, piece: bytes) -> None:
        self.attempts[-1] += piece


FILE = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 6\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("bad", "tries"),
    [
        (say(FILE + b"abc"), 2),
        (say(CHUNKED + b"3\r\nabc\r\n"), 2),
        (cut, 1),
        (status(503), 1),
        (status(429, None, "Retry-After: 0"), 1),
    ],
    ids=["short", "broken off", "cut", "503", "429"],
)
def test_a_download_that_fails_begins_anew(bad: Talk, tries: int) -> None:
    taken = Taken()
    with server(bad, say(FILE + b"abcdef")) as (url, requests), session(url) as client:
        client.download("files/a", taken.begin)
        assert client.transport.requests == len(requests) == 2
    assert taken.attempts[-1] == b"abcdef"
    assert len(taken.attempts) == tries
    assert b"\r\naccept-encoding: identity\r\n" in requests[1].lower()
    assert b"Bearer s3cret" in requests[1]


def test_a_download_hands_on_pieces_and_nothing_of_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PIECE", 4)
    pieces: list[bytes] = []
    with server(say(FILE + b"abcdef"), status(404)) as (url, _), session(url) as client:
        client.download("files/a", lambda: pieces.append)
        assert pieces == [b"abcd", b"ef"]
        with pytest.raises(NotFoundError):
            client.download("files/b", lambda: pieces.append)
    assert pieces == [b"abcd", b"ef"]


def test_a_download_follows_a_redirect_on_its_own_origin_only() -> None:
    taken = Taken()
    with server(say(FILE + b"stolen")) as (elsewhere, stolen):
        away = elsewhere.replace("127.0.0.1", "localhost")
        with server(status(302, None, f"Location: {away}x?signature=s1gned")) as (url, _), session(url) as client:
            with pytest.raises(ServerError, match="where your token must not go") as caught:
                client.download("files/a", taken.begin)
            assert "s1gned" not in str(caught.value)
            assert "target.url" in caught.value.hint
        assert (stolen, taken.attempts) == ([], [])
    with server(status(302, None, "Location: /store/a"), say(FILE + b"abcdef")) as (url, _), session(url) as client:
        client.download("files/a", taken.begin)
    assert taken.attempts == [b"abcdef"]


def test_a_crawling_download_is_cut_and_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PIECE", 1)
    taken = Taken()

    def begin() -> Callable[[bytes], None]:
        monkeypatch.setattr(transport, "GRACE", 60 if taken.attempts else 0.05)
        return taken.begin()

    def crawl(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(FILE)
        with suppress(OSError):  # nobody listens any more
            for letter in (b"a", b"b", b"c"):
                threading.Event().wait(0.1)
                connection.sendall(letter)

    with server(crawl, say(FILE + b"abcdef")) as (url, requests), session(url) as client:
        client.download("files/a", begin)
        assert len(requests) == 2
    assert taken.attempts[-1] == b"abcdef"
