"""A draft that a community decides on, with an account for each side, and links that are shared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.local.conftest import NATIVE, Zenodo, connected
from tests.local.running import running


@pytest.fixture
def zenodo(tmp_path: Path) -> Iterator[Zenodo]:
    """A server that bob, who has a community, can use, too."""
    with (
        running(tmp_path, "--token=alice=alice's", "--token=bob=bob's", "--search-lag=0") as server,
        connected(server) as client,
    ):
        yield Zenodo(client)


def ask(zenodo: Zenodo, method: str, path: str, body: object = None, *, user: str = "alice") -> httpx.Response:
    headers = NATIVE | {"Authorization": f"Bearer {user}'s"}
    return zenodo.client.request(method, path, json={} if body is None else body, headers=headers)


def in_review(zenodo: Zenodo) -> tuple[int, str]:
    """A draft with a file that bob's community decides on, and its request."""
    draft = zenodo.create()
    zenodo.upload(draft, "data.csv", b"x,y\n1,2\n")
    community = zenodo.client.get("/communities/bench-bob-closed").json()["id"]
    wanted = {"receiver": {"community": community}, "type": "community-submission"}
    asked = ask(zenodo, "PUT", f"/records/{draft['id']}/draft/review", wanted)
    assert ask(zenodo, "POST", f"/records/{draft['id']}/draft/actions/submit-review").status_code == 202
    return int(draft["id"]), f"/requests/{asked.json()['id']}"


def test_a_curator_accepts_what_is_then_found_in_the_community(zenodo: Zenodo) -> None:
    number, request = in_review(zenodo)
    assert ask(zenodo, "POST", f"{request}/actions/accept").status_code == 403
    assert ask(zenodo, "POST", f"{request}/actions/accept", user="bob").json()["status"] == "accepted"
    found = zenodo.client.get("/records", params={"communities": "bench-bob-closed"}).json()["hits"]["hits"]
    assert [one["id"] for one in found] == [number]
    told: list[dict[str, Any]] = zenodo.client.get(f"/records/{number}/requests").json()["hits"]["hits"]
    assert [(one["type"], one["status"]) for one in told] == [("community-submission", "accepted")]


def test_what_was_declined_can_be_published_without_the_community(zenodo: Zenodo) -> None:
    number, request = in_review(zenodo)
    refused = zenodo.client.post(f"/deposit/depositions/{number}/actions/publish")
    assert refused.status_code == 400
    assert "open review request" in refused.json()["message"]
    assert ask(zenodo, "POST", f"{request}/actions/decline", user="bob").json()["status"] == "declined"
    assert zenodo.act(number, "publish")["submitted"]
    assert zenodo.client.get(f"/records/{number}/communities").json()["hits"]["hits"] == []


def test_a_community_that_reviews_all_decides_on_its_owners_records_too(zenodo: Zenodo) -> None:
    zenodo.client.headers["Authorization"] = "Bearer bob's"
    wanted = [{"identifier": "bench-bob-closed"}, {"identifier": "bench-bob-open"}]
    number = zenodo.publish(communities=wanted)["id"]
    assert zenodo.get(number).json()["metadata"]["communities"] == [{"identifier": "bench-bob-open"}]
    told = zenodo.client.get(f"/records/{number}/requests").json()["hits"]["hits"]
    assert sorted(one["status"] for one in told) == ["accepted", "submitted"]


def test_the_secret_of_a_share_link_is_found_by_no_search(zenodo: Zenodo) -> None:
    number = zenodo.publish(title="Shared")["id"]
    made = ask(zenodo, "POST", f"/records/{number}/access/links", {"permission": "view"}).json()
    for query, found in {"Shared": [number], made["token"].replace("-", "?"): [], made["token"][:20]: []}.items():
        hits = zenodo.client.get("/records", params={"q": f'"{query}"'}).json()["hits"]["hits"]
        assert [one["id"] for one in hits] == found
