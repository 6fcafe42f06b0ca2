"""Why NOMAD failed on an entry, as the log of its processing tells it. Pure.

An entry's own `errors` say no more than "parser failed with exception". Seen on nomad-lab 1.3.16 and 2.0.0, 2026-11:
the log holds a mapping for each event, with its `level`, `event`, sometimes `error`, and `exception`, a traceback of
Python. One tells that the process failed, others may follow; since 1.4 its traceback ends with the words of the
entry's errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

LINES = 3
WIDTH = 300  # characters of a line

_SEVERE = {"ERROR", "CRITICAL"}
_FAILED = "process failed"  # how the event begins that tells of the failure, and says nothing more
_CHAINED = re.compile(
    r"^(?:During handling of the above exception, another exception occurred"
    r"|The above exception was the direct cause of the following exception):$",
    re.MULTILINE,
)


def reason(log: Sequence[object], known: Sequence[str]) -> tuple[str, ...]:
    """The first lines of what the log says of the failure.

    Args:
        log: the events of an entry's processing, the oldest first, as the server told them.
        known: what is told of the failure already.
    """
    severe = [event for event in reversed(log) if isinstance(event, Mapping) and event.get("level") in _SEVERE]
    last_first = sorted(severe, key=lambda event: not _is_failure(event))
    told = (words for event in last_first for words in _words(event))
    return next((lines for lines in map(_lines, told) if lines and _is_news(" ".join(lines), known)), ())


def _words(event: Mapping[object, object]) -> Iterator[str]:
    """What an event says, the most telling first."""
    exception, error, name = (event.get(key) for key in ("exception", "error", "event"))
    if isinstance(exception, str):
        yield from reversed([_statement(part) for part in _CHAINED.split(exception)])
    if isinstance(error, str):
        yield error
    if isinstance(name, str) and not _is_failure(event):
        yield name


def _is_failure(event: Mapping[object, object]) -> bool:
    return str(event.get("event")).startswith(_FAILED)


def _statement(traceback: str) -> str:
    """The exception itself, which stands below the places that it came through."""
    lines = traceback.strip("\n").split("\n")
    last = max((number for number, line in enumerate(lines) if line.startswith('  File "')), default=-1)
    below = lines[last + 1 :]
    start = next((number for number, line in enumerate(below) if line[:1].strip()), len(below))
    return "\n".join(below[start:])


def _lines(words: str) -> tuple[str, ...]:
    """Words as lines without blanks at their ends."""
    lines = filter(None, (" ".join(line.split()) for line in words.splitlines()))
    return tuple(line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in lines)[:LINES]


def _is_news(words: str, known: Sequence[str]) -> bool:
    return not any(words.endswith(told) or told.endswith(words) for told in known if told)
