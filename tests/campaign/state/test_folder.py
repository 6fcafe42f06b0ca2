"""Which folders can be shared, and by whom."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from publishpipe.campaign.state import durable, home
from publishpipe.campaign.state.files import file_name
from publishpipe.campaign.state.joined import Joined
from publishpipe.errors import InputError, PublishPipeError, RefusedError

IDENTITY = {"campaign": "specimens", "server": "https://sandbox.zenodo.org/api/"}


def test_the_first_makes_the_folder_and_others_of_the_same_campaign_join(tmp_path: Path) -> None:
    folder = tmp_path / "a/state"
    for _ in range(2):
        home.enter(folder, IDENTITY)
    assert [path.name for path in folder.iterdir()] == ["campaign.json"]


def test_another_campaign_is_refused_and_what_differs_is_named(tmp_path: Path) -> None:
    home.enter(tmp_path, IDENTITY)
    with pytest.raises(RefusedError, match="another campaign: server differs"):
        home.enter(tmp_path, {**IDENTITY, "server": "https://zenodo.org/api/"})


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("x\n")
    with pytest.raises(RefusedError, match="holds other files"):
        home.enter(tmp_path, IDENTITY)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "campaign.json").write_text('{"format": 2, "identity": {}}')
    with pytest.raises(InputError, match="format 2"):
        home.enter(tmp_path, IDENTITY)


def without_links(*_: Any) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")  # what FAT says


def overwriting(source: Path, target: Path) -> None:
    shutil.copy(source, target)


def copying(source: Path, target: Path) -> None:
    if target.exists():
        raise FileExistsError
    shutil.copy(source, target)


@pytest.mark.parametrize(
    ("link", "why"),
    [
        (without_links, "it cannot do that: Operation not permitted"),
        (overwriting, "two processes could both give a file the same name"),
        (copying, "it copies files instead of linking them"),
    ],
)
def test_a_file_system_without_atomic_links_is_refused_and_nothing_stays_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: Any, why: str
) -> None:
    monkeypatch.setattr(os, "link", link)
    with pytest.raises(RefusedError, match=why):
        home.enter(tmp_path, IDENTITY)
    assert not list(tmp_path.iterdir())


def test_a_file_system_on_which_two_can_make_the_same_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, flags, mode=0o777: real(path, flags & ~os.O_EXCL, mode))
    with pytest.raises(RefusedError, match="both make the same file"):
        home.enter(tmp_path, IDENTITY)


def test_what_is_placed_once_stays_as_it_is(tmp_path: Path) -> None:
    assert durable.place(tmp_path / "choice", {"id": "1"})
    assert not durable.place(tmp_path / "choice", {"id": "2"})
    assert durable.read(tmp_path / "choice") == {"id": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["choice"]


def test_a_link_is_made_though_its_answer_was_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def lost(source: Path, target: Path) -> None:
        real(source, target)
        real(source, target)  # a file server that is asked again says so

    monkeypatch.setattr(os, "link", lost)
    assert durable.place(tmp_path / "choice", {"id": "1"})


def test_what_nobody_could_have_left_there_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "choice").write_text('{"id": ')
    with pytest.raises(InputError, match="cannot be read"):
        durable.read(tmp_path / "choice")


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublishPipeError, match="No space left"):
        durable.place(tmp_path / "choice", {"id": "1"})
    assert not list(tmp_path.iterdir())


def test_names_of_releases_are_names_of_files_and_never_the_same() -> None:
    names = ["a", "A", "=a", "==a", "a/b", "a%2Fb", "..", "ä", "Ä", "B 100/7", "x" * 400, "x" * 401, "\0sweep"]
    files = [file_name(name) for name in names]
    assert len({name.casefold() for name in files}) == len(names)
    assert all("/" not in name and "\0" not in name and len(os.fsencode(name)) < 190 for name in files)


def test_what_concerns_all_stops_all_but_those_who_join_later(tmp_path: Path) -> None:
    with Joined.joined(tmp_path, IDENTITY) as one, Joined.joined(tmp_path, IDENTITY) as other:
        one.stop("The token is not accepted.")
        assert other.stopped == "The token is not accepted."
        assert other.claim("a") is None
        with Joined.joined(tmp_path, IDENTITY) as later:
            assert later.claim("a")
    assert not list((tmp_path / "members").iterdir())
    assert json.loads((tmp_path / "campaign.json").read_text())["format"] == 1
