"""A problem is shown with the line that it stands on, whatever stands in that line."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from publishpipe.errors import Problem
from publishpipe.render.console import PlainConsole
from publishpipe.render.problems import show_problems, told

GOOD = Problem("m.yaml", 12, 10, "metadata.title", "is empty", "write one", '  title: "" # later', 2)


def shown(problem: Problem, width: int = 80) -> list[str]:
    return [line.plain for line in told(problem, width)]


def test_the_line_is_shown_with_marks_below_what_is_meant_and_what_to_do() -> None:
    assert shown(GOOD) == [
        "m.yaml:12:10: is empty",
        '12 |   title: "" # later',
        "   |          ^^",
        "   = help: write one",
    ]


def test_without_a_line_there_is_the_place_alone() -> None:
    assert shown(Problem("m.lock.json", 1, 1, "", "is damaged")) == ["m.lock.json:1:1: is damaged"]


def test_a_word_of_the_command_line_has_no_line() -> None:
    problem = Problem("--set metadata.title=ab", 1, 1, "metadata.title", "is too short")
    assert shown(problem) == ["--set metadata.title=ab: is too short"]
    assert str(problem) == "--set metadata.title=ab: is too short"


def test_a_warning_says_that_it_is_one() -> None:
    assert shown(Problem("m.yaml", 1, 1, "", "no comma", severity="warning")) == ["m.yaml:1:1: warning: no comma"]


@pytest.mark.parametrize(
    ("source", "column", "width", "marked"),
    [
        ("頻度: x", 5, 1, "      ^"),
        ("\ttitle: x", 2, 5, "    ^^^^^"),
        ("x:", 3, 1, "  ^"),
        ("e\u0301: x", 5, 1, "   ^"),
    ],
)
def test_marks_stand_below_what_they_mean_whatever_is_before(source: str, column: int, width: int, marked: str) -> None:
    lines = shown(Problem("m.yaml", 1, column, "", "wrong", "", source, width))
    assert lines[2] == f"  | {marked}"


def test_a_long_line_is_cut_around_what_is_meant() -> None:
    source = "a" * 500 + "MEANT" + "b" * 500
    line, marks = shown(Problem("m.yaml", 1, 501, "", "wrong", "", source, 5))[1:]
    assert cell_len(line) <= 80
    assert line[marks.index("^") :][:5] == "MEANT"
    assert line[4] == line[-1] == "…"


@given(st.text(st.characters(codec=None), max_size=300), st.integers(1, 320), st.integers(1, 400), st.integers(20, 200))
def test_whatever_stands_in_a_line_it_fits_and_does_nothing(source: str, column: int, width: int, room: int) -> None:
    lines = shown(Problem("m.yaml", 1, column, "", "wrong", "", source, width), room)
    for line in lines[1:]:
        assert cell_len(line) <= room
        assert not [char for char in line if ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char == "\u202e"]
    assert len(lines) in {1, 3}


@pytest.mark.parametrize("no_color", [True, False])
def test_colours_are_for_terminals_that_want_them(no_color: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001  # a row of a table
    monkeypatch.delenv("NO_COLOR", raising=False)
    log, terminal = io.StringIO(), io.StringIO()
    show_problems(PlainConsole(file=log, width=80, no_color=no_color), [GOOD, GOOD])
    show_problems(Console(file=terminal, width=80, force_terminal=True, no_color=no_color, color_system="standard"), [GOOD])  # fmt: skip
    assert "\x1b" not in log.getvalue()
    assert log.getvalue().count("m.yaml:12:10: is empty\n") == 2
    assert ("\x1b[1;31m" in terminal.getvalue()) is not no_color
