from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from publishpipe.errors import InputError, Problem, PublishPipeError
from publishpipe.model.after import Arguments
from publishpipe.model.events import Progress, StepChanged, Waiting
from publishpipe.model.listing import ShareLink
from publishpipe.model.plan import Plan
from publishpipe.model.status import Status
from publishpipe.model.steps import Step
from publishpipe.render import log, text
from publishpipe.render.numbers import counted, size

PLAN = Plan(
    "m.yaml",
    "zenodo",
    "sandbox",
    "https://sandbox.zenodo.org/api/",
    "0" * 64,
    (
        Step("create", done="the deposition exists"),
        Step("upload", "a [bold]file[/bold].csv", "send it", 53_098),
        Step("publish", summary="publish it", irreversible=True),
    ),
    ("metadata title",),
    looks=2,
)


def shown(width: int = 80) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=width, highlight=False, markup=False, emoji=False), out


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_960, "1.0 MB"), (5 * 10**13, "50.0 TB")],
)
def test_sizes(count: int, told: str) -> None:
    assert size(count) == told


def test_counts() -> None:
    assert (counted(1, "step"), counted(2, "step")) == ("1 step", "2 steps")


@pytest.mark.parametrize("width", [80, 120])
def test_a_plan_fits_the_terminal_and_names_are_shown_as_they_are(width: int) -> None:
    console, out = shown(width)
    text.show_plan(console, PLAN)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert lines[1].startswith("  changed on the server: metadata title")
    rows = [line.split() for line in lines[2:-1]]
    assert [row[:2] for row in rows] == [["=", "create"], ["+", "upload:a"], ["!", "publish"]]
    assert "[bold]file[/bold].csv" in out.getvalue()
    assert "53.1 kB" in lines[3]
    assert "cannot be undone" in lines[4]
    assert lines[-1] == "2 steps to do, 53.1 kB to send, 4 requests."
    console, out = shown(width)
    text.show_plan(console, replace(PLAN, looks=None))
    assert out.getvalue().endswith(", at least 2 requests.\n")


def test_each_share_link_is_a_line_even_if_that_is_longer_than_80_columns() -> None:
    links = (
        ShareLink("view", "For the [bold]referee[/bold]", "2026-11-27T12:43:17Z", "2027-01-02"),
        ShareLink("edit", "", "2026-11-28T12:43:17Z", None),
        ShareLink("preview", "two\nlines\x1b[31m", "2026-11-29T12:43:17Z", None),
    )
    console, out = shown()
    told = Status(
        "zenodo", "sandbox", "https://x/api/", "draft", changes=False, id="12", doi=None, doi_url=None,
        record_url="https://x/deposit/12", versions=(), reserved_doi=None, communities={}, datasets={}, share_links=links,
    )  # fmt: skip
    text.show_status(console, told, Arguments("release.yaml"))
    assert out.getvalue().splitlines()[3:-1] == [
        "  share link, view, made 2026-11-27, expires 2027-01-02: For the [bold]referee[/bold]",
        "  share link, edit, made 2026-11-28",
        "  share link, preview, made 2026-11-29: two lines[31m",
    ]


def test_an_error_says_what_where_and_what_next() -> None:
    console, out = shown()
    text.show_error(console, PublishPipeError("It broke.", where="upload:a", state="Half done.", hint="Again."))
    assert out.getvalue().splitlines() == [
        "error: It broke.",
        "  where: upload:a",
        "  state: Half done.",
        "  next: Again.",
    ]


def test_problems_read_as_compilers_write_them() -> None:
    console, out = shown(40)
    problem = Problem("a/very/long/path/to/manifest.yaml", 3, 7, "metadata.title", "is empty", "write one")
    text.show_error(console, InputError("wrong", problems=(problem,)))
    assert out.getvalue().splitlines() == [
        "a/very/long/path/to/manifest.yaml:3:7: is empty",
        "  = help: write one",
        "",
        "1 problem. Nothing was sent.",
    ]


def test_a_log_has_a_line_for_each_step_that_ended_and_few_about_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("publishpipe.render.log.time.monotonic", lambda: float(next(clock)))
    console, out = shown()
    with log.Lines(console) as emit:
        emit(StepChanged(PLAN.steps[1], "started"))
        for number in range(25):
            emit(Progress("upload:a", number * 1000, 25_000))
        emit(Waiting("the server's rate limit is used up", 12))
        emit(StepChanged(PLAN.steps[1], "done"))
    assert out.getvalue().splitlines() == [
        "  sending upload:a: 10.0 kB of 25.0 kB",
        "  sending upload:a: 20.0 kB of 25.0 kB",
        "  waiting 12 s: the server's rate limit is used up",
        "  done    upload:a [bold]file[/bold].csv",
    ]
