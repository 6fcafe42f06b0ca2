"""How far the files are, as rows of which none is wider than the terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.progress_bar import ProgressBar
from rich.text import Text

from publishpipe.model.events import Reading
from publishpipe.render.numbers import clock, counted, size
from publishpipe.render.plain import plain
from publishpipe.render.progress import Moving, Pace, Tally

SHOWN = 1.0  # seconds; what takes less has no bar
FREE = 2  # columns behind a row, where a terminal shows ^C when somebody presses that
SHORTEST = 8  # columns of a name or a bar; in fewer it tells nothing
LONGEST = 30  # columns of a bar
AMOUNT = len(" 100% of 999.9 MB")


def rows(tally: Tally, out: Console) -> list[Text]:
    """One of all files; below it one for each that has been on its way for longer than a moment."""
    width = width_of(out) - FREE
    if reading := tally.reading:
        return [_reading(reading, tally.pace, width, _dots(out))]
    since = time.monotonic() - SHOWN
    bars = [_moving(one, out, width) for one in tally.moving if one.began <= since]
    return [*_sending(tally, width), *bars][: max(1, out.size.height - 1)]


def width_of(out: Console) -> int:
    """The columns of a terminal: as many as it has, or fewer if `COLUMNS` says so."""
    try:
        return min(out.width, os.get_terminal_size(out.file.fileno()).columns or out.width)
    except (OSError, ValueError):  # it is none
        return out.width


def _dots(out: Console) -> str:
    """What stands for what is left out."""
    return "..." if out.options.legacy_windows or out.options.ascii_only else "…"


def _sending(tally: Tally, width: int) -> Iterable[Text]:
    done, total = tally.done, tally.all_bytes
    if tally.uploads_left:
        files = f"{tally.files} of {counted(tally.all_files, 'file')}"
        yield _fitting((files, f"{size(done)} of {size(total)}", *_speed(tally.pace, done, total)), width)


def _reading(reading: Reading, pace: Pace, width: int, dots: str) -> Text:
    done, total = reading.bytes, reading.total
    row = _fitting((f"reading {size(done)} of {size(total)}", *_speed(pace, done, total)), width)
    left = width - row.cell_len - 2
    return row + f": {shortened(plain(reading.name), left, dots)}" if left >= SHORTEST else row


def _speed(pace: Pace, done: int, total: int) -> Iterable[str]:
    """How fast it goes and how long it will take, if anybody can say."""
    if (rate := pace.now(done)) >= 1:
        yield f"{size(round(rate))}/s"
        yield f"{clock((total - done) / rate)} left"


def _fitting(parts: Sequence[str], width: int) -> Text:
    """As many of the parts as there is room for, and the first in any case."""
    row = "  " + ", ".join(parts)
    return Text(row) if len(row) <= width or len(parts) == 1 else _fitting(parts[:-1], width)


def _moving(one: Moving, out: Console, width: int) -> Text:
    """A file's name, a bar, and how much of it is done; in a narrow terminal less than that."""
    room = width - AMOUNT - len("   ")  # for name and bar
    if room < SHORTEST:
        return Text(f"  {shortened(plain(one.name), width - 2, _dots(out))}")
    bar = min(LONGEST, room // 3) if room // 3 >= SHORTEST else 0
    name = shortened(plain(one.name), room - bar, _dots(out))
    text = Text(f"  {name}{' ' * (room - bar - cell_len(name))} ")
    share = min(1.0, one.done / one.total) if one.total else 1.0
    for part in out.render(ProgressBar(1.0, share, width=bar)) if bar else ():
        text.append(part.text, part.style)
    text.pad_right(room + 3 - text.cell_len)
    return text.append(f" {int(share * 100):>3}% of {size(one.total)}")


def shortened(text: str, width: int, dots: str) -> str:
    """A text in so many columns, of which a wide character takes two: of a longer one the middle goes."""
    if cell_len(text) <= width:
        return text
    room = max(0, width - len(dots))
    head = next(text[:end] for end in range(len(text), -1, -1) if cell_len(text[:end]) <= room // 2)
    tail = next(text[begin:] for begin in range(len(text) + 1) if cell_len(text[begin:]) <= room - cell_len(head))
    return head + dots + tail
