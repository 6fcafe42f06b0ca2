"""What somebody is asked who has no manifest yet, field by field; an empty answer leaves it open."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import typer

from publishpipe.model.facts import Metadata
from publishpipe.render.plain import say
from publishpipe.schemas.fields import Field

WIDTH = 79  # columns

LICENCES = """\
The licence says what others may do with it. Common ones:
  cc-by-4.0         data and texts: anything, if they name you
  cc0-1.0           data: anything, without a condition
  mit               software: anything, if they keep your notice
  apache-2.0        software: the same, with a word on patents
  gpl-3.0-or-later  software: anything, if what they make of it is GPL, too
Left open, Zenodo sets cc0-1.0 for a dataset and cc-by-4.0 for anything else."""

Objections = Callable[[str, Any], tuple[str, str]]
"""Why a field cannot be that, and what is perhaps not meant; each is empty if all is well."""


def asker(fields: Mapping[str, Field], against: Objections) -> Callable[[str, Metadata], Any] | None:
    """Asks for a field on the terminal, and again as long as the answer is wrong; None without a terminal.

    An answer that is perhaps not meant is asked for again, and taken if it stays the same.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return lambda name, _known: _QUESTIONS.get(name, _text)(fields[name], against)


def _text(field: Field, against: Objections) -> str:
    _explain(f"{field.description}{f' Such as: {field.example}' if field.example else ''}")
    return _answer(f"{field.name} (leave empty to write it later)", lambda text: against(field.name, text))


def _kind(field: Field, against: Objections) -> str:
    _explain(f"What is it? {field.type.capitalize()}.")
    return _answer(
        f"{field.name} (leave empty to write it later)", lambda text: against(field.name, text.lower())
    ).lower()


def _people(field: Field, against: Objections) -> list[dict[str, str]]:
    """Who made it, one after another, until an empty answer."""
    people: list[dict[str, str]] = []

    def asked(question: str, part: str, known: Mapping[str, str]) -> dict[str, str]:
        def against_part(text: str) -> tuple[str, str]:
            wrong, doubt = against(field.name, [{**known, part: text}])
            return wrong, "" if known else doubt  # that of the name is told already

        answer = _answer(question, against_part)
        return {**known, part: answer} if answer else dict(known)

    while person := asked(f"Who {'else ' if people else ''}made it? (Rossi, Maria; leave empty when done)", "name", {}):
        person = asked("Their ORCID iD (leave empty if there is none)", "orcid", person)
        people.append(asked("Where they work (leave empty to leave it out)", "affiliation", person))
    return people


def _license(field: Field, against: Objections) -> str:
    say(LICENCES)
    return _answer("Licence (leave empty to write it later)", lambda text: against(field.name, text))


_QUESTIONS: Mapping[str, Callable[[Field, Objections], Any]] = {
    "creators": _people,
    "license": _license,
    "upload_type": _kind,
}


def _explain(text: str) -> None:
    """What a question is about, in lines that fit the narrowest of terminals."""
    say(textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False))


def _answer(question: str, against: Callable[[str], tuple[str, str]]) -> str:
    """An answer with which nothing is wrong, and that is meant; or none."""
    before = ""
    while answer := str(typer.prompt(question, default="", show_default=False)).strip():
        wrong, doubt = against(answer)
        if not wrong and (not doubt or answer == before):
            break
        _explain(wrong or f"{doubt}. If it is right as it is, enter it again.")
        before = answer
    return answer
