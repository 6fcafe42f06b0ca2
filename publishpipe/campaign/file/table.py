"""The table of a campaign: CSV, TSV or JSON lines, each row with the line that it begins on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from publishpipe.errors import InputError, Problem
from publishpipe.model.quoting import quoted
from publishpipe.state.reading import opened

LARGEST = 1 << 30  # bytes
JSON_LINES = (".jsonl", ".ndjson", ".jsonlines")
TABS = (".tsv", ".tab")
AS_UTF8 = "save it as UTF-8 (in a spreadsheet program: CSV UTF-8)"
SHOWN = 20  # problems of one kind; more of them would hide the others


class Row(NamedTuple):
    """A row: the line of the file that it begins on, from 1, and its cells by column."""

    line: int
    cells: Mapping[str, Any]


class Table(NamedTuple):
    """The columns in their order, and the rows."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def problem(self, row: Row, message: str, hint: str = "") -> Problem:
        """A problem of a row."""
        return Problem(str(self.path), row.line, 1, "", message, hint)


def read(path: Path) -> Table:
    """Read a table. Raises InputError with all that is wrong with its form."""
    text = _text(path)
    if path.suffix.lower() in JSON_LINES:
        return _json_lines(path, text)
    return _cells(path, text, "\t" if path.suffix.lower() in TABS else _separator(text))


def _text(path: Path) -> str:
    try:
        with opened(path) as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise _wrong(path, f"is larger than {LARGEST >> 30} GiB")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _wrong(path, "is UTF-16 text, not UTF-8", AS_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _wrong(path, f"is not UTF-8 text (byte {error.start})", AS_UTF8, line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _wrong(path, "holds a NUL, which no text does", "save the table as CSV, not as a spreadsheet", line)
    return text


def _separator(text: str) -> str:
    """A comma; or a semicolon or tab, where the first line has no comma: spreadsheet programs of many countries."""
    first = text.partition("\n")[0]
    return next((mark for mark in ",;\t" if mark in first), ",")


def _cells(path: Path, text: str, separator: str) -> Table:
    problems: list[Problem] = []
    try:
        lines = list(_numbered(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)))
    except csv.Error as error:
        line = _numbered_until_error(text, separator)
        raise _wrong(path, f"is not CSV: {error}", "is a quote not closed, or does text follow one?", line) from None
    if not lines:
        raise _wrong(path, "is empty", "its first line names the columns, and each further line is a release")
    (header, names), *body = lines
    columns = tuple(name.strip() for name in names)
    problems += _of_columns(path, header, columns)
    rows = []
    for line, cells in body:
        if len(cells) != len(columns):
            more = "more" if len(cells) > len(columns) else "fewer"
            told = f"{_counted(len(cells))}, {more} than the {len(columns)} columns"
            hint = f"quote a cell that holds a {_NAMES[separator]}" if more == "more" else "leave a cell empty, not out"
            problems.append(Problem(str(path), line, 1, "", told, hint))
        rows.append(Row(line, dict(zip(columns, cells, strict=False))))
    return _table(path, columns, rows, problems)


_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with the lines that they begin on."""
    before = 0
    for cells in reader:
        if cells:
            yield before + 1, cells
        before = reader.line_num


def _numbered_until_error(text: str, separator: str) -> int:
    """The line of the row that is no CSV."""
    reader, before = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True), 0
    try:
        for _ in reader:
            before = reader.line_num
    except csv.Error:
        pass
    return before + 1


def _of_columns(path: Path, line: int, columns: tuple[str, ...]) -> Iterator[Problem]:
    for number, name in enumerate(columns, 1):
        if not name:
            yield Problem(
                str(path), line, 1, "", f"column {number} has no name", "each column has one, in the first line"
            )
        elif name in columns[: number - 1]:
            yield Problem(str(path), line, 1, "", f"two columns are called {quoted(name)}", "rename one of them")


def _json_lines(path: Path, text: str) -> Table:
    problems: list[Problem] = []
    rows: list[Row] = []
    columns: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            column = getattr(error, "colno", 1)
            told = f"is not JSON: {getattr(error, 'msg', error)}"
            problems.append(Problem(str(path), number, column, "", told, "each line is one object"))
            continue
        if not isinstance(value, dict):
            problems.append(Problem(str(path), number, 1, "", "is not an object", 'write {"column": "cell", …}'))
            continue
        columns |= dict.fromkeys(value)
        rows.append(Row(number, value))
    whole = [Row(row.line, {**dict.fromkeys(columns), **row.cells}) for row in rows]
    return _table(path, tuple(columns), whole, problems)


def _table(path: Path, columns: tuple[str, ...], rows: list[Row], problems: list[Problem]) -> Table:
    if problems:
        raise InputError(f"The table {path} cannot be read.", problems=tuple(problems[:SHOWN]))
    if not rows:
        raise _wrong(path, "has no rows", "each line after the first is a release")
    return Table(path, columns, tuple(rows))


def _counted(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"


def _wrong(path: Path, message: str, hint: str = "", line: int = 1) -> InputError:
    problem = Problem(str(path), line, 1, "", message, hint)
    return InputError(f"The table {path} cannot be read.", problems=(problem,))
