"""A project for each test, and what stands for GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ci.github_api import GitHub, github_api
from tests.ci.project import Project
from tests.conftest import Server
from tests.killing import Proxy, proxied


@pytest.fixture
def project(tmp_path: Path, server: Server) -> Project:
    return Project(tmp_path, server)


@pytest.fixture
def watched(tmp_path: Path, server: Server) -> Iterator[tuple[Project, Proxy]]:
    """A project, and what stands between its pipeline and the server."""
    with proxied(server.origin) as proxy:
        yield Project(tmp_path, server, proxy.url), proxy


@pytest.fixture
def github() -> Iterator[GitHub]:
    with github_api() as api:
        yield api
