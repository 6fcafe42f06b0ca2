"""Every line of apply --json is what the schema says, however the run ends."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from publishpipe.schemas import loader
from tests.conftest import Release, Server
from tests.killing import PATIENCE


def fitting(out: str) -> list[dict[str, Any]]:
    """The events of an output, each held against the schema."""
    events = [json.loads(line) for line in out.splitlines()]
    for event in events:
        loader.validator("events.v1").validate(event)
    assert [event["event"] for event in events].count("result") == 1
    assert events[-1]["event"] == "result"
    return events


def ending(release: Release, *arguments: str, code: int) -> tuple[str, str]:
    """The status and the error of the result."""
    out = release.run("apply", release.path.name, "--json", *arguments, code=code)
    result = fitting(out)[-1]
    return result["status"], result.get("error", "")


def test_done_and_unchanged(release: Release) -> None:
    assert ending(release, "--yes", code=0) == ("done", "")
    assert ending(release, "--yes", code=0) == ("unchanged", "")


def test_refused(release: Release) -> None:
    status, error = ending(release, code=5)
    assert (status, "cannot be undone" in error) == ("refused", True)


def test_failed_at_a_step(server: Server, release: Release) -> None:
    server.fault("status=400 PUT /api/files/* effect=no times=0")
    status, error = ending(release, "--yes", code=1)
    assert (status, bool(error)) == ("failed", True)


def test_failed_at_the_manifest(release: Release) -> None:
    release.path.write_text("publishpipe: 1\n")
    out = release.run("apply", release.path.name, "--json", "--yes", code=3)
    assert fitting(out)[-1]["problems"]


def test_failed_without_a_token(release: Release) -> None:
    release.path.write_text(release.path.read_text().replace(release.origin, "https://zenodo.example.org"))
    status, error = ending(release, "--yes", code=7)
    assert (status, "no token" in error) == ("failed", True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(server: Server, release: Release, number: signal.Signals) -> None:
    server.fault("slow=20 PUT /api/files/* times=0")
    process = release.start("apply", release.path.name, "--json", "--yes")
    lines = iter(process.stdout.readline, "")
    before = list(up_to(lines, '"key": "upload:data-0.csv", "status": "started"'))
    process.send_signal(number)
    out, _ = process.communicate(timeout=PATIENCE)
    result = fitting("".join(before) + out)[-1]
    assert (process.returncode, result["status"], result["error"]) == (130, "failed", "interrupted")


def up_to(lines: Iterator[str], text: str) -> Iterator[str]:
    for line in lines:
        yield line
        if text in line:
            return


def described(schema: Any) -> Iterator[str]:
    """The properties of a schema that say nothing."""
    for part in schema["oneOf"]:
        for name, value in part.get("properties", {}).items():
            if name != "event" and "description" not in value:
                yield name


def test_the_schema_describes_everything() -> None:
    assert list(described(loader.load("events.v1"))) == []
