"""Desks, for both repositories or one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.desk import Desk
from tests.conftest import Server

Desks = Callable[..., Desk]


@pytest.fixture
def desks(server: Server, tmp_path: Path) -> Desks:
    """Makes desks with two files each: a repository, and what else is not as usual. Nobody waits for the search."""
    server.fault("search-lag=0")

    def make(repository: str, folder: str = "project", **options: object) -> Desk:
        return Desk(server, tmp_path / folder, repository).changed(**options).fill()

    return make


@pytest.fixture(params=["zenodo", "nomad"])
def desk(desks: Desks, request: pytest.FixtureRequest) -> Desk:
    """One for each repository."""
    return desks(request.param)


@pytest.fixture
def zenodo(desks: Desks) -> Desk:
    return desks("zenodo")


@pytest.fixture
def nomad(desks: Desks) -> Desk:
    return desks("nomad")
