"""Fields of metadata as a table for people."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from publishpipe.schemas.fields import Field


def show_fields(console: Console, fields: Iterable[Field]) -> None:
    """Print a row for each field."""
    table = Table("field", "type", "need", "meaning", "example", box=None, pad_edge=False)
    table.columns[0].no_wrap = True  # a name is copied as a whole
    for column in table.columns[1:]:
        column.overflow = "fold"
    for field in fields:
        table.add_row(*map(escape, (field.name, field.type, field.need, field.description, field.example)))
    console.print(table)
