"""NOMAD takes and refuses the very URLs that `validate` does, but for those that depend on a library of the server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from publishpipe.repositories.nomad.metadata.references import objection
from tests.conformance.nomad.server import ENTRY, Nomad
from tests.conformance.nomad.urls import REFUSED, TAKEN, TAKEN_LATELY


@pytest.fixture(scope="module")
def upload(nomad: Nomad) -> Iterator[str]:
    made = nomad.ask("POST", "uploads", params={"upload_name": "publishpipe test of references"})["upload_id"]
    name, content = {"file_name": "a.archive.yaml"}, ENTRY.format("A").encode()
    nomad.ask("PUT", f"uploads/{made}/raw/", params=name, content=content)
    nomad.settle(made)
    yield made
    nomad.ask("DELETE", f"uploads/{made}")


def takes(nomad: Nomad, upload: str, url: str) -> bool:
    body = {"metadata": {"references": [url]}, "verify_only": True}
    try:
        nomad.ask("POST", f"uploads/{upload}/edit", json=body)
    except httpx.HTTPStatusError as refusal:
        assert refusal.response.status_code == 422
        assert refusal.response.json()["detail"][0]["msg"] == "Please enter a valid URL ..."
        return False
    return True


@pytest.mark.sample
def test_the_server_refuses_what_is_refused_here_and_takes_the_rest(nomad: Nomad, upload: str) -> None:
    taken = {url for url in (*TAKEN, *REFUSED, *TAKEN_LATELY) if takes(nomad, upload, url)}
    assert taken - {*TAKEN_LATELY} == {*TAKEN} == {url for url in (*TAKEN, *REFUSED) if objection(url) is None}
    assert not [url for url in TAKEN_LATELY if objection(url) is None]


def test_what_is_taken_is_kept_as_it_was_sent(nomad: Nomad, upload: str) -> None:
    nomad.ask("POST", f"uploads/{upload}/edit", json={"metadata": {"references": list(TAKEN)}})
    nomad.settle(upload)
    [entry] = nomad.entries(upload)
    assert sorted(entry["entry_metadata"]["references"]) == sorted(TAKEN)
