"""Events as they happen, for a person at a terminal: a line for what ended, and below rows for what is on its way."""

from __future__ import annotations

import time
from typing import Self

from rich.console import Console, ConsoleRenderable
from rich.control import Control
from rich.live import Live
from rich.segment import ControlType
from rich.text import Text

from publishpipe.model.events import Acted, Event, Planned, Progress, Reading, StepChanged
from publishpipe.render.log import Lines
from publishpipe.render.numbers import size
from publishpipe.render.progress import Tally
from publishpipe.render.rows import rows, width_of

OFTEN = 4.0  # times a second that the rows are drawn
MOMENT = 1.0  # seconds of reading that nobody is told of
FEW = 10  # uploads that leave a line each; of more, one line tells when they have ended


class Terminal:
    """Shows rows while files are read or on their way, and at no other time: then a question may be asked."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._lines = Lines(out)
        self._tally = Tally()
        self._rows: Rows | None = None
        self._began_reading = 0.0
        self._untold = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._hide()

    def __call__(self, event: Event) -> None:
        """Count an event, and show what is to be seen of it."""
        self._tally(event)
        match event:
            case Reading():
                self._read()
            case Progress():
                self._show()
            case StepChanged(step=step, status="started") if step.sends:
                self._show()
            case StepChanged(step=step, status="done") if step.sends and self._tally.uploads > FEW:
                self._untold = True
                self._settle()
            case StepChanged(status="started" | "skipped") | Acted():
                pass
            case _:
                self._settle(anew=isinstance(event, Planned))
                self._lines(event)

    def _read(self) -> None:
        """Show how far the reading is, once it takes longer than a moment; it may be of one file after another."""
        now = time.monotonic()
        self._began_reading = self._began_reading or now
        if not self._tally.reading:
            self._hide()
        elif now - self._began_reading >= MOMENT:
            self._show()

    def _settle(self, *, anew: bool = False) -> None:
        """Show no rows if nothing is left to send, or if all begins anew; tell of the uploads that left no line."""
        self._began_reading = 0.0
        if self._tally.uploads_left and not anew:
            return
        self._hide()
        if self._untold:
            self._untold = False
            of = f" of {self._tally.all_files}" if self._tally.files < self._tally.all_files else ""
            files = f"{self._tally.files}{of} files, {size(self._tally.bytes)}"
            self._out.print(f"  done    upload: {files}")

    def _show(self) -> None:
        if not self._rows:
            self._rows = Rows(self._tally, self._out)
            self._rows.start()

    def _hide(self) -> None:
        shown, self._rows = self._rows, None
        if shown:
            try:
                shown.stop()
            finally:
                self._out.show_cursor(show=True)  # also where somebody presses Ctrl-C just now


class Rows(Live):
    """Rows at the foot of a terminal, drawn now and then by a thread; what is printed meanwhile comes above them."""

    def __init__(self, tally: Tally, out: Console) -> None:
        self._tally = tally
        self._drawn = self._next = Text()  # what is on the terminal now, and what takes its place
        super().__init__(
            console=out,
            get_renderable=self._text,
            refresh_per_second=OFTEN,
            transient=True,
            redirect_stdout=False,  # all that prints meanwhile does so by this console
            redirect_stderr=False,
            vertical_overflow="crop",
        )

    def _text(self) -> Text:
        self._next = Text("\n", no_wrap=True, overflow="crop").join(rows(self._tally, self.console))
        return self._next

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """As `Live`, which erases what it drew before; where a terminal became narrower, that has more rows now."""
        width = width_of(self.console)
        more = sum(max(0, row.cell_len - 1) // width for row in self._drawn.split("\n"))
        self._drawn = self._next
        erase = Control(*((ControlType.ERASE_IN_LINE, 2), (ControlType.CURSOR_UP, 1)) * more)
        return [erase, *super().process_renderables(renderables)]
