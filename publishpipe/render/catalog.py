"""Deposits and records: as a table on a terminal, in a pipe as lines of fields between tabs, whole and headless."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from publishpipe.model.listing import Deposit, Listing, Record
from publishpipe.render.plain import plain

ROOM = 20  # columns of the terminal that a title needs, at the cost of other fields
GAP = "  "

Table = dict[str, list[str]]
"""Name of a column → its cells."""


def show_deposits(out: Console, listing: Listing[Deposit]) -> None:
    """Own deposits. A reserved DOI that has no room is only said to be there: it ends with the id."""
    items = listing.items
    table: Table = {
        "ID": [item.id for item in items],
        "STATE": [f"{item.state}, shared" if item.shared else item.state for item in items],
        "DOI": [item.doi or (f"reserved: {item.reserved_doi}" if item.reserved_doi else "") for item in items],
        "MODIFIED": [item.modified for item in items],
        "TITLE": [item.title for item in items],
    }
    days: Table = {"MODIFIED": [item.modified[:10] for item in items]}
    brief: Table = {"DOI": [item.doi or ("reserved" if item.reserved_doi else "") for item in items]}
    narrow = table | brief | days
    _show(out, table, (table | days, narrow, _without(narrow, "MODIFIED")))


def show_records(out: Console, listing: Listing[Record]) -> None:
    """Public records."""
    items = listing.items
    table: Table = {
        "ID": [item.id for item in items],
        "DOI": [item.doi or "" for item in items],
        "PUBLISHED": [item.publication_date or "" for item in items],
        "VERSION": [item.version or "" for item in items],
        "TITLE": [item.title for item in items],
    }
    _show(out, table, (table, _without(table, "VERSION"), _without(table, "VERSION", "PUBLISHED")))


def _show(out: Console, whole: Table, narrower: Sequence[Table]) -> None:
    """Lines for a program, or the first of the tables that leaves room for titles, these cut at the edge."""
    if not out.file.isatty():
        for row in _rows(whole):
            print("\t".join(row))
        return
    tables = [_filled(table) for table in narrower]
    table = next((table for table in tables if out.width - sum(_widths(table)) >= ROOM), tables[-1])
    if whole["ID"]:
        _line(out, table, list(table), "bold")
    for row in _rows(table):
        _line(out, table, row)


def _line(out: Console, table: Table, row: Sequence[str], style: str = "") -> None:
    *fields, title = row
    padded = [set_cell_size(field, width) for field, width in zip(fields, _widths(table), strict=True)]
    out.print(Text("".join([*padded, title]), style=style), no_wrap=True, overflow="ellipsis")


def _widths(table: Table) -> list[int]:
    """The width of each column but the last, with the gap behind it."""
    *fields, _title = table.items()
    return [max(cell_len(plain(cell)) for cell in (name, *cells)) + len(GAP) for name, cells in fields]


def _rows(table: Table) -> Iterable[list[str]]:
    return ([plain(cell) for cell in row] for row in zip(*table.values(), strict=True))


def _filled(table: Table) -> Table:
    """The columns that hold something."""
    return {name: cells for name, cells in table.items() if name == "TITLE" or any(cells)}


def _without(table: Table, *names: str) -> Table:
    return {name: cells for name, cells in table.items() if name not in names}
