"""Which files an upload has: asked for in one go, and folder by folder where names spoil that. Which datasets one has."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from publishpipe.http.credentials import Secret
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.repositories.nomad.client.uploads import Client
from publishpipe.repositories.nomad.repository import DIALECT
from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad, Release
from tests.killing import proxied
from tests.program import program

TREE = {f"runs/{number % 7}/run {number}/out [{number}].txt": number for number in range(60)}
SPOILING = ["m_is", "runs/m_is", "runs/m_response", "m_response/data.txt"]


def listings(nomad: Nomad, release: Release) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """What is listed, and by what requests."""
    with proxied(nomad.origin) as proxy:
        url = proxy.url + nomad.base_url.removeprefix(nomad.origin)
        with Session(url, Secret(nomad.token(release.user)), DIALECT, ignore) as session:
            listed = Client(session).files(release.facts["id"])
    return listed, proxy.seen


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


def test_datasets_of_ones_own_are_listed_newest_first_with_their_dois(nomad: Nomad, releases: Releases) -> None:
    word = f"publishpipe-{uuid4().hex[:12]}"
    release = releases(metadata={"datasets": [{"name": f"{word} with a DOI", "doi": True}]})
    release.save()
    doi = release.apply()[-1]["doi"]
    for user, name in (("alice", f"{word} draft"), ("bob", f"{word} of bob")):
        nomad.ask("POST", "datasets/", user, json={"dataset_name": name, "dataset_type": "owned"})
    assert _own_datasets(nomad, "alice", word) == [(f"{word} draft", None), (f"{word} with a DOI", doi)]
    assert _own_datasets(nomad, "bob", word) == [(f"{word} of bob", None)]


def _own_datasets(nomad: Nomad, user: str, word: str) -> list[tuple[str, str | None]]:
    """Name and DOI of each that `publishpipe list --datasets` shows."""
    there = "-r", "nomad", "-e", "sandbox", "--url", nomad.base_url
    process = program("list", "--datasets", "-q", word, "--json", *there, tokens={nomad.origin: nomad.token(user)})
    out, err = process.communicate(timeout=110)
    assert process.returncode == 0, err
    return [(item["title"], item["doi"]) for item in json.loads(out)["items"]]
