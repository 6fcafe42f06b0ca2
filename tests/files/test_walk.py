"""Only regular files are files, none is opened to see that, and a link leads nobody astray."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publishpipe.files.local_file import ChangedFileError
from publishpipe.manifest.manifest import Rule
from publishpipe.state.plan_files import BEGINNING
from tests.files.test_find import found, names, tree


class Watch:
    """Which files this process opens, as long as somebody wants to know."""

    def __init__(self) -> None:
        self.on = False
        self.opened: list[str] = []

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event == "open" and not isinstance(arguments[0], int):
            self.opened.append(Path(arguments[0]).name)


@pytest.fixture(scope="module")
def watching() -> Watch:
    """A hook stays for as long as the process: there is only one."""
    watch = Watch()
    sys.addaudithook(watch.hook)
    return watch


@pytest.fixture
def watch(watching: Watch) -> Iterator[Watch]:
    watching.opened.clear()
    yield watching
    watching.on = False


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a FIFO, a socket, a device by link, and one file."""
    folder = tree(tmp_path, "raw/a.csv", "odd/b.csv", "other/c.csv")
    (folder / "odd/b.csv").unlink()
    for below in ("raw", "odd"):
        os.mkfifo(folder / below / "pipe.json")
        (folder / below / "null").symlink_to("/dev/null")
        with socket.socket(socket.AF_UNIX) as bound:
            before = Path.cwd()
            os.chdir(folder / below)  # a socket's name may not be long
            bound.bind("socket")
            os.chdir(before)
    return folder


def test_what_is_no_file_is_passed_over_as_folders_are(root: Path) -> None:
    assert names(root, Rule("raw/**")) == ["a.csv"]
    assert names(root, Rule("**/*")) == ["c.csv", "a.csv"]


def test_a_pattern_that_fits_nothing_else_says_what_it_fits(root: Path) -> None:
    told = "odd/null is a device, odd/pipe.json is a FIFO, odd/socket is a socket"
    assert found(root, Rule("odd/*"))[1] == [f"0: odd/* matches no file: {told} (only regular files can be published)"]


def test_no_file_of_data_is_opened_to_look(tmp_path: Path, watch: Watch) -> None:
    root = tree(tmp_path, *(f"d/{number}.csv" for number in range(20)))
    (root / "d/plan.json").write_bytes(BEGINNING)
    (root / "d/my.plan").write_bytes(BEGINNING)
    (root / "d/data.json").write_text("{}")
    watch.on = True
    found_names = names(root, Rule("**/*"))
    assert len(found_names) == 21
    assert "data.json" in found_names
    assert sorted(watch.opened) == ["data.json", "my.plan", "plan.json"]


def test_a_large_file_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(BEGINNING)
    os.truncate(tmp_path / "a.json", 64 << 20)
    assert names(tmp_path, Rule("*")) == ["a.json"]


def test_a_file_that_became_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv")
    [[a], _] = found(root, Rule("a.csv"))
    (root / "a.csv").unlink()
    os.mkfifo(root / "a.csv")
    with pytest.raises(ChangedFileError, match="it is a FIFO"):
        next(a.chunks())


@pytest.mark.parametrize("leads", [".", "..", "up", "../raw"])
def test_a_circle_of_links_breaks_only_its_own_pattern(tmp_path: Path, leads: str) -> None:
    root = tree(tmp_path, "raw/a.csv", "b.csv")
    (root / "raw/up").symlink_to(leads)
    files, told = found(root, Rule("raw/up/**"), Rule("b.csv"), Rule("raw/*.csv"))
    assert told == ["0: raw/up is a link that leads round in a circle (name the folder itself, without the link)"]
    assert [file.name for file in files] == ["b.csv", "a.csv"]


def test_a_link_to_itself_is_named(tmp_path: Path) -> None:
    root = tree(tmp_path, "a.csv")
    (root / "loop.csv").symlink_to("loop.csv")
    (root / "one").symlink_to("two")
    (root / "two").symlink_to("one")
    circle = "is a link that leads round in a circle (mend or remove the link)"
    assert found(root, Rule("*.csv"))[1] == [f"0: loop.csv {circle}"]
    assert found(root, Rule("one"), Rule("a.csv"))[1] == [f"0: one {circle}"]
    assert "one is a link that leads round" in found(root, Rule("one/*"))[1][0]


def test_a_linked_folder_elsewhere_below_the_root_is_no_circle(tmp_path: Path) -> None:
    root = tree(tmp_path, "raw/2024/a.csv")
    (root / "raw/latest").symlink_to("2024")
    assert names(root, Rule("raw/latest/*")) == ["a.csv"]
