"""What somebody is asked who has no manifest yet, field by field; an empty answer leaves it open."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

import typer

from publishpipe.model.facts import Metadata
from publishpipe.render.plain import say

LICENCES = """\
The licence says what others may do with it. Common ones:
  cc-by-4.0   data and texts: anything, if they name you
  cc0-1.0     data: anything, without a condition
  mit         software: anything, if they keep your notice
  apache-2.0  software: the same, with a word on patents
  gpl-3.0-or-later   software: anything, if what they make of it is under the GPL, too
Left open, Zenodo sets cc0-1.0 for a dataset and cc-by-4.0 for anything else."""


Question = Callable[[str, Mapping[str, Any], Metadata], Any]


def asker(fields: Mapping[str, Any]) -> Callable[[str, Metadata], Any] | None:
    """Asks for a field on the terminal, by what its schema says; None without one."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return lambda field, known: _question(field)(field, fields[field], known)


def _question(field: str) -> Question:
    return _QUESTIONS.get(field, _text)


def _text(field: str, schema: Mapping[str, Any], _known: Metadata) -> str:
    return _answer(f"{field}: {schema.get('description', '')}")


def _kind(_field: str, schema: Mapping[str, Any], _known: Metadata) -> str:
    kinds = schema["enum"]
    while (answer := _answer(f"What is it? {', '.join(kinds)}").lower()) and answer not in kinds:
        say(f"{answer} is none of them.")
    return answer


def _people(_field: str, _schema: Mapping[str, Any], _known: Metadata) -> list[dict[str, str]]:
    """Who made it, one after another, until an empty answer."""
    people: list[dict[str, str]] = []
    while name := _answer(f"{'Who made it' if not people else 'And who else'}? Family, Given; empty: nobody else"):
        parts = {"name": name, "orcid": _answer("Their ORCID iD"), "affiliation": _answer("Where do they work")}
        people.append({key: value for key, value in parts.items() if value})
    return people


def _license(_field: str, _schema: Mapping[str, Any], _known: Metadata) -> str:
    say(LICENCES)
    return _answer("Licence")


_QUESTIONS: Mapping[str, Question] = {
    "creators": _people,
    "license": _license,
    "upload_type": _kind,
}


def _answer(question: str) -> str:
    return str(typer.prompt(question.rstrip(". "), default="", show_default=False)).strip()
