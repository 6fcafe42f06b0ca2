"""A document beside its schema: read as it is meant where that is certain, and every problem, in order of lines."""

from __future__ import annotations

from publishpipe.errors import Place, Problem
from publishpipe.manifest import leniency
from publishpipe.manifest.document import Document
from publishpipe.manifest.explain import explain
from publishpipe.manifest.violations import sifted
from publishpipe.schemas.loader import Schema, validator_of

ROUNDS = 4  # more than any value needs: a blank less, a word in its usual form, an empty item out


def check(document: Document, schema: Schema, fields: Schema) -> list[Problem]:
    """All problems of a document in the order of its lines. What can mean one thing only is read as that.

    `fields` is the part of the schema that is about the metadata.
    """
    checker = validator_of(schema)

    def is_said(place: Place) -> bool:
        return place[0] != "metadata" or place[1] in fields.get("x-not-left-out-if-empty", place)

    errors = list(checker.iter_errors(document.value))
    for _ in range(ROUNDS):
        if not errors or not leniency.read(document, checker, sifted(errors), is_said):
            break
        errors = list(checker.iter_errors(document.value))
    problems = {problem for error in sifted(errors) for problem in explain(document, error, fields)}
    return sorted(problems, key=lambda problem: (problem.line, problem.column, problem.message))
