"""One embedded repository for all tests that do not need their own, and ways to use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.killing import PATIENCE
from tests.local.running import Running, running

METADATA = {"title": "A data set", "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}]}
NATIVE = {"Accept": "application/vnd.inveniordm.v1+json"}
TOKEN = "alice's"  # noqa: S105  # for the loopback server only


@dataclass(frozen=True)
class Zenodo:
    """Calls of the deposit API, as alice."""

    client: httpx.Client

    def create(self, **metadata: Any) -> dict[str, Any]:
        answer = self.client.post("/deposit/depositions", json={"metadata": METADATA | metadata})
        assert answer.status_code == 201
        return dict(answer.json())

    def upload(self, draft: dict[str, Any], name: str, content: bytes) -> httpx.Response:
        return self.client.put(f"{draft['links']['bucket']}/{name}", content=content)

    def publish(self, **metadata: Any) -> dict[str, Any]:
        """A record with one file."""
        draft = self.create(**metadata)
        assert self.upload(draft, "data.csv", b"x,y\n1,2\n").status_code == 201
        answer = self.client.post(f"/deposit/depositions/{draft['id']}/actions/publish")
        assert answer.status_code == 202
        return dict(answer.json())

    def get(self, number: int) -> httpx.Response:
        return self.client.get(f"/deposit/depositions/{number}")

    def act(self, number: int, action: str) -> dict[str, Any]:
        """Publish, edit, discard, or begin a new version."""
        answer = self.client.post(f"/deposit/depositions/{number}/actions/{action}")
        assert answer.is_success, answer.text
        return dict(answer.json()) if answer.content else {}

    def put(self, number: int, **metadata: Any) -> dict[str, Any]:
        """Replace the metadata."""
        answer = self.client.put(f"/deposit/depositions/{number}", json={"metadata": METADATA | metadata})
        assert answer.status_code == 200
        return dict(answer.json())


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("store"), f"--token=alice={TOKEN}", "--search-lag=0") as server:
        yield server


@pytest.fixture
def server(shared_server: Running) -> Iterator[Running]:
    """The server without faults."""
    shared_server.fault()
    yield shared_server
    shared_server.fault()


@pytest.fixture
def zenodo(server: Running) -> Iterator[Zenodo]:
    with connected(server) as client:
        yield Zenodo(client)


def connected(server: Running) -> httpx.Client:
    """A client with alice's token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return httpx.Client(base_url=f"{server.url}/api", headers=headers, trust_env=False, timeout=PATIENCE)
