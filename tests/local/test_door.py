"""The embedded repository is nobody else's: who may ask, with which token, and who may read its store."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.killing import PATIENCE
from tests.local.conftest import METADATA, Zenodo
from tests.local.running import Running, running

NOMAD = "/nomad/api/v1"
PATHS = ["/", "/records/1", "/api/me", "/api/records", f"{NOMAD}/info", "/_faults", "/_lease", "/_leases"]


def asked(server: Running, path: str, token: str = "", **options: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Accept": "application/json" if path.startswith(NOMAD) else "*/*", **options.pop("headers", {})}
    method = options.pop("method", "GET")
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        request = client.build_request(method, f"{server.url}{path}", headers=headers, **options)
        answer = client.send(request, stream=True)
        if not path.startswith("/_lease"):
            answer.read()
        answer.close()
        return answer


def token_of(server: Running) -> str:
    return (server.store / "token").read_text("ascii")


# Who may ask


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example:{port}"},
        {"Host": "127.0.0.1.example:{port}"},
        {"Host": "127.0.0.1:1"},
        {"Host": "127.0.0.1"},
        {"Host": "localhost"},
        {"Host": ""},
        {"Host": "rebound.example:{port}", "Origin": "http://rebound.example:{port}"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_what_a_page_of_another_site_sends_is_refused(server: Running, path: str, headers: dict[str, str]) -> None:
    told = {name: value.format(port=server.port) for name, value in headers.items()}
    assert asked(server, path, headers=told).status_code == 403


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "localhost:{port}"},
        {"Host": "LOCALHOST:{port}", "Origin": "http://localhost:{port}"},
        {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_what_this_machine_sends_is_answered(server: Running, path: str, headers: dict[str, str]) -> None:
    told = {name: value.format(port=server.port) for name, value in headers.items()}
    assert asked(server, path, headers=told).status_code in (200, 401, 404)


@pytest.mark.parametrize("hosts", [[], ["Host: {host}", "Host: {host}"], ["Host: rebound.example"]], ids=str)
def test_a_request_without_one_good_host_is_not_answered(server: Running, hosts: list[str]) -> None:
    lines = ["GET /_leases HTTP/1.0", *[host.format(host=server.host) for host in hosts], "", ""]
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
        connection.sendall("\r\n".join(lines).encode())
        assert connection.recv(100).split()[1] in (b"400", b"403")


def test_a_refused_request_does_nothing(server: Running, zenodo: Zenodo) -> None:
    evil = {"Origin": "https://evil.example"}
    assert asked(server, "/_faults", method="PUT", json=["status=500 GET *"], headers=evil).status_code == 403
    assert asked(server, "/_faults").json() == []
    before = zenodo.client.get("/deposit/depositions").json()
    simple = {**evil, "Content-Type": "application/json"}
    made = asked(server, "/api/deposit/depositions?access_token=alice's", method="POST", json={}, headers=simple)
    assert made.status_code == 403
    assert zenodo.client.get("/deposit/depositions").json() == before


# Which token


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server as a command starts it."""
    with running(tmp_path_factory.mktemp("own")) as server:
        yield server


def test_it_takes_its_own_token(own: Running) -> None:
    assert asked(own, "/api/me", token_of(own)).status_code == 200
    assert asked(own, f"/api/me?access_token={token_of(own)}").status_code == 200
    assert asked(own, f"{NOMAD}/users/me", token_of(own)).status_code == 200


@pytest.mark.parametrize("token", ["local", "any", "nomad_pat_any", "0" * 64])
def test_it_takes_no_other_token(own: Running, token: str) -> None:
    assert asked(own, "/api/me", token).status_code == 401
    assert asked(own, f"/api/me?access_token={token}").status_code == 401
    created = asked(own, "/api/deposit/depositions", token, method="POST", json={"metadata": METADATA})
    assert created.status_code in (401, 403)
    assert asked(own, f"{NOMAD}/users/me", token).status_code == 401
    assert asked(own, f"{NOMAD}/uploads", token, method="POST").status_code == 401


def test_nobody_gets_a_token_for_a_name(own: Running) -> None:
    me = asked(own, f"{NOMAD}/users/me", token_of(own)).json()
    form = {"grant_type": "password", "username": me["username"], "password": "any"}
    assert asked(own, f"{NOMAD}/auth/token", method="POST", data=form).status_code == 401


def test_an_address_still_belongs_to_somebody(own: Running) -> None:
    """A rehearsal names coauthors who have no account."""
    found = asked(own, f"{NOMAD}/users?email=grace@example.org", token_of(own)).json()["data"]
    assert [one["username"] for one in found] == ["grace@example.org"]


def test_a_token_of_a_time_when_all_were_taken_is_taken_no_more(tmp_path: Path) -> None:
    with running(tmp_path, "--open") as server:
        form = {"grant_type": "password", "username": "ada", "password": "any"}
        signed = asked(server, f"{NOMAD}/auth/token", method="POST", data=form).json()["access_token"]
        for token in ("local", signed):
            assert asked(server, f"{NOMAD}/users/me", token).status_code == 200
        assert asked(server, "/api/me", "local").status_code == 200
    with running(tmp_path) as server:
        for token in ("local", signed):
            assert asked(server, f"{NOMAD}/users/me", token).status_code == 401
        assert asked(server, "/api/me", "local").status_code == 401


def test_what_was_made_with_the_word_local_is_the_owners(tmp_path: Path) -> None:
    """Older versions sent that, whoever asked."""
    with running(tmp_path, "--open") as server:
        draft = asked(server, "/api/deposit/depositions", "local", method="POST", json={}).json()["id"]
        upload = asked(server, f"{NOMAD}/uploads", "local", method="POST").json()["upload_id"]
    for name in ("id", "token"):
        (tmp_path / name).unlink()
    with running(tmp_path) as server:
        assert asked(server, f"/api/deposit/depositions/{draft}", token_of(server)).status_code == 200
        assert asked(server, f"{NOMAD}/uploads/{upload}", token_of(server)).status_code == 200


def test_a_token_is_kept_unless_others_could_read_or_write_it(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        token = token_of(server)
    with running(tmp_path) as server:
        assert token_of(server) == token
    (tmp_path / "token").chmod(0o644)
    with running(tmp_path) as server:
        assert token_of(server) != token
        assert asked(server, "/api/me", token).status_code == 401
    (tmp_path / "token").write_text("guessed")
    with running(tmp_path) as server:
        assert asked(server, "/api/me", "guessed").status_code == 401
        assert asked(server, "/api/me", token_of(server)).status_code == 200


def test_any_token_and_some_tokens_are_not_taken_together(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "publishpipe", "local", "serve", f"--store={tmp_path}", "--open", "--token=a=b"]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert refused.returncode == 2
    assert "--open" in refused.stderr


# Who may read the store


@pytest.fixture
def generous() -> Iterator[None]:
    """A user who keeps nothing from others."""
    before = os.umask(0)
    yield
    os.umask(before)


def readable(store: Path) -> list[str]:
    """What others might open."""
    return [str(path) for path in (store, *store.rglob("*")) if path.stat().st_mode & 0o077]


def rehearsed(server: Running) -> None:
    headers = {"Authorization": f"Bearer {token_of(server)}"}
    with httpx.Client(base_url=f"{server.url}/api", headers=headers, trust_env=False, timeout=PATIENCE) as client:
        Zenodo(client).publish()
    upload = asked(server, f"{NOMAD}/uploads", token_of(server), method="POST").json()["upload_id"]
    put = asked(server, f"{NOMAD}/uploads/{upload}/raw/?file_name=a.txt", token_of(server), method="PUT", content=b"a")
    assert put.status_code == 200


@pytest.mark.usefixtures("generous")
@pytest.mark.parametrize("while_used", [False, True])
def test_nobody_else_may_read_the_store(tmp_path: Path, while_used: bool) -> None:  # noqa: FBT001  # pytest's
    store = tmp_path / "store"
    with running(store, while_used=while_used) as server:
        rehearsed(server)
        assert readable(store) == []
    assert len(list(store.rglob("*"))) > 10


@pytest.mark.usefixtures("generous")
def test_a_store_that_others_could_read_is_closed(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with running(store) as server:
        rehearsed(server)
    for path in (store, *store.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    outside = tmp_path / "outside"
    outside.touch(0o666)
    (store / "files" / "link").symlink_to(outside)
    with running(store):
        assert readable(store) == [str(store / "files" / "link")]
    assert outside.stat().st_mode & 0o777 == 0o666


# Whose DOIs


def test_nobody_takes_a_doi_of_a_rehearsal_for_a_real_one(zenodo: Zenodo) -> None:
    record = zenodo.publish()
    own = f"10.5072/zenodo.{record['id']}"
    assert (record["doi"], record["metadata"]["prereserve_doi"]["doi"]) == (own, own)
    assert record["conceptdoi"] == f"10.5072/zenodo.{record['conceptrecid']}"


def test_a_record_keeps_the_doi_that_it_was_given(tmp_path: Path) -> None:
    """Older versions gave others."""

    @contextmanager
    def user(server: Running) -> Iterator[Zenodo]:
        headers = {"Authorization": f"Bearer {token_of(server)}"}
        url = f"{server.url}/api"
        with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE) as client:
            yield Zenodo(client)

    with running(tmp_path, "--doi-prefix=10.5281") as server, user(server) as zenodo:
        record = zenodo.publish()
        assert record["doi"] == f"10.5281/zenodo.{record['id']}"
    with running(tmp_path) as server, user(server) as zenodo:
        seen = zenodo.get(record["id"]).json()
        assert (seen["doi"], seen["metadata"]["prereserve_doi"]) == (
            record["doi"],
            record["metadata"]["prereserve_doi"],
        )
        zenodo.act(record["id"], "edit")
        assert zenodo.put(record["id"], doi=record["doi"], title="Another")["doi"] == record["doi"]
        assert zenodo.act(record["id"], "publish")["doi"] == record["doi"]
        number = int(zenodo.act(record["id"], "newversion")["links"]["latest_draft"].rpartition("/")[2])
        assert zenodo.get(number).json()["metadata"]["prereserve_doi"]["doi"] == f"10.5072/zenodo.{number}"
