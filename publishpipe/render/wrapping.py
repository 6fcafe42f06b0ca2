"""Texts in lines that end between words: what one copies, such as an address or a command, stays whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

COMMAND = "publishpipe "  # a line that begins so is a command, which is copied as a whole


def tell(out: Console, text: str | Text, hang: int = 0) -> None:
    """Print a text: on a terminal as `wrapped`, anywhere else as it is, for whoever reads it line by line."""
    whole = Text(text) if isinstance(text, str) else text
    out.print(wrapped(whole, out.width, hang) if out.file.isatty() else whole, soft_wrap=True)


def wrapped(text: Text, width: int, hang: int = 0) -> Text:
    """A text in lines of so many columns, unless a word is longer; each but the first begins with `hang` blanks."""
    lines = list[Text]()
    for line in text.split("\n", allow_blank=True):
        head, rest = line[:hang], line[hang:]
        for number, part in enumerate(rest.divide(_breaks(rest.plain, max(1, width - hang)))):
            part.rstrip()
            lines.append(Text(" " * hang) + part if number else head + part)
    return Text("\n").join(lines)


def _breaks(line: str, width: int) -> Iterator[int]:
    """Where another line begins."""
    room = width
    for word in re.finditer(r"\s*\S+\s*", "" if line.startswith(COMMAND) else line):
        if room < width and cell_len(word[0].rstrip()) > room:
            yield word.start()
            room = width
        room -= cell_len(word[0])
