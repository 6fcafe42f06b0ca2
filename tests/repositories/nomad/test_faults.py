"""When NOMAD's own processing fails or never ends: each operation's outcome is told apart, and a re-run mends it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import publishpipe
from publishpipe import PublishPipeError
from publishpipe.model.events import StepChanged
from publishpipe.repositories.nomad.client import waiting
from publishpipe.repositories.nomad.client.waiting import StillProcessingError
from tests.local.running import Running, running

MANIFEST = """\
publishpipe: 1
target: {{repository: nomad, environment: sandbox, url: "{url}/nomad/api/v1/"}}
files: ["*.archive.yaml"]
metadata: {{upload_name: Silicon, comment: Good.}}
publish: true
"""
ENTRY = "data:\n  m_def: nomad.datamodel.metainfo.basesections.v1.Entity\n  name: A\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("store"), "--open") as started:
        yield started


@pytest.fixture
def old_server(tmp_path: Path) -> Iterator[Running]:
    """It deletes an upload as one more process."""
    with running(tmp_path / "store", "--nomad=1.3", "--open") as started:
        yield started


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Running], Path]:
    def written(server: Running) -> Path:
        monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{server.url}={tmp_path.name}")
        (tmp_path / "a.archive.yaml").write_text(ENTRY)
        path = tmp_path / "silicon.yaml"
        path.write_text(MANIFEST.format(url=server.url))
        return path

    return written


@pytest.fixture
def manifest(server: Running, write: Callable[[Running], Path]) -> Iterator[Path]:
    yield write(server)
    server.fault()


def apply(manifest: Path, until: str | None = None) -> list[tuple[str, str]]:
    events: list[Any] = []
    publishpipe.apply(manifest, confirm=publishpipe.accept, emit=events.append, until=until)
    return [(event.step.key, event.status) for event in events if isinstance(event, StepChanged)]


def facts(manifest: Path) -> dict[str, Any]:
    lock: dict[str, Any] = json.loads(manifest.with_name("silicon.lock.json").read_text())["releases"]["nomad/sandbox"]
    return lock


@pytest.mark.parametrize(
    ("before", "failing", "again"),
    [
        ("create", "wait", ["upload:part-1", "wait", "describe", "verify", "publish"]),
        ("wait", "describe", ["describe", "verify", "publish"]),
        ("verify", "publish", ["describe", "verify", "publish"]),
    ],
)
def test_a_failure_is_told_and_what_failed_is_done_again(
    server: Running, manifest: Path, before: str, failing: str, again: list[str]
) -> None:
    apply(manifest, until=before)
    server.fault("processing-fails times=1")
    with pytest.raises(PublishPipeError) as error:
        apply(manifest)
    assert error.value.exit_code == 1
    assert error.value.where == failing
    server.fault()
    assert [key for key, status in apply(manifest) if status == "done"] == again
    assert facts(manifest)["versions"]


def test_a_process_without_end_is_unknown_and_the_file_is_not_sent_again(
    server: Running, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(manifest, until="create")
    server.fault("processing-hangs times=1")
    with monkeypatch.context() as patch:
        patch.setattr(waiting, "PATIENCE", 0.1)
        with pytest.raises(StillProcessingError, match="still processing"):
            apply(manifest)
    known = facts(manifest)
    assert known["processing"] == "started"
    assert known["files"]
    made = publishpipe.plan(manifest)
    assert [step.key for step in made.pending] == ["wait", "describe", "verify", "publish"]


def test_a_deletion_that_fails_is_told_and_what_was_to_go_is_not_forgotten(
    old_server: Running, write: Callable[[Running], Path]
) -> None:
    manifest = write(old_server)
    apply(manifest, until="describe")
    old_server.fault("processing-fails times=1")
    with pytest.raises(PublishPipeError, match="did not delete the upload") as error:
        publishpipe.discard(manifest, confirm=lambda _what: None)
    assert "again" in error.value.hint
    old_server.fault()
    assert publishpipe.discard(manifest, confirm=lambda _what: None) == "draft"


def test_a_processing_that_nobody_waited_for_is_begun_anew_if_something_failed_since(
    old_server: Running, write: Callable[[Running], Path]
) -> None:
    manifest = write(old_server)
    apply(manifest, until="upload")
    assert facts(manifest)["processing"] == "started"
    old_server.fault("processing-fails times=1")
    with pytest.raises(PublishPipeError, match="did not delete the upload"):
        publishpipe.discard(manifest, confirm=lambda _what: None)
    old_server.fault()
    assert [key for key, status in apply(manifest) if status == "done"] == ["wait", "describe", "verify", "publish"]
    assert facts(manifest)["versions"]
