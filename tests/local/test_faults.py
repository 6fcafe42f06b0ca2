"""Faults: what a rule says really happens, on the wire and in the store."""

from __future__ import annotations

import hashlib
import json
import time

import httpx
import pytest

from publishpipe.local.faults import Faults, Rule
from tests.local.conftest import METADATA, Zenodo
from tests.local.running import Running

CREATE = "POST /api/deposit/depositions"


def count(zenodo: Zenodo, title: str) -> int:
    return len(zenodo.client.get("/deposit/depositions", params={"q": f'title:"{title}"', "size": "100"}).json())


def create(zenodo: Zenodo, title: str) -> httpx.Response:
    return zenodo.client.post("/deposit/depositions", json={"metadata": METADATA | {"title": title}})


def test_drop_before_cuts_the_connection_and_does_nothing(server: Running, zenodo: Zenodo) -> None:
    server.fault(f"drop-before {CREATE}")
    with pytest.raises(httpx.RemoteProtocolError):
        create(zenodo, "dropped before")
    assert count(zenodo, "dropped before") == 0
    assert server.log()[-2]["status"] is None
    assert create(zenodo, "dropped before").status_code == 201


def test_drop_after_acts_and_cuts_the_connection(server: Running, zenodo: Zenodo) -> None:
    server.fault(f"drop-after {CREATE}")
    with pytest.raises(httpx.RemoteProtocolError):
        create(zenodo, "dropped after")
    assert count(zenodo, "dropped after") == 1


def test_a_status_comes_with_or_without_the_effect(server: Running, zenodo: Zenodo) -> None:
    server.fault(f"status=503 {CREATE}", f"status=504 {CREATE} effect=yes after=1")
    assert create(zenodo, "status only").status_code == 503
    assert count(zenodo, "status only") == 0
    answer = create(zenodo, "status with effect")
    assert (answer.status_code, answer.headers["content-type"]) == (504, "text/html; charset=utf-8")
    assert count(zenodo, "status with effect") == 1


def test_429_tells_when_to_come_back(server: Running, zenodo: Zenodo) -> None:
    server.fault("status=429 GET /api/me retry_after=7")
    answer = zenodo.client.get("/me")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_slow_waits_before_acting(server: Running, zenodo: Zenodo) -> None:
    server.fault("slow=0.2 GET /api/me")
    begun = time.monotonic()
    assert zenodo.client.get("/me").status_code == 200
    assert time.monotonic() - begun >= 0.2  # a slow machine takes longer, and never less


def test_cut_ends_the_connection_in_the_middle_of_the_body(server: Running, zenodo: Zenodo) -> None:
    server.fault("cut=10 GET /api/me")
    with zenodo.client.stream("GET", "/me") as answer, pytest.raises(httpx.RemoteProtocolError):
        answer.read()
    assert zenodo.client.get("/me").status_code == 200


def test_truncate_answers_with_broken_json_as_if_it_were_whole(server: Running, zenodo: Zenodo) -> None:
    server.fault("truncate GET /api/me")
    answer = zenodo.client.get("/me")
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_corrupt_stores_other_bytes_than_were_sent(server: Running, zenodo: Zenodo) -> None:
    draft = zenodo.create()
    server.fault("corrupt PUT /api/files/*")
    answer = zenodo.upload(draft, "a.bin", b"exactly this").json()
    assert answer["size"] == len(b"exactly this")
    assert answer["checksum"] != f"md5:{hashlib.md5(b'exactly this', usedforsecurity=False).hexdigest()}"


def test_search_lags_as_long_as_the_rule_says(server: Running, zenodo: Zenodo) -> None:
    server.fault("search-lag=60")
    create(zenodo, "not to be found yet")
    assert count(zenodo, "not to be found yet") == 0
    server.fault()
    create(zenodo, "to be found at once")
    assert count(zenodo, "to be found at once") == 1


def test_a_rule_passes_some_requests_and_then_hits_as_often_as_it_says() -> None:
    faults = Faults()
    faults.set([Rule.parse("drop-before PUT /api/files/* after=1 times=2")])
    hits = [bool(list(faults.hit("PUT", "/api/files/b/name", ["drop-before"]))) for _ in range(4)]
    assert hits == [False, True, True, False]
    assert not list(faults.hit("GET", "/api/files/b/name", ["drop-before"]))


@pytest.mark.parametrize("text", ["", "explode", "slow=soon", "slow GET * often=3", "drop-before GET /a /b"])
def test_a_rule_that_makes_no_sense_is_refused(text: str, server: Running) -> None:
    with pytest.raises(ValueError, match=r"."):
        Rule.parse(text)
    assert httpx.put(f"{server.url}/_faults", json=[text], trust_env=False).status_code == 400


def test_rules_are_listed_with_how_often_they_matched(server: Running, zenodo: Zenodo) -> None:
    server.fault("slow=0 GET /api/me times=0")
    zenodo.client.get("/me")
    zenodo.client.get("/me")
    (rule,) = httpx.get(f"{server.url}/_faults", trust_env=False).json()
    assert (rule["kind"], rule["path"], rule["matched"]) == ("slow", "/api/me", 2)
