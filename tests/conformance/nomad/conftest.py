"""Which NOMAD the tests run against: the one at NOMAD_URL, or else the embedded repository in both its dialects.

They publish, for good: they need a server of their own.

NOMAD_USERS names a JSON file such as users.json beside this: `alice` publishes, `bob` is a colleague, `carol` has no
uploads; the tokens of `shortlived` (who may be missing) last for seconds. Tokens are had by password, or are given
as `access_token`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.conformance.nomad.server import ENTRY, Nomad, Release, User
from tests.local.running import running

URL = os.environ.get("NOMAD_URL", "")
USERS = Path(os.environ.get("NOMAD_USERS", Path(__file__).with_name("users.json")))
assert "nomad-lab.eu" not in URL, "these tests publish for good: not there"
WARM_UPS = 5
SERVERS = ["NOMAD_URL"] if URL else ["embedded-2.0", "embedded-1.3"]

Releases = Callable[..., Release]


def nomad_at(url: str) -> Nomad:
    """The server there; each user's token is had once, but for those whose tokens do not last."""
    listed = json.loads(USERS.read_text("utf-8"))["users"]
    users = {
        given["username"]: User(given["username"], given.get("password", ""), given["email"], given["user_id"])
        for given in listed
    }
    found = Nomad(url if url.endswith("/") else f"{url}/", users)
    lasting = [given for given in listed if not given.get("token_lifetime")]
    tokens = {given["username"]: given.get("access_token") or found.token(given["username"]) for given in lasting}
    found.client.close()
    return replace(found, users={name: replace(user, token=tokens.get(name, "")) for name, user in users.items()})


def warm_up(nomad: Nomad) -> None:
    """Have one entry parsed: a NOMAD 1.3.16 that has just started may fail the first that come side by side."""
    for left in reversed(range(WARM_UPS)):
        try:
            parse_one(nomad)
            break
        except httpx.HTTPStatusError:
            if not left:
                raise
            time.sleep(1)


def parse_one(nomad: Nomad) -> None:
    """An upload with one entry, and its end."""
    made = nomad.ask("POST", "uploads", "bob", params={"upload_name": f"warm-up {uuid4().hex}"})["upload_id"]
    name = {"file_name": "a.archive.yaml"}
    try:
        nomad.ask("PUT", f"uploads/{made}/raw/", "bob", params=name, content=ENTRY.format("x").encode())
        while nomad.ask("GET", f"uploads/{made}", "bob")["data"]["process_running"]:
            time.sleep(0.2)
    finally:  # one may have ten at most
        nomad.ask("DELETE", f"uploads/{made}", "bob")


@pytest.fixture(scope="session", params=SERVERS)
def nomad(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nomad]:
    with ExitStack() as stack:
        url = URL
        if not url:
            dialect = request.param.partition("-")[2]
            options = f"--nomad={dialect}", f"--nomad-users={USERS}"
            url = f"{stack.enter_context(running(tmp_path_factory.mktemp('store'), *options)).url}/nomad/api/v1/"
        found = nomad_at(url)
        stack.enter_context(found.client)
        if URL:
            warm_up(found)
        yield found


@pytest.fixture
def releases(nomad: Nomad, tmp_path: Path) -> Iterator[Releases]:
    """Makes releases of two entries and a table; drafts that they leave are deleted at the end."""
    made = []

    def make(**options: Any) -> Release:
        name = f"publishpipe test {uuid4().hex[:12]}"
        folder = tmp_path / name
        folder.mkdir()
        metadata = {"upload_name": name, **options.pop("metadata", {})}
        release = Release(nomad, folder, options.pop("origin", nomad.origin), metadata, **options)
        release.write(**{"a.archive.yaml": ENTRY.format("A"), "run/table.csv": "x,y\n1,2\n"})
        made.append(release)
        return release

    yield make
    for user in {release.user for release in made}:
        drafts = " ".join(item["upload_name"] or "" for item in nomad.uploads("", user) if not item["published"])
        for release in made:
            if release.user == user and release.name in drafts:
                nomad.delete(release.name, user)


@pytest.fixture
def release(releases: Releases) -> Release:
    """A release to the server."""
    return releases()
