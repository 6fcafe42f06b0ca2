"""Files that are never half written, nor written through a link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from publishpipe.errors import InputError, PublishPipeError
from publishpipe.state import storage
from publishpipe.state.lockfile import Lockfile
from publishpipe.state.process_lock import exclusive
from tests.state.test_lockfile import LOCK


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Path]:
    """A file that no link may lead to; it is as it was in the end."""
    path = tmp_path / "victim"
    path.write_text("precious")
    yield path
    assert path.read_text() == "precious"


def test_what_is_written_has_a_name_that_nobody_can_take_beforehand(tmp_path: Path, victim: Path) -> None:
    path = tmp_path / "m.lock.json"
    path.with_name(f".{path.name}.tmp").symlink_to(victim)
    storage.write_atomically(path, "new")
    assert path.read_text() == "new"
    assert storage.temporary(path) != storage.temporary(path)


def test_a_name_that_is_taken_all_the_same_is_not_written_through(
    tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.urandom", bytes)
    storage.temporary(tmp_path / "plan").symlink_to(victim)
    with pytest.raises(PublishPipeError, match="cannot be written"):
        storage.write_atomically(tmp_path / "plan", "new")
    assert not (tmp_path / "plan").exists()


def test_a_link_is_replaced_and_not_followed(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "plan").symlink_to(victim)
    storage.write_atomically(tmp_path / "plan", "new")
    assert (tmp_path / "plan").read_text() == "new"
    assert not (tmp_path / "plan").is_symlink()


def test_others_may_read_what_is_written_as_far_as_one_lets_them(tmp_path: Path) -> None:
    for mask, mode in ((0o022, 0o644), (0o077, 0o600), (0o000, 0o644)):
        before = os.umask(mask)
        try:
            storage.write_atomically(tmp_path / "plan", "new")
        finally:
            os.umask(before)
        assert (tmp_path / "plan").stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("below", ["", "/local"])
def test_a_scratch_folder_that_is_a_link_is_refused(tmp_path: Path, below: str) -> None:
    elsewhere, link = tmp_path / "elsewhere", tmp_path / f".publishpipe{below}"
    elsewhere.mkdir()
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(InputError, match="is a link, and publishpipe writes through none"):
        storage.write_atomically(link / "m.lock.json", "new")
    with pytest.raises(InputError, match="is a link, and publishpipe writes through none"):
        storage.opened_to_append(link / "server.log")
    if not below:
        with pytest.raises(InputError, match=r"\.publishpipe is a link") as refused:
            storage.scratch(tmp_path)
        assert "Remove the link" in refused.value.hint
    assert not [*elsewhere.iterdir()]


@pytest.mark.parametrize("name", ["m.lock.json", "n" * 255, "ü" * 127])
def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    left = storage.temporary(path)
    others = [storage.temporary(tmp_path / f"x.{name[:99]}"), tmp_path / f".{name[:99]}.tmp", tmp_path / ".m.lock.tmp"]
    for file in (left, *others):
        file.write_text("half")
    storage.remove_leftovers(path)
    assert not left.exists()
    assert all(other.exists() for other in others)
    storage.write_atomically(path, "whole")


def test_what_another_process_takes_for_a_leftover_is_written_once_more(tmp_path: Path) -> None:
    path, fsync, times = tmp_path / "m.lock.json", os.fsync, iter(range(2))

    def interrupted(handle: int) -> None:
        if next(times, None) is not None:
            storage.remove_leftovers(path)
        fsync(handle)

    with mock.patch("os.fsync", interrupted):
        storage.write_atomically(path, "whole")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("m.lock.json", "whole")]


def test_a_lockfile_that_is_read_again_leaves_no_temporary_file(tmp_path: Path) -> None:
    path = tmp_path / "m.lock.json"
    storage.temporary(path).write_text("half")
    Lockfile(path, "zenodo/sandbox", LOCK).reload()
    assert not [*tmp_path.iterdir()]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        storage.write_atomically(tmp_path / "plan", "\ud800")
    assert not [*tmp_path.iterdir()]


def test_the_process_lock_is_no_way_through_a_link(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "m.lock").symlink_to(victim)
    with pytest.raises(PublishPipeError, match="cannot be taken"), exclusive(tmp_path / "m.lock"):
        pass


def test_a_log_is_no_way_through_a_link(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "server.log").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        storage.opened_to_append(tmp_path / "server.log")
    with storage.opened_to_append(tmp_path / "other.log") as log:
        log.write(b"line\n")
    assert (tmp_path / "other.log").read_bytes() == b"line\n"
