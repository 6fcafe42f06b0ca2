"""Somebody is at work at the same time: another process, an editor, a person at the web page, a disk that fills up."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

import publishpipe
from publishpipe.state import process_lock
from publishpipe.state.process_lock import exclusive
from tests.commands import full_disk
from tests.conftest import TOKEN, Release, Server, records
from tests.killing import PATIENCE, proxied
from tests.program import Program, program

CREATE = "POST /api/records"
UPLOAD = "PUT /api/files/*"


def under_way(release: Release) -> Program:
    """An apply that is sending a file."""
    process = release.start("apply", release.path.name, "--yes", "--json")
    assert process.stdout is not None
    while json.loads(process.stdout.readline())["event"] != "progress":
        pass
    return process


def test_a_file_that_changes_while_it_is_sent_is_not_published(server: Server, release: Release) -> None:
    data = release.folder / "data-0.csv"
    data.write_bytes(bytes(32 << 20))  # more than any buffer takes
    server.fault(f"slow=3 {UPLOAD}")
    process = under_way(release)
    with data.open("r+b") as file:
        file.write(b"other")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "data-0.csv changed while publishpipe was at work" in err
    assert not any(record["submitted"] for record in records(server, release))
    result = release.apply()[-1]
    stored = httpx.get(f"{server.origin}/api/records/{result['id']}/files/data-0.csv/content").content
    assert stored == data.read_bytes()
    assert len(records(server, release)) == 1


def test_a_manifest_that_is_edited_meanwhile_is_for_the_next_apply(server: Server, release: Release) -> None:
    server.fault(f"slow=3 {UPLOAD}")
    process = under_way(release)
    text = release.path.read_text("utf-8")
    release.path.write_text(text.replace("Made by a test.", "Edited."), "utf-8")
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    first = records(server, release)[0]
    assert first["metadata"]["description"] == "<p>Made by a test.</p>"
    assert release.apply()[-1]["id"] == str(first["id"])
    assert records(server, release)[0]["metadata"]["description"] == "<p>Edited.</p>"


def test_a_disk_that_is_full_makes_no_second_record(server: Server, releases: Callable[..., Release]) -> None:
    for size in count(300, 300):
        release = releases(f"full-{size}")
        process = program(
            str(size),
            "apply",
            release.path.name,
            "--yes",
            module=full_disk.__name__,
            tokens={release.origin: TOKEN},
            cwd=release.folder,
        )
        _, err = process.communicate(timeout=PATIENCE)
        if process.returncode == 0:
            break
        assert process.returncode == 1
        assert "Make room" in err
        assert release.apply()[-1]["published"]
        assert len(records(server, release)) == 1
        assert not list(release.folder.glob("*.tmp"))
    assert size > 900, "hardly any write failed"


def test_two_applies_at_once_are_one(server: Server, releases: Callable[..., Release]) -> None:
    creating, may_go_on = threading.Event(), threading.Event()

    def hold(method: str, path: str) -> None:
        if f"{method} {path}" == CREATE:
            creating.set()
            may_go_on.wait(PATIENCE)

    with proxied(server.origin) as proxy:
        proxy.meanwhile = hold
        release = releases("twice", origin=proxy.url)
        first = release.start("apply", release.path.name, "--yes", "--json")
        assert creating.wait(PATIENCE)
        assert f"process {first.pid}" in release.error("apply", "--yes", code=6)
        may_go_on.set()
        first.communicate(timeout=PATIENCE)
        assert first.returncode == 0
    assert len(records(server, release)) == 1


def test_a_process_that_slept_before_it_got_the_lock_knows_what_was_done_meanwhile(
    server: Server, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[dict[str, Any]] = []

    @contextmanager
    def late(path: Path) -> Iterator[None]:
        first.extend(release.apply())
        with exclusive(path):
            yield

    monkeypatch.setattr(process_lock, "exclusive", late)
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{release.origin}={TOKEN}")
    second = publishpipe.apply(release.path, confirm=publishpipe.accept)
    assert (second.status, second.id) == ("unchanged", first[-1]["id"])
    assert len(records(server, release)) == 1


def test_what_changes_while_somebody_thinks_is_not_done(
    server: Server, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{server.origin}={TOKEN}")
    monkeypatch.setattr("publishpipe.commands.attempt.MOMENT", 0)
    draft = release.apply("--until", "verify")[-1]

    def think(_plan: publishpipe.Plan) -> None:
        body = {"metadata": {"title": "Hacked meanwhile", "upload_type": "other"}}
        url = f"{server.origin}/api/deposit/depositions/{draft['id']}"
        httpx.put(url, json=body, headers={"Authorization": f"Bearer {TOKEN}"}).raise_for_status()

    with pytest.raises(publishpipe.PublishPipeError, match="while you were asked") as refused:
        publishpipe.apply(release.path, confirm=think)
    assert refused.value.exit_code == 5
    found = server.get(f"deposit/depositions/{draft['id']}")
    assert (found["title"], found["submitted"]) == ("Hacked meanwhile", False)
