"""A real server for the tests: the embedded repository, as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, settings

from publishpipe.http import polling
from tests.killing import PATIENCE
from tests.local.running import running
from tests.program import Program, end_started, program

# How long an example takes depends on what else the machine does.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# Programs in the background inherit that Ctrl-C is ignored, and so would those that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

TOKEN = "a-token-of-the-tests"  # noqa: S105  # for the loopback server only


@dataclass(frozen=True)
class Server:
    """An embedded repository and what an outsider sees of it."""

    origin: str
    store: Path

    def get(self, path: str, **params: str) -> Any:
        """JSON from the Zenodo API, as the tests' user."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = httpx.get(f"{self.origin}/api/{path}", params=params, headers=headers, timeout=PATIENCE)
        return answer.raise_for_status().json()

    def fault(self, *rules: str) -> None:
        """Make the server fail as the rules say, until they are set anew."""
        httpx.put(f"{self.origin}/_faults", json=list(rules), timeout=PATIENCE).raise_for_status()

    def log(self) -> list[str]:
        """Every request that the server has had: `METHOD path`."""
        lines = (self.store / "requests.log").read_text("utf-8").splitlines()
        return [f"{line['method']} {line['path']}" for line in map(json.loads, lines)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may take longer than the rest begins first: in the end, others would wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


@pytest.fixture(scope="session", autouse=True)
def _one_ssl_context() -> Iterator[None]:
    """Nothing is encrypted here, and to make a context for each client takes longer than its requests."""
    with mock.patch.object(ssl, "create_default_context", cache(ssl.create_default_context)):
        yield


@pytest.fixture(autouse=True, scope="session")
def _searches_are_settled() -> Iterator[None]:
    """The embedded repository indexes in order, so nobody need wait for its search to settle."""
    with mock.patch.object(polling, "SETTLED", polling.SETTLED if "ZENODO_URL" in os.environ else 0.0):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_kept_tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests know nothing of the tokens that their user keeps."""
    with mock.patch.dict(os.environ, {"XDG_CONFIG_HOME": str(tmp_path_factory.mktemp("settings"))}):
        yield


@pytest.fixture(autouse=True)
def _nothing_outlives_its_test() -> Iterator[None]:
    """However it ends: what it started is ended."""
    yield
    end_started()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("store")
    with running(store, "--open") as found:
        yield Server(found.url, store)


@pytest.fixture
def server(shared_server: Server) -> Iterator[Server]:
    """The server without faults."""
    shared_server.fault()
    yield shared_server
    shared_server.fault()


MANIFEST = """\
publishpipe: 1
target: {{repository: zenodo, environment: {environment}{url}}}
files: ["*.csv"]
metadata:
  title: {title}
  upload_type: dataset
  description: <p>Made by a test.</p>
  creators: [{{name: "Doe, Jane", orcid: 0000-0002-1825-0097}}]
publish: {publish}
"""


@dataclass(frozen=True)
class Release:
    """A manifest with files in a folder of its own."""

    path: Path
    origin: str
    title: str

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def lock(self) -> Path:
        return self.path.with_name("release.lock.json")

    def start(self, *arguments: str) -> Program:
        """`publishpipe` with the tests' token for this release's server."""
        return program(*arguments, tokens={self.origin: TOKEN}, cwd=self.folder)

    def run(self, *arguments: str, code: int | None = 0) -> str:
        """Run `publishpipe` to its end, with this exit code or (None) any; its standard output."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=PATIENCE)
        assert code in (None, process.returncode), f"exit code {process.returncode}\n{out}\n{err}"
        assert TOKEN not in out + err
        return out

    def apply(self, *arguments: str, code: int | None = 0) -> list[dict[str, Any]]:
        """`publishpipe apply --json --yes`: its events."""
        out = self.run("apply", self.path.name, "--json", "--yes", *arguments, code=code)
        return [json.loads(line) for line in out.splitlines()]

    def error(self, command: str, *arguments: str, code: int) -> str:
        """What `publishpipe` says on standard error when it ends with this exit code."""
        process = self.start(command, self.path.name, *arguments)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == code, err
        assert "Traceback" not in err
        return err


@pytest.fixture
def release(server: Server, tmp_path: Path) -> Release:
    """A release of two small files to the server."""
    return make_release(tmp_path, server.origin)


@pytest.fixture
def releases(server: Server, tmp_path: Path) -> Callable[..., Release]:
    """Makes releases; see `make_release`."""

    def make(name: str, **options: Any) -> Release:
        folder = tmp_path / name
        folder.mkdir()
        return make_release(folder, options.pop("origin", server.origin), **options)

    return make


def make_release(folder: Path, origin: str, *, files: int = 2, publish: bool = True) -> Release:
    """A manifest and small files in `folder`, for the server at `origin`."""
    title = f"{folder.name} {uuid4().hex}"  # the tests share a server, where nothing may look like another one's
    for number in range(files):
        (folder / f"data-{number}.csv").write_text(f"{title[-6:]}{number}\n")
    url = f', url: "{origin}/api/"'
    text = MANIFEST.format(environment="sandbox", url=url, title=title, publish=str(publish).lower())
    path = folder / "release.yaml"
    path.write_text(text)
    return Release(path, origin, title)


def records(server: Server, release: Release) -> list[dict[str, Any]]:
    """Every deposition of the release's title, once the search index has caught up."""
    refresh(server.origin)
    found = server.get("deposit/depositions", q=f'title:"{release.title}"', all_versions="true", size="100")
    return [server.get(f"deposit/depositions/{item['id']}") for item in found if item["title"] == release.title]


def refresh(origin: str, token: str = "") -> None:
    """Have searches find all that was made before, as every deletion does: somebody makes a draft and deletes it.

    They do when they find another draft of that somebody, who is somebody new without a `token`. What was made while
    they lagged longer than now comes later.
    """
    headers = {"Authorization": f"Bearer {token or uuid4().hex}"}
    with httpx.Client(base_url=f"{origin}/api/deposit/", headers=headers, trust_env=False, timeout=PATIENCE) as client:
        witness, other = (client.post("depositions", json={}).raise_for_status().json()["id"] for _ in range(2))
        client.delete(f"depositions/{other}").raise_for_status()
        while not client.get("depositions").raise_for_status().json():
            pass
        client.delete(f"depositions/{witness}").raise_for_status()
