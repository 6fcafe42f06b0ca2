"""What is wrong with a file: for people with the line that it stands on, for programs as they want it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from publishpipe.errors import Problem
from publishpipe.render.plain import harmless, plain
from publishpipe.render.wrapping import tell

TAB = "    "
CUT = "…"
COLOURS = {"error": "bold red", "warning": "bold yellow"}


def show_problems(out: Console, problems: Sequence[Problem]) -> None:
    """Each with its place and message on the first line, then the line of the file, and what to do."""
    for number, problem in enumerate(problems):
        if number:
            out.print()
        for line in told(problem, out.width):
            tell(out, line, len(str(problem.line)) + len(" | "))


def told(problem: Problem, width: int) -> list[Text]:
    """The lines that tell of a problem; that of the file is cut to fit into `width` columns."""
    colour = COLOURS[problem.severity]
    kind = "warning: " if problem.severity == "warning" else ""
    place = plain(f"{problem.where}:")
    first = Text.assemble((f"{place} ", "bold"), (kind, colour), (plain(problem.message), "bold"))
    margin = " " * len(str(problem.line))
    lines = [first]
    if problem.source.strip():
        before, meant, after = _excerpt(problem, width - len(margin) - 4)
        marks = " " * cell_len(before) + "^" * max(cell_len(meant), 1)
        lines += [
            Text.assemble((f"{problem.line} | ", "blue"), before + meant + after),
            Text.assemble((f"{margin} | ", "blue"), (marks, colour)),
        ]
    if problem.hint:
        lines.append(Text.assemble((f"{margin} = ", "blue"), (f"help: {plain(problem.hint)}", "cyan")))
    return lines


def _excerpt(problem: Problem, room: int) -> tuple[str, str, str]:
    """The line before what is meant, that, and after it: cut to so many cells, and what is meant is in sight."""
    line, start = harmless(problem.source).replace("\n", " "), problem.column - 1
    end = start + problem.width
    before, meant, after = (part.replace("\t", TAB) for part in (line[:start], line[start:end], line[end:].rstrip()))
    meant = _cut(meant, max(room // 2, 1))
    if cell_len(before + meant) + min(cell_len(after), 8) > room:
        before = _cut(before[::-1], max(room - cell_len(meant) - 8, 1))[::-1]
    return before, meant, _cut(after, max(room - cell_len(before + meant), 1))


def _cut(text: str, room: int) -> str:
    """The beginning of a text, with a sign at its end if that is not all."""
    if cell_len(text) <= room:
        return text
    kept = text[: room - 1]
    while kept and cell_len(kept) > room - 1:
        kept = kept[:-1]
    return kept + CUT
