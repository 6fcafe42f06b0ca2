"""Killed at any moment and run again: one record, no stray draft, the right bytes."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conftest import Release, Server
from tests.killing import Moment, kill, proxied

FILES = 5
REQUESTS = FILES + 3  # create, the files, describe, publish
STEPS = ["create", *(f"upload:data-{n}.csv" for n in range(FILES)), "describe", "verify", "publish"]


def only_one_record(server: Server, release: Release) -> None:
    """The server holds one published record of this title with the local bytes, and nothing else."""
    time.sleep(1.1)  # until the search index has seen everything
    found = server.get("deposit/depositions", q=f'title:"{release.title}"', all_versions="true")
    assert len(found) == 1, found
    record = server.get(f"deposit/depositions/{found[0]['id']}")
    assert record["state"] == "done"
    stored = {file["filename"]: file["checksum"] for file in record["files"]}
    local = {path.name: hashlib.md5(path.read_bytes()).hexdigest() for path in release.folder.glob("*.csv")}  # noqa: S324  # Zenodo's checksum
    assert stored == local
    assert "urn:uuid:" not in json.dumps(record["metadata"])
    assert not [item for item in server.get("deposit/depositions", size="100") if "urn:uuid:" in json.dumps(item)]


def killed_at(server: Server, make: Callable[..., Release], at: int, moment: Moment) -> Release:
    with proxied(server.origin) as proxy:
        release = make(f"kill-{moment}-{at}", origin=proxy.url, files=FILES)
        process = release.start("apply", release.path.name, "--yes", "--json")
        proxy.arm(at, moment, lambda: kill(process))
        process.communicate(timeout=60)
        assert process.returncode == -9, f"it was not killed at request {at}"
        proxy.arm(0, "before", lambda: None)
        result = release.apply()[-1]
        assert result["status"] in {"done", "unchanged"}
        assert result["published"]
        assert release.apply()[-1]["status"] == "unchanged"
    return release


@pytest.mark.timeout(300)
def test_a_kill_at_any_request_leaves_one_record(server: Server, releases: Callable[..., Release]) -> None:
    cases: list[tuple[int, Moment]] = [(at, moment) for at in range(1, REQUESTS + 1) for moment in ("before", "after")]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda case: killed_at(server, releases, *case), cases))
    for release in done:
        only_one_record(server, release)


@pytest.mark.timeout(300)
def test_a_kill_after_any_step_leaves_one_record(server: Server, releases: Callable[..., Release]) -> None:
    def killed_after(step: str) -> Release:
        release = releases(f"step-{step.replace(':', '-')}", files=FILES)
        process = release.start("apply", release.path.name, "--yes", "--json")
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "step" and event["key"] == step and event["status"] == "done":
                kill(process)
                break
        process.communicate(timeout=60)
        assert release.apply()[-1]["published"]
        return release

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(killed_after, STEPS))
    for release in done:
        only_one_record(server, release)


def test_a_second_apply_sends_nothing_that_changes_anything(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    before: Any = server.get(f"deposit/depositions/{first['id']}")["modified"]
    lock = release.lock.read_text()
    already = len(server.log())
    second = release.apply()[-1]
    sent = server.log()[already:]
    assert {line.split()[0] for line in sent} == {"GET"}
    assert second["status"] == "unchanged"
    assert second["requests"] == 1
    assert server.get(f"deposit/depositions/{first['id']}")["modified"] == before
    assert release.lock.read_text() == lock


def test_twenty_files_take_twenty_three_requests(releases: Callable[..., Release]) -> None:
    events = releases("twenty", files=20).apply()
    assert events[-1]["requests"] == 23
    assert events[0]["totals"]["requests"] == 23
