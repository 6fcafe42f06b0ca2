"""Stores of other versions of publishpipe: older ones are taken over, later ones are left alone."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.killing import PATIENCE
from tests.local.conftest import NATIVE, Zenodo, connected
from tests.local.running import running

ACCOUNTS = ("--token=alice=alice's", "--token=bob=bob's")
#: What layout 1 did not know of a request, or of what searches see.
LATER = ("type", "status", "updated", "revision")
LATER_INDEXED = ("review", "share_links")


def made_old(store: Path) -> None:
    """Make a store what the first layout was."""
    with closing(sqlite3.connect(store / "zenodo.sqlite", isolation_level=None)) as db:
        for number, text in db.execute("SELECT id, parent FROM concept").fetchall():
            parent = json.loads(text)
            parent["requests"] = [old_request(one) for one in parent["requests"]]
            db.execute("UPDATE concept SET parent = ? WHERE id = ?", (json.dumps(parent), number))
        for name in LATER_INDEXED:
            db.execute("UPDATE indexed SET snapshot = json_remove(snapshot, ?)", (f"$.{name}",))
        db.execute("PRAGMA user_version = 1")


def old_request(request: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in request.items() if name not in LATER}
    return kept | {"accepted": request["status"] == "accepted", "reply": "b054ced2-d124-4583-9e5a-31d6027b5e54"}


def looked(zenodo: Zenodo, number: int) -> list[Any]:
    """What one sees of a record that is in a community and has asked another."""
    searches = ({"q": "title:data"}, {"communities": "bench-open"})
    found = [zenodo.client.get("/records", params=query, headers=NATIVE).json()["hits"]["hits"] for query in searches]
    requests = zenodo.client.get(f"/records/{number}/requests").json()["hits"]["hits"]
    told = [(one["id"], one["status"], one["title"], one["last_reply"] is not None) for one in requests]
    return [*found, told, zenodo.client.get(f"/records/{number}", headers=NATIVE).json()]


def test_a_store_of_the_first_layout_is_taken_over_and_goes_on(tmp_path: Path) -> None:
    with running(tmp_path, *ACCOUNTS, "--search-lag=0") as server, connected(server) as client:
        asked = [{"identifier": "bench-open"}, {"identifier": "bench-bob-open"}]
        number = Zenodo(client).publish(communities=asked)["id"]
        before, port = looked(Zenodo(client), number), server.port
    [waiting] = [request for request, status, *_ in before[2] if status == "submitted"]
    assert [len(part) for part in before[:3]] == [1, 1, 2]
    made_old(tmp_path)
    with running(tmp_path, *ACCOUNTS, "--search-lag=0", f"--port={port}") as server, connected(server) as client:
        zenodo = Zenodo(client)
        assert looked(zenodo, number) == before
        accept = f"/requests/{waiting}/actions/accept"
        assert client.post(accept, json={}, headers={"Authorization": "Bearer bob's"}).json()["status"] == "accepted"
        assert zenodo.act(zenodo.act(number, "newversion")["id"], "discard") == {}


def test_the_store_of_a_later_version_is_not_touched_and_what_is_said_to_do_helps(tmp_path: Path) -> None:
    store = tmp_path / "local"
    with running(store):
        pass
    with closing(sqlite3.connect(store / "zenodo.sqlite")) as database:
        database.execute("PRAGMA user_version = 99")
    command = [sys.executable, "-m", "publishpipe.local", f"--store={store}"]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert refused.returncode == 1
    assert f"{store} was made by a later version of publishpipe. Use that, or delete this folder" in refused.stderr
    with closing(sqlite3.connect(store / "zenodo.sqlite")) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (99,)
    shutil.rmtree(store)
    with running(store) as server:
        assert server.url.startswith("http://127.0.0.1:")
