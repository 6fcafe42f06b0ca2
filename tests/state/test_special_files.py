"""A manifest, lockfile or plan that is no regular file is told at once: nobody waits for whoever writes to a FIFO."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from publishpipe.campaign.file.campaign import is_campaign
from publishpipe.errors import InputError, PublishPipeError
from publishpipe.manifest import manifest
from publishpipe.repositories import REPOSITORIES
from publishpipe.state import saved_plan, storage
from publishpipe.state.lockfile import Lockfile
from publishpipe.workspace.lockfiles import is_manifest

KINDS = {"fifo": "a FIFO", "device": "a device", "folder": "a folder", "socket": "a socket"}


def special(kind: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Something of that kind at `path`."""
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/null")
    elif kind == "folder":
        path.mkdir()
    else:
        monkeypatch.chdir(path.parent)  # the address of a socket is short
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    return path


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_regular_file_is_no_manifest(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = special(kind, tmp_path / "m.yaml", monkeypatch)
    assert saved_plan.read(path) is None
    assert not is_campaign(path)
    assert not is_manifest(path)
    with pytest.raises(InputError) as wrong:
        manifest.read(path)
    assert [str(problem) for problem in wrong.value.problems] == [f"{path}:1:1: cannot be read: it is {KINDS[kind]}"]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_regular_file_is_no_lockfile(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = special(kind, tmp_path / "m.lock.json", monkeypatch)
    with pytest.raises(InputError) as wrong:
        Lockfile(path, "zenodo/sandbox", REPOSITORIES["zenodo"].LOCK)
    assert f"it is {KINDS[kind]}" in wrong.value.problems[0].message


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_regular_file_is_not_replaced(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = special(kind, tmp_path / "release.plan", monkeypatch)
    with pytest.raises(PublishPipeError, match=f"cannot be written: it is {KINDS[kind]}") as wrong:
        storage.write_atomically(path, "new")
    assert wrong.value.hint == "Choose another name or folder for it."
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["m\0.yaml", "m\ud800.yaml"])
def test_a_name_that_no_file_can_have_is_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert saved_plan.read(path) is None
    with pytest.raises(InputError) as wrong:
        manifest.read(path)
    assert wrong.value.problems[0].message == "cannot be read: no file can have that name"
