"""Which files an upload has: asked for in one go, and folder by folder where names spoil that."""

from __future__ import annotations

import pytest

from publishpipe.http.credentials import Secret
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.repository import DIALECT
from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad, Release
from tests.killing import proxied

TREE = {f"runs/{number % 7}/run {number}/out [{number}].txt": number for number in range(60)}
SPOILING = ["m_is", "runs/m_is", "runs/m_response", "m_response/data.txt"]


def listings(nomad: Nomad, release: Release) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """What is listed, and by what requests."""
    with proxied(nomad.origin) as proxy:
        url = proxy.url + nomad.base_url.removeprefix(nomad.origin)
        with Session(url, Secret(nomad.token(release.user)), DIALECT, ignore) as session:
            listed = Client(session).files(release.facts["id"])
    return listed, proxy.seen


@pytest.mark.sample
def test_a_tree_is_listed_by_one_request(nomad: Nomad, releases: Releases) -> None:
    release = releases()
    for name, size in TREE.items():
        release.file(name, b"x" * size)
    release.apply()
    for _ in ("published", "again"):
        listed, asked = listings(nomad, release)
        assert {f"data/{name}": size for name, size in TREE.items()}.items() <= listed.items()
        assert listed == nomad.files(release.facts["id"])
        assert [method for method, _ in asked] == ["POST"]


@pytest.mark.parametrize("name", SPOILING)
def test_a_name_that_spoils_the_answer_is_listed_all_the_same(nomad: Nomad, releases: Releases, name: str) -> None:
    release = releases()
    release.file(name, b"data")
    release.apply("--until", "verify")
    listed, asked = listings(nomad, release)
    assert listed[f"data/{name}"] == len(b"data")
    assert [method for method, _ in asked].count("GET") >= 2, "it was asked for folder by folder"
    release.apply()
    release.is_published_once()
