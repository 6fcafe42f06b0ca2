"""What only a socket can send: broken uploads, false lengths, and many at once."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.killing import PATIENCE
from tests.local.conftest import Zenodo
from tests.local.running import Running, running


def begin(server: Running, draft: dict[str, Any], name: str, *headers: str) -> socket.socket:
    """Open a connection and send the head of an upload."""
    path = draft["links"]["bucket"].removeprefix(server.url)
    lines = [f"PUT {path}/{name} HTTP/1.1", f"Host: {server.host}", "Authorization: Bearer alice's", *headers, "", ""]
    connection = socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), PATIENCE)
    connection.sendall("\r\n".join(lines).encode())
    return connection


def status(connection: socket.socket) -> int:
    return int(connection.recv(4096).split()[1])


def names(zenodo: Zenodo, draft: dict[str, Any]) -> dict[str, int]:
    return {file["filename"]: file["filesize"] for file in zenodo.get(draft["id"]).json()["files"]}


def test_an_upload_that_breaks_off_leaves_what_was_there(server: Running, zenodo: Zenodo) -> None:
    draft = zenodo.create()
    zenodo.upload(draft, "kept.bin", b"old content")
    for name in ("new.bin", "kept.bin"):
        with begin(server, draft, name, "Content-Length: 1000000") as connection:
            connection.sendall(b"x" * 100_000)
    deadline = time.monotonic() + PATIENCE
    while list((server.store / "incoming").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not list((server.store / "incoming").iterdir())
    assert names(zenodo, draft) == {"kept.bin": 11}


def test_the_server_asks_for_the_body_when_it_is_expected_to(server: Running, zenodo: Zenodo) -> None:
    draft = zenodo.create()
    with begin(server, draft, "a.bin", "Content-Length: 5", "Expect: 100-continue") as connection:
        assert status(connection) == 100
        connection.sendall(b"hello")
        assert status(connection) == 201
    assert names(zenodo, draft) == {"a.bin": 5}


@pytest.mark.parametrize(
    ("length", "refused"), [("50500000000", 400), ("60000000000", 413)], ids=["quota", "limit of the front end"]
)
def test_too_much_is_refused_before_it_is_sent(server: Running, zenodo: Zenodo, length: str, refused: int) -> None:
    draft = zenodo.create()
    with begin(server, draft, "huge.bin", f"Content-Length: {length}") as connection:
        assert status(connection) == refused
    assert names(zenodo, draft) == {}


def test_a_body_without_length_counts_as_empty(zenodo: Zenodo) -> None:
    draft = zenodo.create()
    answer = zenodo.client.put(f"{draft['links']['bucket']}/a.bin", content=iter([b"chunk"]))
    assert (answer.status_code, answer.json()["message"]) == (400, "Empty files are not accepted.")


def test_a_refusal_reaches_a_client_that_is_still_sending(zenodo: Zenodo) -> None:
    draft = zenodo.create()
    answer = zenodo.upload(draft, "x" * 300, b"x" * 20_000_000)
    assert (answer.status_code, answer.json()["message"]) == (400, "Filename is too long.")


def test_of_parallel_uploads_of_one_name_the_first_counts(server: Running, zenodo: Zenodo) -> None:
    draft = zenodo.create()
    with begin(server, draft, "same.bin", "Content-Length: 5") as first:
        while not list((server.store / "incoming").iterdir()):
            time.sleep(0.01)
        assert zenodo.upload(draft, "same.bin", b"second").status_code == 500
        first.sendall(b"first")
        assert status(first) == 201
    assert names(zenodo, draft) == {"same.bin": 5}


def test_parallel_uploads_of_different_names_all_arrive(zenodo: Zenodo) -> None:
    draft = zenodo.create()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: zenodo.upload(draft, f"{n}.bin", b"x" * 100_000 * (n + 1)), range(8)))
    assert [answer.status_code for answer in answers] == [201] * 8
    assert names(zenodo, draft) == {f"{n}.bin": 100_000 * (n + 1) for n in range(8)}


@pytest.mark.parametrize("path", ["api/deposit/depositions", "nomad/api/v1/datasets"])
def test_a_client_that_goes_away_in_the_middle_is_no_crash(
    tmp_path: Path, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path) as server:
        head = [f"POST /{path} HTTP/1.1", f"Host: {server.host}", "Content-Type: application/json"]
        lines = [*head, "Content-Length: 100", "", "{"]
        with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), PATIENCE) as connection:
            connection.sendall("\r\n".join(lines).encode())
        deadline = time.monotonic() + PATIENCE
        while not server.log() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.log()
    assert "Traceback" not in capfd.readouterr().err
