"""Problems as other programs read them: SARIF for code scanning, and commands of GitHub's workflows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from urllib.parse import quote

from publishpipe.errors import Problem
from publishpipe.render.plain import plain

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RULES = {"error": "What is wrong with a manifest.", "warning": "What may not be meant as it stands."}


def sarif(problems: Sequence[Problem], version: str) -> dict[str, object]:
    """A log of SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""
    rules = [{"id": name, "shortDescription": {"text": text}} for name, text in RULES.items()]
    driver = {"name": "publishpipe", "version": version, "rules": rules}
    results = [_result(problem) for problem in problems]
    # Columns count characters, which by default would be UTF-16 code units.
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(problem: Problem) -> dict[str, object]:
    region: dict[str, object] = {"startLine": problem.line, "startColumn": problem.column}
    if problem.source:
        region |= {"endColumn": problem.column + problem.width, "snippet": {"text": problem.source}}
    place = {"artifactLocation": {"uri": _uri(problem.file)}, "region": region}
    return {
        "ruleId": problem.severity,
        "level": problem.severity,
        "message": {"text": _sentence(problem, "; ")},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")


def _sentence(problem: Problem, between: str) -> str:
    return plain(problem.message) + (f"{between}help: {plain(problem.hint)}" if problem.hint else "")


def github(problems: Sequence[Problem]) -> Iterator[str]:
    """Lines that GitHub shows beside those of the file, https://docs.github.com/actions/reference/workflow-commands."""
    for problem in problems:
        place = {"file": problem.file, "line": problem.line, "col": problem.column}
        if problem.source:
            place["endColumn"] = problem.column + problem.width
        told = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in place.items())
        yield f"::{problem.severity} {told}::{_escaped(_sentence(problem, chr(10)))}"


def _escaped(text: str, more: str = "") -> str:
    """A text as actions/toolkit writes it (packages/core/src/command.ts): no line breaks, in a value no `:` or `,`."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
