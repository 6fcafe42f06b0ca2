"""Which Zenodo the tests run against: the one at ZENODO_URL, or else the embedded repository.

They publish, for good: they need a server of their own.

ZENODO_USERS names a JSON file with `tokens` by name: `alice` publishes and manages the community `bench-open`, `bob`
manages `bench-bob-open` and `bench-bob-closed`. Others may be at work on that server, as the same users.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.conformance.zenodo.server import METADATA, Release, Zenodo
from tests.local.running import running

URL = os.environ.get("ZENODO_URL", "")
TOKENS = {"alice": "alice-of-the-tests", "bob": "bob-of-the-tests"}  # for the embedded repository
RUN = uuid4().hex[:12]
assert "zenodo.org" not in URL, "these tests publish for good: not there"

Releases = Callable[..., Release]


def tokens() -> dict[str, str]:
    """The users' tokens by name."""
    if not URL:
        return TOKENS
    users = os.environ.get("ZENODO_USERS")
    assert users, "ZENODO_USERS must name a JSON file with the users' tokens"
    return dict(json.loads(Path(users).read_text("utf-8"))["tokens"])


@pytest.fixture(scope="session")
def zenodo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zenodo]:
    """The server; drafts that tests left there are deleted at the end."""
    with ExitStack() as stack:
        url = URL
        if not url:
            options = [f"--token={name}={token}" for name, token in TOKENS.items()]
            url = f"{stack.enter_context(running(tmp_path_factory.mktemp('store'), *options)).url}/api/"
        found = Zenodo(url if url.endswith("/") else f"{url}/", tokens())
        stack.enter_context(found.client)
        yield found
        found.catch_up()
        for left in found.listed(RUN):
            if left["state"] != "done":
                found.answer("DELETE", f"deposit/depositions/{left['id']}")  # 404: the search was late, it is gone


@pytest.fixture
def releases(zenodo: Zenodo, tmp_path: Path) -> Releases:
    """Makes releases of small files, `data-0.csv` and so on."""

    def make(*, files: int = 2, origin: str = "", **metadata: Any) -> Release:
        word = uuid4().hex[:12]
        folder = tmp_path / word
        folder.mkdir()
        title = f"publishpipe test {RUN} {word}"
        release = Release(zenodo, folder, origin or zenodo.origin, {"title": title, **METADATA, **metadata})
        release.write(**{f"data-{number}.csv": f"x,y\n{number},{word}\n" for number in range(files)})
        return release

    return make


@pytest.fixture
def release(releases: Releases) -> Release:
    """A release of two small files to the server."""
    return releases()
