"""Which files are saved plans."""

from __future__ import annotations

import os
from pathlib import Path

from publishpipe.state.plan_files import BEGINNING, is_saved_plan, remember, remembered


def test_a_plan_with_an_unusual_name_is_remembered_as_long_as_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "out.txt"
    path.parent.mkdir()
    path.write_bytes(BEGINNING)
    remember(tmp_path, path)
    remember(tmp_path, tmp_path / "usual.plan")
    assert remembered(tmp_path) == {path}
    path.write_text("data now")
    assert remembered(tmp_path) == frozenset()


def test_a_list_that_is_damaged_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / ".publishpipe").mkdir()
    for text in ("", "[1]", "{}", "\x00"):
        (tmp_path / ".publishpipe" / "plans.json").write_text(text)
        assert remembered(tmp_path) == frozenset()
        remember(tmp_path, tmp_path / "out.txt")


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.plan")
    assert not is_saved_plan(tmp_path / "a.plan")


def test_a_plan_is_found_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a.plan").write_bytes(BEGINNING)
    (tmp_path / "b.plan").symlink_to("a.plan")
    assert is_saved_plan(tmp_path / "b.plan")
    assert not is_saved_plan(tmp_path / "none")
