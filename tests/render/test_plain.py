"""Whatever is quoted, a terminal gets text."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from publishpipe.render.console import PlainConsole
from publishpipe.render.plain import harmless, plain

EVIL = "\x1b[2J\x1b]0;title\x07 a\u202eb\r\x9b31m\ud800"
SIGNS = ("\x1b", "\x07", "\u202e", "\r", "\x9b", "\ud800")


@given(st.text(st.characters(codec=None)))
def test_a_text_keeps_its_length_and_its_lines_and_does_nothing(text: str) -> None:
    shown = harmless(text)
    assert len(shown) == len(text)
    assert shown.count("\n") == text.count("\n")
    assert not [char for char in shown if ord(char) < 32 and char not in "\n\t"]
    shown.encode()
    assert harmless(shown) == shown
    assert "\n" not in plain(text)


def test_what_people_write_stays() -> None:
    for text in ("Überprüfung 頻度 ∑ µ", "क्‍ष", "👩‍🔬", "a\tb\nc"):
        assert harmless(text) == text


@pytest.mark.parametrize("part", [EVIL, Text(EVIL), Text("x", style="red") + Text(EVIL)])
def test_a_console_prints_no_sign_of_a_server(part: str | Text) -> None:
    out = io.StringIO()
    PlainConsole(file=out, markup=False, highlight=False, width=200).print(part)
    assert not [sign for sign in SIGNS if sign in out.getvalue()]


def test_the_cells_of_a_table_are_texts_too() -> None:
    table = Table.grid()
    table.add_column()
    table.add_column()
    table.add_row(EVIL, Text(EVIL))
    out = io.StringIO()
    PlainConsole(file=out, markup=False, highlight=False, width=200).print(table)
    assert not [sign for sign in SIGNS if sign in out.getvalue()]
    assert "title" in out.getvalue()


def test_a_foreign_manifest_writes_no_lines_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        'publishpipe: 1\ntarget: {repository: "x\\e[2J\\nerror: fine", environment: local}\nfiles: [a]\nmetadata: {}\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "publishpipe", "validate", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "\x1b" not in done.stdout + done.stderr
    assert not [line for line in done.stdout.splitlines() if line.startswith("error: fine")]
