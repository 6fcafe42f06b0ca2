"""A YAML file that cannot be read: its lines, where the reading stopped, and what somebody did there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class Slip(NamedTuple):
    """What is wrong at a line and column, and a cure; `width` characters of that line are meant."""

    line: int
    column: int
    message: str
    hint: str = ""
    width: int = 1


class Broken(NamedTuple):
    """The lines of a file, and where PyYAML stopped: `at` a place, in something that was `opened` at another."""

    lines: Sequence[str]
    wrong: str
    context: str
    at: tuple[int, int]
    opened: tuple[int, int]

    def text(self, number: int) -> str:
        """The line of this number, or nothing where there is none."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def above(self, number: int) -> int:
        """The number of the line before that one which says something; 0 if there is none."""
        told = (n for n in range(number - 1, 0, -1) if not re.match(r"\s*(#|$)", self.text(n)))
        return next(told, 0)
