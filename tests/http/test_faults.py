"""What is told of a connection that fails, by real servers and proxies on loopback that fail in each way."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from publishpipe.errors import LostAnswerError, PublishPipeError, ServerError
from publishpipe.http import retries
from publishpipe.http.credentials import Secret
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.zenodo import repository as zenodo
from tests.http.test_session import OK, Talk, cut, say, server

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "FIRST_WAIT", 0.001)
    for name in ("HTTP", "HTTPS", "ALL", "NO"):
        monkeypatch.delenv(f"{name}_PROXY", raising=False)
        monkeypatch.delenv(f"{name.lower()}_proxy", raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)


def failure(url: str, method: str = "GET") -> ServerError:
    """What is raised for a request to the API at a URL; it never says that it may have been done."""
    with Session(url, Secret("s3cret-token"), zenodo.DIALECT, ignore) as client, pytest.raises(ServerError) as caught:
        client.call(method, "x")
    error = caught.value
    assert "s3cret" not in f"{error.message}{error.hint}{error.where}"
    return error


def unsent(url: str, requests: int = 1) -> ServerError:
    """The same of a server that never hears of it, tried so many times."""
    with Session(url, None, zenodo.DIALECT, ignore) as client:
        with pytest.raises(ServerError) as caught:
            client.call("POST", "x")
        assert client.transport.requests == requests
    assert not isinstance(caught.value, LostAnswerError)
    assert caught.value.state == "Nothing was sent."
    return caught.value


@contextmanager
def secure(context: ssl.SSLContext) -> Iterator[str]:
    """An https server on loopback; its URL, by the name localhost."""

    def talk(connection: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as wrapped:
            wrapped.recv(65536)
            wrapped.sendall(OK)

    with listening(talk) as port:
        yield f"https://localhost:{port}/api/"


@contextmanager
def listening(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Talks to each connection, one after the other; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def work() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    talk(connection)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


CERTIFICATES = {
    "has expired": ("localhost", NOW - 2 * YEAR, NOW - YEAR, "date and time"),
    "is not good yet": ("localhost", NOW + YEAR, NOW + 2 * YEAR, "date and time"),
    "is another host's": ("elsewhere.example.org", NOW - YEAR, NOW + YEAR, "target.url"),
}


@pytest.mark.parametrize("told", CERTIFICATES)
def test_what_is_wrong_with_a_certificate_is_told(told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, begins, ends, cure = CERTIFICATES[told]
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with secure(context_of(authority.issue_cert(name, not_before=begins, not_after=ends))) as url:
        error = unsent(url)
    assert error.message == f"There is no answer from localhost: no connection: its certificate {told}"
    assert cure in error.hint


def test_an_authority_of_ones_own_is_named_by_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    with secure(context_of(authority.issue_cert("localhost"))) as url:
        error = unsent(url)
        assert "is of an authority that is not known here" in error.message
        assert "SSL_CERT_FILE=/path/to/ca.pem" in error.hint
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with Session(url, None, zenodo.DIALECT, ignore) as client:
            assert client.get("x") == {"fine": 1}


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_variable_that_names_no_certificates_is_told(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content:
        (tmp_path / "ca.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with pytest.raises(PublishPipeError, match="No certificates can be read") as caught:
        Session("https://localhost:1/", None, zenodo.DIALECT, ignore)
    assert "SSL_CERT_FILE" in caught.value.hint


def test_a_server_without_tls_is_told_at_once() -> None:
    with listening(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        error = unsent(f"https://localhost:{port}/api/")
    assert "does not speak https" in error.message


def test_a_name_that_nobody_has_is_told_at_once() -> None:
    error = unsent("https://zenodo.invalid/api/")
    assert "There is no answer from zenodo.invalid: no connection: " in error.message
    assert "online" in error.hint


def test_where_nothing_listens_the_place_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    error = unsent(f"http://127.0.0.1:{port}/api/", retries.ATTEMPTS)
    assert f"nothing listens there (127.0.0.1, port {port})" in error.message
    assert "target.url" in error.hint


@contextmanager
def proxy(talk: Talk, monkeypatch: pytest.MonkeyPatch, variable: str) -> Iterator[int]:
    """A proxy that a variable names; its port."""
    with server(talk) as (url, _):
        port = int(url.rpartition(":")[2].partition("/")[0])
        monkeypatch.setenv(variable, f"http://jane:pass-word@127.0.0.1:{port}")
        yield port


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_that_wants_a_password_is_named_with_its_variable(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants = say(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    with proxy(wants, monkeypatch, variable) as port:
        error = unsent("https://zenodo.invalid/api/")
    assert f"the proxy http://127.0.0.1:{port} ({variable}) wants a user name and a password" in error.message
    assert variable in error.hint
    assert "pass-word" not in f"{error.message}{error.hint}"


def test_a_proxy_that_refuses_is_told_with_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy(say(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), monkeypatch, "HTTPS_PROXY"):
        error = unsent("https://zenodo.invalid/api/")
    assert "did not connect (403 Forbidden)" in error.message
    assert "NO_PROXY=zenodo.invalid" in error.hint


def test_a_proxy_that_is_not_there_is_not_taken_for_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy(cut, monkeypatch, "HTTPS_PROXY") as port:
        pass
    error = unsent("https://zenodo.invalid/api/", retries.ATTEMPTS)
    assert f"no connection to the proxy http://127.0.0.1:{port} (HTTPS_PROXY)" in error.message


def page(status: str, text: str) -> Talk:
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return say(head.encode() + body)


def test_a_page_in_place_of_an_answer_is_told_by_its_title() -> None:
    with server(page("200 OK", "<html><head><title>\n Campus &amp; Wi-Fi\n</title></head></html>")) as (url, _):
        error = failure(url)
    assert "the web page 'Campus & Wi-Fi'" in error.message
    assert "log in there" in error.hint
    assert "target.url" in error.hint


def test_a_page_of_a_server_in_trouble_is_no_log_in_page() -> None:
    with server(page("502 Bad Gateway", "<title>502 Bad Gateway</title>")) as (url, _):
        error = failure(url)
    assert "502" in error.message
    assert "log in" not in error.hint


def test_an_answer_that_does_not_come_leaves_open_what_was_sent() -> None:
    with server(cut) as (url, _):
        assert "There is no answer from 127.0.0.1: the connection was cut" in failure(url).message
        assert isinstance(failure(url, "POST"), LostAnswerError)
        assert not failure(url).state
