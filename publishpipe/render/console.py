"""A console of rich that prints nothing but text."""

from __future__ import annotations

from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from publishpipe.render.plain import harmless


class PlainConsole(Console):
    """A console that prints harmless texts only."""

    def print(self, *objects: RenderableType, **options: Any) -> None:
        """As `Console.print`; no line of a table ends with blanks."""
        parts = [_harmless(part) for part in objects]
        if any(isinstance(part, Table) for part in parts):
            parts, options = [self._trimmed(part) for part in parts], {**options, "soft_wrap": True}
        super().print(*parts, **options)

    def _trimmed(self, part: RenderableType) -> RenderableType:
        """What it is shown as, in lines that end with their last sign."""
        lines = [Text.assemble(*((cell.text, cell.style or "") for cell in line)) for line in self.render_lines(part)]
        for line in lines:
            line.rstrip()
        return Text("\n").join(lines)


def _harmless(part: RenderableType) -> RenderableType:
    if isinstance(part, str):
        return harmless(part)
    if isinstance(part, Text):
        part.plain = harmless(part.plain)
    if isinstance(part, Table):
        for column in part.columns:
            column._cells = list(map(_harmless, column.cells))  # noqa: SLF001  # rich has no other way
    return part
