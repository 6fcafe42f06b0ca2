"""Starting, joining, leaving and killing the embedded repository."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.killing import PATIENCE
from tests.local.conftest import Zenodo, connected
from tests.local.running import Running, ended, running, stop

TOKEN = "--token=alice=alice's"  # noqa: S105  # for the loopback server only


def lease(client: httpx.Client, server: Running) -> httpx.Response:
    return client.send(client.build_request("GET", f"{server.url}/_lease"), stream=True)


def test_a_running_server_tells_where_it_is_and_a_stopped_one_does_not(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        told = json.loads((tmp_path / "server.json").read_text("utf-8"))
        assert told == {"url": server.url, "pid": server.process.pid}
        assert server.url.startswith("http://127.0.0.1:")
        assert stop(server) == 0
    assert not (tmp_path / "server.json").exists()


def test_a_second_server_of_a_store_names_the_first_and_ends(tmp_path: Path) -> None:
    with running(tmp_path) as first, running(tmp_path) as second:
        assert second.url == first.url
        assert ended(second) == 0


def test_the_port_stays_with_the_store_unless_it_is_taken(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        url = first.url
    with running(tmp_path) as again:
        assert again.url == url
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(url.rpartition(":")[2])))
        other.listen()
        with running(tmp_path) as elsewhere:
            moved = elsewhere.url
            assert moved != url
    with running(tmp_path) as still:
        assert still.url == moved


def test_a_used_server_ends_with_its_last_lease(tmp_path: Path) -> None:
    with running(tmp_path, while_used=True) as server, httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        first, second = lease(client, server), lease(client, server)
        assert client.get(f"{server.url}/_leases").json() == {"count": 2}
        first.close()
        while client.get(f"{server.url}/_leases").json() != {"count": 1}:
            assert server.process.poll() is None
        second.close()
        assert ended(server) == 0


def test_a_lease_is_kept_or_not_given(tmp_path: Path) -> None:
    with running(tmp_path, while_used=True) as server, httpx.Client(trust_env=False, timeout=PATIENCE) as client:

        def given() -> httpx.Response | None:
            with suppress(httpx.TransportError):
                asked = lease(client, server)
                return asked if asked.is_success else None
            return None

        lease(client, server).close()
        while held := given():  # it does not know yet that the first is gone
            assert all(client.get(f"{server.url}/_leases").is_success for _ in range(100))  # it stays for this one
            held.close()
        assert ended(server) == 0


def test_an_open_lease_does_not_keep_a_server_from_stopping(tmp_path: Path) -> None:
    with running(tmp_path) as server, httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        held = lease(client, server)
        assert stop(server) == 0
        with pytest.raises(httpx.TransportError):
            held.read()


def test_a_killed_server_leaves_a_usable_store(tmp_path: Path) -> None:
    with running(tmp_path, TOKEN) as server, connected(server) as client:
        zenodo = Zenodo(client)
        record, draft = zenodo.publish(), zenodo.create()
        zenodo.upload(draft, "kept.txt", b"kept")
        bucket = draft["links"]["bucket"].removeprefix(server.url)
        head = (
            f"PUT {bucket}/half.bin HTTP/1.1\r\nHost: {server.host}\r\n"
            "Authorization: Bearer alice's\r\nContent-Length: 100\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), PATIENCE) as sending:
            sending.sendall(head.encode() + b"half")
            while not list((tmp_path / "incoming").iterdir()):
                time.sleep(0.01)
            server.process.kill()
            ended(server)

    with running(tmp_path, TOKEN) as restarted, connected(restarted) as client:
        zenodo = Zenodo(client)
        assert zenodo.get(record["id"]).json()["state"] == "done"
        assert [file["filename"] for file in zenodo.get(draft["id"]).json()["files"]] == ["kept.txt"]
        assert not list((tmp_path / "incoming").iterdir())


def test_tokens_are_kept_as_hashes_only(tmp_path: Path) -> None:
    secret = "token-that-nobody-may-find"  # noqa: S105  # it is looked for
    with running(tmp_path, "--open") as server:
        answer = httpx.get(f"{server.url}/api/me?access_token={secret}", trust_env=False)
        assert answer.status_code == 200
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path


def test_any_token_is_an_account_of_its_own_where_all_are_open(tmp_path: Path) -> None:
    with running(tmp_path, "--open") as server, httpx.Client(base_url=f"{server.url}/api", trust_env=False) as client:
        one, other = ({"Authorization": f"Bearer {name}"} for name in ("one", "other"))
        draft = client.post("/deposit/depositions", json={}, headers=one).json()
        url = f"/deposit/depositions/{draft['id']}"
        assert client.get(url, headers=one).status_code == 200
        assert client.get(url, headers=other).status_code == 403
        assert client.get("/me").status_code == 401


def test_the_log_has_a_line_for_each_request_and_no_token(server: Running, zenodo: Zenodo) -> None:
    before = len(server.log())
    draft = zenodo.create()
    zenodo.upload(draft, "a.txt", b"12345")
    httpx.get(f"{server.url}/api/me?access_token=alice's", trust_env=False)
    created, uploaded, asked = server.log()[before:]
    assert (created["method"], created["path"], created["status"]) == ("POST", "/api/deposit/depositions", 201)
    assert (uploaded["method"], uploaded["status"], uploaded["bytes_in"]) == ("PUT", 201, 5)
    assert asked["path"] == "/api/me"
    assert "alice's" not in (server.store / "requests.log").read_text("utf-8")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="looks at what Linux tells of sockets")
def test_only_this_machine_can_connect(server: Running) -> None:
    port = int(server.url.rpartition(":")[2])
    listening = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    addresses = {
        address for _, address, _, state, *_ in listening if state == "0A" and address.endswith(f":{port:04X}")
    }
    assert addresses == {f"0100007F:{port:04X}"}


def test_what_keeps_a_server_from_starting_is_told(server: Running, tmp_path: Path) -> None:
    taken = server.url.rpartition(":")[2]
    for options in ([f"--port={taken}"], ["--fault=explode"]):
        command = [sys.executable, "-m", "publishpipe", "local", "serve", f"--store={tmp_path}", *options]
        refused = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert refused.returncode == 2
        assert "The embedded repository does not start: " in " ".join(refused.stderr.split())
        assert "Traceback" not in refused.stderr
