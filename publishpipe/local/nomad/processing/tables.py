"""Entries that NOMAD makes of the rows of a table, in files of their own beside those that were sent.

Source: `TableData` in `nomad/parsing/tabular.py` of nomad-lab 1.3.16 and 2.0.0, tried on both in November 2026. Known
is only what makes files: tables in CSV, `mapping_mode: row` with `file_mode: multiple_new_entries`. A file that is
there already stays as it is, whatever the table says now.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from publishpipe.local.nomad.archives import is_safe_path
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.processing.parsing import Definition, definition, load

_BASE = "nomad.parsing.tabular.TableData"
_REFERENCE = "../upload/"  # how a reference to a definition in the same upload begins
_MODE = {"mapping_mode": "row", "file_mode": "multiple_new_entries"}


def fill(root: Path, mainfile: str, upload_id: str, place: str) -> set[str]:
    """Make the files of a table's rows; their names. What is wrong with a table is only logged by NOMAD.

    Nothing is read or written outside of the upload, whatever its files say.

    Args:
        root: The folder of the upload's files.
        mainfile: A file that may say what is in a table.
        upload_id: Its upload's.
        place: What the references in the new files begin with.
    """
    names = set()
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError, yaml.YAMLError):
        for name, entry in _entries(root, mainfile, place):
            if not is_safe_path(name):
                continue
            if not (root / name).exists():
                content = yaml.dump(entry | {"metadata": entry["metadata"] | {"upload_id": upload_id}})
                (root / name).write_text(content, "utf-8")
            names.add(name)
    return names


def _entries(root: Path, mainfile: str, place: str) -> Iterator[tuple[str, Json]]:
    """Name and content of each file that a table makes."""
    if _REFERENCE not in (root / mainfile).read_text("utf-8"):  # to read it as YAML takes far longer
        return
    data = load(root / mainfile)["data"]
    table = definition(root, data["m_def"])
    if not table or _BASE not in table.body["base_sections"]:
        return
    for quantity, about in table.body["quantities"].items():
        for option in about.get("m_annotations", {}).get("tabular_parser", {}).get("mapping_options", ()):
            if option.items() >= _MODE.items() and is_safe_path(data[quantity]):
                section = table.body["sub_sections"][option["sections"][0]]["section"].rpartition("/")[2]
                row = Definition(table.path, section, table.others)
                yield from _rows(row, root / data[quantity], place)


def _rows(row: Definition, table: Path, place: str) -> Iterator[tuple[str, Json]]:
    reference = f"{place}raw/{row.path}#/definitions/section_definitions/{list(row.others).index(row.name)}"
    label = row.body["more"]["label_quantity"]
    with table.open(newline="", encoding="utf-8") as lines:
        for number, cells in enumerate(csv.DictReader(lines)):
            values = {name: _value(about, cells) for name, about in row.body["quantities"].items()}
            entry = {"data": {"m_def": reference, **values}, "metadata": {"entry_name": values[label]}}
            yield f"{values[label]}_{number}.{row.name}.archive.yaml", entry


def _value(about: Json, cells: dict[str, str]) -> Any:
    """What a column says of a quantity."""
    cell = cells[about["m_annotations"]["tabular"]["name"]]
    return float(cell) if about["type"] == "float" else cell
