"""What a campaign fills into a manifest that several releases share: cells of its table, DOIs of other releases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from publishpipe.errors import Problem
from publishpipe.manifest.document import Document
from publishpipe.model import placeholders
from publishpipe.model.member import Member, told

WITHOUT = {"publishpipe", "target", "environment_variables", "metadata"}
ID = "the campaign names each release already: leave id: out"


def with_cells(document: Document, member: Member) -> tuple[Document, list[Problem]]:
    """A document with what the campaign says of one release, and what is wrong with that.

    A value that is nothing but one cell becomes that cell, a list or a number too. Everywhere else, cells are texts. In
    file names they stand as they are; in the metadata nothing in a cell is a placeholder.
    """
    value = document.value
    if not isinstance(value, dict):
        return document, []
    problems = list(_slips(document, member.values))
    if member.locks and "id" in value:
        problems.append(document.problem(("id",), "a release cannot have two names", ID))
    kept = {name for name, part in value.items() if name in WITHOUT or not _has_any(part)}
    filled = {name: part if name in kept else _filled(part, member.values, told) for name, part in value.items()}
    if "metadata" in value:
        filled["metadata"] = _filled(value["metadata"], member.values, lambda cell: placeholders.escaped(told(cell)))
    return replace(document, value=filled), problems


def _has_any(value: object) -> bool:
    """Whether a placeholder may stand in it: thousands of files, which have none, are not gone through for each."""
    return "${" in json.dumps(value, default=str)


def _slips(document: Document, known: Mapping[str, Any]) -> Iterator[Problem]:
    """What looks like a cell outside of the metadata, where slips are told anyway, and is none."""
    for name, part in document.value.items():
        for place, _, wrong, hint in placeholders.slips(part, known) if name != "metadata" and _has_any(part) else ():
            if placeholders.ROW in wrong or placeholders.RELEASE in wrong:
                yield document.problem((name, *place), wrong, hint)


def _filled(value: Any, values: Mapping[str, Any], text_of: Any) -> Any:
    if isinstance(value, list):
        return [_filled(item, values, text_of) for item in value]
    if isinstance(value, Mapping):
        return {key: _filled(item, values, text_of) for key, item in value.items()}
    if not isinstance(value, str) or "${" not in value:
        return value
    whole = placeholders.PLACEHOLDER.fullmatch(value)
    if whole and not whole["escape"] and not isinstance(cell := values.get(whole["name"], value), str | None):
        return _escaped(cell, text_of)

    def cell_of(found: re.Match[str]) -> str:
        known = not found["escape"] and found["name"] in values
        return str(text_of(values[found["name"]])) if known else found[0]

    return placeholders.PLACEHOLDER.sub(cell_of, value)


def _escaped(cell: Any, text_of: Any) -> Any:
    """A cell that is no text, the texts in it as they stand there."""
    if isinstance(cell, list):
        return [_escaped(item, text_of) for item in cell]
    if isinstance(cell, Mapping):
        return {key: _escaped(item, text_of) for key, item in cell.items()}
    return text_of(cell) if isinstance(cell, str) else cell
