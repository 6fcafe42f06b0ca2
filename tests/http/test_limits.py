"""What a server may do wrong without end: it is an error, soon, with what to do about it."""

from __future__ import annotations

import gzip
import re
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket

import httpx
import pytest

from publishpipe.errors import LostAnswerError, PublishPipeError, ServerError
from publishpipe.http import retries, transport
from publishpipe.http.credentials import Secret
from publishpipe.http.download import fetched
from publishpipe.http.session import Session
from publishpipe.http.transport import Transport
from publishpipe.model.events import ignore
from publishpipe.repositories.zenodo import repository as zenodo
from tests.http.test_session import say, server, status


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(transport, "LONGEST", 1 << 20)


def session(url: str) -> Session:
    return Session(url, Secret("s3cret-token"), zenodo.DIALECT, ignore)


def packed(data: bytes) -> bytes:
    body = gzip.compress(data)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def test_an_answer_that_unpacks_to_too_much_is_refused_at_once() -> None:
    with server(say(packed(b"[" + b" " * (8 << 20) + b"]"))) as (url, requests), session(url) as client:
        with pytest.raises(ServerError, match="more than 1 MiB"):
            client.get("x")
        assert len(requests) == 1
        with pytest.raises(LostAnswerError, match="more than 1 MiB"):
            client.call("POST", "x")


def test_a_packed_answer_is_read() -> None:
    with server(say(packed(b'{"a": 1}'))) as (url, _), session(url) as client:
        assert client.get("x") == {"a": 1}


def test_an_answer_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "DEADLINE", -1)
    with server(status(200, {"a": 1})) as (url, requests), session(url) as client:
        with pytest.raises(ServerError, match="does not end"):
            client.get("x")
        assert len(requests) == 1


def test_json_that_is_too_deep_is_no_answer() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(deep)}\r\nConnection: close\r\n\r\n".encode()
    with server(say(head + deep)) as (url, _), session(url) as client:
        with pytest.raises(ServerError, match="not the API's"):
            client.get("x")
        with pytest.raises(LostAnswerError):
            client.call("POST", "x")


def test_a_download_that_is_longer_than_told_is_not_read_to_its_end() -> None:
    data = b"x" * (4 << 20)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode()

    def talk(connection: socket, request: bytes) -> None:
        with suppress(OSError):  # nobody reads to the end
            say(head + data)(connection, request)

    with server(talk) as (url, _), session(url) as client:
        found = fetched("a", 3, lambda _, begin: client.download("x", begin), "md5", ignore)
    assert found is not None
    assert 3 < found.size < len(data)


def test_an_odd_rate_limit_is_none() -> None:
    odd = ("X-RateLimit-Remaining: ²", "X-RateLimit-Reset: 99999999999999999999")
    for headers in (odd, ("X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 99999999999999999999")):
        with server(status(200, {"a": 1}, *headers)) as (url, _), session(url) as client:
            assert client.get("x") == client.get("x") == {"a": 1}


def test_a_redirect_to_no_address_is_an_error() -> None:
    with (
        server(status(307, None, "Location: http://[")) as (url, _),
        session(url) as client,
        pytest.raises(ServerError),
    ):
        client.get("x")


@pytest.mark.parametrize(
    "proxy",
    [
        "socks5://127.0.0.1:1",
        "nonsense://127.0.0.1:1",
        "http://jane:pass/word@127.0.0.1:1",
        "http://jane:pass#word@127.0.0.1:1",
        "http://jane:password@127.0.0.1:99999",
        "http://[::1:password",
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_with_the_cure(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    with pytest.raises(PublishPipeError, match="The proxy that the environment names cannot be used") as wrong:
        Transport("https://zenodo.org/api/")
    assert "ALL_PROXY" in wrong.value.hint
    assert not re.search("pass|word|jane", wrong.value.message)


class Hello(BaseHTTPRequestHandler):
    """Answers with JSON, and logs nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b'{"a": 1}')

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def secure(folder: Path) -> Iterator[tuple[str, Path]]:
    """An https server on loopback with a certificate that nobody knows; its URL, and that certificate."""
    key, certificate = folder / "key.pem", folder / "ca.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", key, "-out", certificate],  # noqa: S607  # wherever it is
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{listening.server_port}/api/", certificate
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def test_a_certificate_that_nobody_knows_is_told_at_once_and_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with secure(tmp_path) as (url, certificate):
        with session(url) as client:
            for method in ("GET", "POST"):
                with pytest.raises(ServerError, match="no connection") as untrusted:
                    client.call(method, "x")
                assert not isinstance(untrusted.value, LostAnswerError)
                assert "SSL_CERT_FILE" in untrusted.value.hint
                assert "localhost" in untrusted.value.hint
            assert client.transport.requests == 2
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with session(url) as client:
            assert client.get("x") == {"a": 1}


def test_only_what_does_not_pass_by_itself_lasts() -> None:
    assert retries.is_lasting(httpx.ProxyError(""))
    assert not retries.is_lasting(httpx.ConnectError(""))
    assert not retries.is_lasting(httpx.ReadTimeout(""))
