"""How many functions are called: what grows with the number of files shows in it, on any machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType

#: What asks the system for something by the name of a file.
QUESTIONS = ("lstat", "stat", "access", "readlink", "scandir", "listdir", "open")


def counted(work: Callable[[], object]) -> Counter[str]:
    """The functions that a piece of work calls in this thread, by their names."""
    counts: Counter[str] = Counter()

    def count(frame: FrameType, event: str, what: object) -> None:
        if event in {"call", "c_call"}:
            counts[frame.f_code.co_name if event == "call" else getattr(what, "__name__", "")] += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counts


def questions(counts: Counter[str]) -> int:
    """How many of them ask the system for a file."""
    return sum(counts[name] for name in QUESTIONS)
