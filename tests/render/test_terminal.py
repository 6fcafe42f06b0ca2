from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyte
import pytest
from rich.cells import cell_len
from rich.console import Console

from publishpipe.model.events import Acted, Event, Planned, Progress, Reading, Result, StepChanged
from publishpipe.model.plan import Plan
from publishpipe.model.steps import Step
from publishpipe.render import terminal
from publishpipe.render.console import PlainConsole
from publishpipe.render.log import Lines
from publishpipe.render.numbers import clock
from publishpipe.render.progress import Tally
from publishpipe.render.rows import rows, shortened
from publishpipe.render.terminal import Terminal

LONG = "results/historical/r1i1p1f1/frost-days-index-annual-mean-1850-2014-regridded.nc"
WIDE = "結果/歴史的/霜日数指数の年平均値-千八百五十年から二千十四年まで-再格子化済み.nc"


@dataclass
class Clock:
    """A clock that goes only when it is told to."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock_hand(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that is looked at; and nothing is drawn but when a test asks for it."""
    hand = Clock()
    for module in ("log", "progress", "rows", "terminal"):
        monkeypatch.setattr(f"publishpipe.render.{module}.time", hand)
    monkeypatch.setattr(terminal, "OFTEN", 0.001)
    return hand


@dataclass
class Shown:
    """A terminal of so many columns, and what is to be seen on it."""

    columns: int = 80
    written: io.StringIO = field(default_factory=io.StringIO)

    def __post_init__(self) -> None:
        self.console = PlainConsole(
            file=self.written, force_terminal=True, legacy_windows=False, width=self.columns, height=24, highlight=False
        )
        self.screen = pyte.HistoryScreen(self.columns, 24)
        self.stream = pyte.Stream(self.screen)

    @property
    def lines(self) -> list[str]:
        """The lines of the screen that are not empty."""
        self.stream.feed(self.written.getvalue().replace("\n", "\r\n"))
        self.written.seek(0)
        self.written.truncate()
        return [line.rstrip() for line in self.screen.display if line.strip()]


def upload(name: str, size: int = 1000) -> Step:
    return Step("upload", name, bytes=size, parallel=True)


def planned(*steps: Step) -> Planned:
    return Planned(Plan("m.yaml", "zenodo", "sandbox", "https://x/api/", "0" * 64, steps), steps)


def draw(emit: Terminal) -> None:
    """What the thread does now and then."""
    if emit._rows:
        emit._rows.refresh()


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
@pytest.mark.parametrize("name", [LONG, WIDE, "a.csv"])
def test_no_row_is_wider_than_the_terminal_and_both_ends_of_a_name_are_seen(
    clock_hand: Clock, columns: int, name: str
) -> None:
    tally, shown = Tally(), Shown(columns)
    for event in (planned(upload(name, 10**12)), StepChanged(upload(name, 10**12), "started")):
        tally(event)
    rows(tally, shown.console)
    clock_hand.now += 5
    tally(Progress(f"upload:{name}", 555 * 10**6, 10**12))
    drawn = rows(tally, shown.console)
    assert len(drawn) == 2
    assert max(row.cell_len for row in drawn) <= columns - 2
    assert name[:4] in drawn[1].plain
    assert name[-4:] in drawn[1].plain
    if columns == 80:
        assert drawn[0].plain == "  0 of 1 file, 555.0 MB of 1.0 TB, 111.0 MB/s, 2:30:04 left"
        assert drawn[1].plain.endswith("  0% of 1.0 TB")


@pytest.mark.parametrize("width", range(1, 12))
def test_a_name_is_shortened_in_its_middle_to_so_many_columns(width: int) -> None:
    for name in ("abcdefghij.csv", "結果結果.csv", "a結b果c結d.csv"):
        assert cell_len(shortened(name, width, "…")) <= width
    assert shortened("abcdefghij.csv", 9, "…") == "abcd….csv"
    assert shortened("結果結果.csv", 10, "…") == "結果….csv"


def test_times_read_as_clocks_show_them() -> None:
    assert [clock(seconds) for seconds in (0.4, 59.7, 61, 3661)] == ["0:00", "1:00", "1:01", "1:01:01"]


def sending(number: int, jobs: int) -> Iterator[Event]:
    """What the engine tells of files that are sent side by side, where it writes nothing down before all are there."""
    steps = [upload(f"data-{n:02}.csv") for n in range(number)]
    yield planned(*steps, Step("publish"))
    for begin in range(0, number, jobs):
        together = steps[begin : begin + jobs]
        yield from (StepChanged(step, "started") for step in together)
        yield from (Progress(step.key, 1000, 1000) for step in together)
        yield from (Acted(step.key) for step in together)
    yield from (StepChanged(step, "done") for step in steps)


def test_many_files_cost_little_output_have_no_more_bars_than_jobs_and_leave_one_line(clock_hand: Clock) -> None:
    shown, most = Shown(), 0
    with Terminal(shown.console) as emit:
        for event in sending(99, jobs=4):
            emit(event)
            most = max(most, len(emit._tally.moving))
            clock_hand.now += 0.25
            draw(emit)
        written = len(shown.written.getvalue().encode())
        emit(StepChanged(Step("publish"), "done"))
    assert most == 4
    assert written <= 100_000
    assert shown.lines[-2:] == ["  done    upload: 99 files, 99.0 kB", "  done    publish"]
    assert not shown.screen.cursor.hidden


def test_what_is_on_its_way_is_drawn_until_it_has_arrived(clock_hand: Clock) -> None:
    a, b = upload("a\x1b[31m.csv"), upload("b.csv")
    shown = Shown()
    with Terminal(shown.console) as emit:
        for event in (planned(a, b), StepChanged(a, "started"), StepChanged(b, "started"), Progress(a.key, 500, 1000)):
            emit(event)
        clock_hand.now += 2
        draw(emit)
        assert [" ".join(line.split()) for line in shown.lines[-3:]] == [
            "0 of 2 files, 500 B of 2.0 kB, 250 B/s, 0:06 left",
            f"a[31m.csv {'━' * 9}╸{'━' * 9} 50% of 1.0 kB",
            f"b.csv {'━' * 19} 0% of 1.0 kB",
        ]
        emit(Acted(a.key))
        draw(emit)
        assert [line.split()[0] for line in shown.lines[-2:]] == ["0", "b.csv"]
        ending: list[Event] = [StepChanged(a, "done"), Acted(b.key), StepChanged(b, "failed"), Result("failed")]
        for what in ending:
            emit(what)
        assert shown.lines[-2:] == ["  done    upload:a\N{REPLACEMENT CHARACTER}[31m.csv", "  failed  upload:b.csv"]
        assert not shown.screen.cursor.hidden


def test_a_failure_among_many_is_told_and_how_many_others_arrived() -> None:
    steps = [upload(f"{n}.csv") for n in range(11)]
    shown = Shown()
    with Terminal(shown.console) as emit:
        emit(planned(*steps))
        for step in steps[:2]:
            emit(StepChanged(step, "started"))
        emit(StepChanged(steps[0], "done"))
        emit(StepChanged(steps[1], "failed", "it is down"))
        emit(Result("failed"))
    assert shown.lines[-2:] == ["  failed  upload:1.csv", "  done    upload: 1 of 11 files, 1.0 kB"]


def test_rows_that_a_narrower_terminal_has_wrapped_are_erased(clock_hand: Clock) -> None:
    wide, narrow = Shown(80), Shown(40)
    with Terminal(wide.console) as emit:
        for event in (planned(upload(LONG)), StepChanged(upload(LONG), "started")):
            emit(event)
        clock_hand.now += 2
        draw(emit)
        narrow.written.write(wide.written.getvalue())  # in 40 columns the same wraps
        assert len(narrow.lines) > len(wide.lines)
        wide.console.width = 40
        draw(emit)
        narrow.written.write(wide.written.getvalue())
        assert [line.split()[0] for line in narrow.lines[-3:]] == ["request.", "0", "results/…ridded.nc"]


def test_reading_is_told_once_it_takes_longer_than_a_moment(clock_hand: Clock) -> None:
    shown = Shown()
    with Terminal(shown.console) as emit:
        emit(Reading("a.nc", 1000, 4000))
        clock_hand.now += 0.5
        emit(Reading("a.nc", 2000, 4000))
        assert shown.lines == []
        clock_hand.now += 0.6
        emit(Reading("b.nc", 3000, 4000))
        clock_hand.now += 1
        emit(Reading("b.nc", 3500, 4000))
        draw(emit)
        assert shown.lines == ["  reading 3.5 kB of 4.0 kB, 500 B/s, 0:01 left: b.nc"]
        emit(Reading("b.nc", 4000, 4000))
        assert shown.lines == []
        assert not shown.screen.cursor.hidden


def test_a_log_tells_of_reading_every_ten_seconds(clock_hand: Clock) -> None:
    out = io.StringIO()
    lines = Lines(Console(file=out, width=200))
    for number in range(25):
        lines(Reading(f"{number // 10}.nc", number * 1000, 25_000))
        clock_hand.now += 1
    assert out.getvalue().splitlines() == [
        "  reading 10.0 kB of 25.0 kB, now 1.nc",
        "  reading 20.0 kB of 25.0 kB, now 2.nc",
    ]


@pytest.mark.parametrize(("encoding", "old_windows"), [("ascii", False), ("utf-8", True)])
def test_where_only_ascii_can_be_shown_nothing_else_is_drawn(
    clock_hand: Clock, encoding: str, *, old_windows: bool
) -> None:
    tally = Tally()
    for event in (planned(upload(LONG)), StepChanged(upload(LONG), "started"), Progress(f"upload:{LONG}", 500, 1000)):
        tally(event)
    clock_hand.now += 2
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    drawn = rows(tally, Console(file=out, force_terminal=True, legacy_windows=old_windows, width=80))
    assert drawn[1].plain.isascii()
    assert "..." in drawn[1].plain
    assert "-----" in drawn[1].plain
