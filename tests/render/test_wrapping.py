from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.table import Table

from publishpipe.errors import InputError, Problem, PublishPipeError
from publishpipe.render import text
from publishpipe.render.console import PlainConsole
from publishpipe.render.fields import show_fields
from publishpipe.render.wrapping import tell
from publishpipe.schemas.fields import fields

URL = "https://sandbox.zenodo.org/account/settings/applications/tokens/new/?scopes=deposit"
COMMAND = "publishpipe apply a-long-name-of-a-manifest.yaml --environment sandbox --until verify"


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen(width: int) -> PlainConsole:
    return PlainConsole(file=Screen(), width=width, color_system=None, highlight=False, markup=False, emoji=False)


def lines(out: PlainConsole) -> list[str]:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue().splitlines()


def error(hint: str) -> PublishPipeError:
    return PublishPipeError("It broke while a file was on its way.", state="Half done.", hint=hint)


def test_an_error_breaks_between_words_and_goes_on_below_its_beginning() -> None:
    out = screen(30)
    text.show_error(out, error(f"Make a token at {URL} and keep it.\n{COMMAND}"))
    assert lines(out) == [
        "error: It broke while a file",
        "       was on its way.",
        "  state: Half done.",
        "  next: Make a token at",
        f"        {URL}",
        "        and keep it.",
        f"        {COMMAND}",
    ]


@pytest.mark.parametrize("width", range(1, 60))
def test_no_word_is_broken_or_lost_and_a_line_is_too_long_only_by_one(width: int) -> None:
    out, told = screen(width), f"See {URL}: 結果 結果結果 of 1 file"
    tell(out, told)
    assert " ".join(lines(out)).split() == told.split()
    assert all(line == line.rstrip() for line in lines(out))
    assert all(cell_len(line) <= width or " " not in line for line in lines(out))


def test_in_a_pipe_a_problem_is_one_line_and_on_a_terminal_it_breaks_between_words() -> None:
    problem = Problem("manifest.yaml", 3, 7, "metadata.title", "is empty", "write what it is about")
    pipe = PlainConsole(file=io.StringIO(), width=20)
    out = screen(20)
    for one in (pipe, out):
        text.show_error(one, InputError("wrong", problems=(problem,)))
    assert lines(pipe)[:2] == ["manifest.yaml:3:7: is empty", "  = help: write what it is about"]
    assert lines(out)[:4] == ["manifest.yaml:3:7:", "    is empty", "  = help: write what", "    it is about"]


def test_no_line_of_a_table_ends_with_blanks() -> None:
    out = screen(80)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_row("a", "long", "1 B")
    table.add_row("longer", "b", "")
    out.print(table)
    assert lines(out) == ["a       long  1 B", "longer  b"]


def test_names_of_fields_are_whole() -> None:
    out = screen(80)
    show_fields(out, fields("zenodo"))
    assert {field.name for field in fields("zenodo")} <= {line.split()[0] for line in lines(out) if line.strip()}


def test_a_saved_plan_is_told_with_the_command_that_does_it() -> None:
    out = screen(80)
    text.show_saved(out, Path("my plan"))
    assert lines(out) == ["Saved. publishpipe apply 'my plan' does exactly this."]
