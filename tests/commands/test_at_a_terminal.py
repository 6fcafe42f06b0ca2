"""What a person sees of a whole run at a terminal, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pyte
import pytest

from tests.conftest import TOKEN, Release, Server
from tests.terminals import LINES, at_a_terminal, screen

FRAME = re.compile(r"(?=\r\x1b\[2K)")  # how what was drawn before is erased
BAR = re.compile(r"% of \d+ B")


def apply(
    release: Release, *arguments: str, variables: Mapping[str, str] = {}, keys: tuple[str, str] = ("", "")
) -> tuple[int, str]:
    told = {"PUBLISHPIPE_TOKENS": f"{release.origin}={TOKEN}", **variables}
    words = ("apply", release.path.name, "--yes", *arguments)
    return at_a_terminal(*words, cwd=release.folder, variables=told, keys=keys)


def test_many_files_cost_little_output_and_have_no_more_bars_than_jobs(
    server: Server, releases: Callable[..., Release]
) -> None:
    release = releases("many", files=99)
    server.fault("slow=1.5 PUT /api/files/* times=3")
    code, written = apply(release, "--jobs", "3")
    assert code == 0, written
    assert len(written.encode()) <= 100_000
    shown = pyte.Screen(80, LINES)
    stream, bars = pyte.Stream(shown), []
    for frame in FRAME.split(written):
        stream.feed(frame)
        bars.append(sum(bool(BAR.search(line)) for line in shown.display))
    assert max(bars) <= 3
    assert bars[-1] == 0
    assert not shown.cursor.hidden
    assert "done    upload: 99 files" in written
    assert "done    upload:data-" not in written


def test_ctrl_c_leaves_a_clean_screen_and_a_cursor(server: Server, releases: Callable[..., Release]) -> None:
    release = releases("stopped", files=4)
    server.fault("slow=20 PUT /api/files/* times=0")
    code, written = apply(release, keys=("0% of", "\x03"))
    shown = screen(written)
    lines = [line.rstrip() for line in shown.display if line.strip()]
    assert code == 130
    assert "% of" in written
    assert not [line for line in lines if "% of" in line or "0 of 4 files" in line or "^C" in line]
    assert any(line.startswith("Interrupted.") for line in lines)
    assert not shown.cursor.hidden


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"NO_COLOR": "1", "COLUMNS": "40"}])
def test_a_terminal_is_what_the_environment_says(release: Release, variables: dict[str, str]) -> None:
    code, written = apply(release, variables=variables)
    assert code == 0
    if "TERM" in variables:
        assert "\x1b" not in written
        assert "  done    upload:data-0.csv\r\n" in written
    else:
        assert not re.search(r"\x1b\[[0-9;]*3[0-8]", written)
        rows = [line for line in screen(written).display if line[40:].strip()]
        kept = f"http|embedded|publishpipe|10.5072|{release.title.replace(' ', '|')}"  # what one may want to copy
        assert [row for row in rows if not re.search(kept, row)] == []
