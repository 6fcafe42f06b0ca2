"""What becomes of a record's wish to be in a community."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.local.conftest import NATIVE, Zenodo, connected
from tests.local.running import running

ALICE, BOB, EVE = "--token=alice=alice's", "--token=bob=bob's", "--token=eve=eve's"


@pytest.fixture
def asking(zenodo: Zenodo) -> int:
    """A record that asked for a community of somebody else's."""
    return int(zenodo.publish(communities=[{"identifier": "bench-bob-open"}])["id"])


def requests(zenodo: Zenodo, number: int, query: str = "") -> list[dict[str, Any]]:
    answer = zenodo.client.get(f"/records/{number}/requests{query}")
    assert answer.status_code == 200
    return list(answer.json()["hits"]["hits"])


def test_asking_again_makes_no_second_request_but_looks_like_being_included(zenodo: Zenodo, asking: int) -> None:
    assert "communities" not in zenodo.get(asking).json()["metadata"]
    zenodo.act(asking, "edit")
    zenodo.put(asking, communities=[{"identifier": "bench-bob-open"}])
    zenodo.act(asking, "publish")
    assert [one["status"] for one in requests(zenodo, asking)] == ["submitted"]
    assert zenodo.get(asking).json()["metadata"]["communities"] == [{"identifier": "bench-bob-open"}]
    assert zenodo.client.get(f"/records/{asking}/communities").json()["hits"]["total"] == 0


def test_each_version_asks_for_itself(zenodo: Zenodo, asking: int) -> None:
    version = zenodo.act(asking, "newversion")["id"]
    zenodo.put(version, communities=[{"identifier": "bench-bob-open"}])
    zenodo.act(version, "publish")
    for number in (asking, version):
        assert [one["topic"] for one in requests(zenodo, number)] == [{"record": str(number)}]


def test_requests_are_found_by_state_and_by_those_whom_they_concern(zenodo: Zenodo, asking: int) -> None:
    assert len(requests(zenodo, asking, "?is_open=true")) == 1
    assert requests(zenodo, asking, "?is_open=false") == []
    url = f"{zenodo.client.base_url}records/{asking}/requests"
    assert httpx.get(url, trust_env=False).status_code == 403
    assert zenodo.client.get(f"/records/{zenodo.create()['id']}/requests").status_code == 404


def test_a_new_request_is_found_after_the_lag(tmp_path: Path) -> None:
    with running(tmp_path, ALICE, BOB, "--search-lag=60") as server, connected(server) as client:
        zenodo = Zenodo(client)
        number = zenodo.publish(communities=[{"identifier": "bench-bob-open"}])["id"]
        assert requests(zenodo, number) == []


def test_a_request_is_seen_by_who_made_it_and_who_got_it_only(tmp_path: Path) -> None:
    with running(tmp_path, ALICE, BOB, EVE, "--search-lag=0") as server, connected(server) as client:
        number = Zenodo(client).publish(communities=[{"identifier": "bench-bob-open"}])["id"]
        seen = {}
        for name in ("alice", "bob", "eve"):
            client.headers["Authorization"] = f"Bearer {name}'s"
            seen[name] = len(requests(Zenodo(client), number))
    assert seen == {"alice": 1, "bob": 1, "eve": 0}


def test_what_is_asked_for_a_second_time_tells_of_communities_and_vocabularies_no_more_than_ids(tmp_path: Path) -> None:
    with running(tmp_path, ALICE, "--search-lag=0") as server, connected(server) as client:
        number = Zenodo(client).publish(communities=[{"identifier": "bench-open"}])["id"]
        for path in (f"/records/{number}/draft", f"/records/{number}/versions"):
            first, second = (client.post(path, headers=NATIVE).json() for _ in range(2))
            assert first["id"] == second["id"]
            for told, keys in ((first, {"id", "title"}), (second, {"id"})):
                kind = told["parent"]["communities"]["entries"][0]["metadata"]["type"]
                assert {*kind} == {*told["metadata"]["resource_type"]} == keys
