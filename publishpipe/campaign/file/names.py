"""What the releases of a table are called: unlike each other for good, and fit for the name of a file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publishpipe.campaign.file.table import SHOWN, Table
from publishpipe.errors import Problem
from publishpipe.manifest.document import Document
from publishpipe.model import identity, placeholders
from publishpipe.model.member import told
from publishpipe.model.quoting import quoted

LONGEST = 120  # characters
_FIT = re.compile(r"[\w](?:[\w .+-]*[\w+-])?")
FORM = "letters, digits, blanks and . _ - + between them, as it is the name of the lockfile, too"


def of_rows(document: Document, rows: Table) -> tuple[list[str], list[Problem]]:
    """The name of each row, and what is wrong with them."""
    pattern = document.value["name"]
    used = {name for _, name, _ in placeholders.named(pattern) if name.startswith("row.")}
    known = {f"row.{column}" for column in rows.columns}
    slips = [document.problem(("name",), wrong, hint) for _, _, wrong, hint in placeholders.slips(pattern, known)]
    slips += [
        document.problem(("name",), f"{placeholders.shown(name)} cannot stand here", "only cells of the table can")
        for _, name, _ in placeholders.named(pattern)
        if name in placeholders.NAMES
    ]
    if not slips and not used and len(rows.rows) > 1:
        hint = f"write a column that tells them apart: {placeholders.shown('row.' + rows.columns[0])}"
        slips.append(document.problem(("name",), "every row would have the same name", hint))
    if slips:
        return [], slips
    called = [
        _filled(pattern, {f"row.{column}": told(cell) for column, cell in row.cells.items()}) for row in rows.rows
    ]
    return called, list(_wrong(rows, called))[:SHOWN]


def _filled(pattern: str, cells: dict[str, str]) -> str:
    return placeholders.PLACEHOLDER.sub(lambda found: cells.get(found["name"], found[0]), pattern).strip()


def _wrong(rows: Table, called: list[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for name, row in zip(called, rows.rows, strict=True):
        same = identity.normal(name)
        if not name:
            yield rows.problem(row, "its name is empty", "fill the cell in: a release is found again by its name")
        elif len(name) > LONGEST:
            yield rows.problem(row, f"its name is too long: more than {LONGEST} characters")
        elif not _FIT.fullmatch(name):
            yield rows.problem(row, f"{quoted(name)} cannot be the name of a release", FORM)
        elif same in first:
            hint = "neither case nor punctuation makes a name another one"
            yield rows.problem(row, f"{quoted(name)} is the name of line {first[same]} already", hint)
        first.setdefault(same, row.line)
