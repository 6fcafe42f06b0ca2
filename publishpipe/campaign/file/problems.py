"""What is wrong with the manifest of a row: told at the row, if a cell of it may be why, else once for all rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from publishpipe.campaign.file.campaign import Campaign, Release
from publishpipe.errors import InputError, Problem, dotted
from publishpipe.manifest.document import parse
from publishpipe.manifest.source import text_of
from publishpipe.model import placeholders

MOST = 200  # problems that are told; more of them are mostly the same one


class Problems:
    """All that is wrong with the releases of a campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._found: dict[Problem, list[Release]] = {}
        self._filled = _filled(campaign)

    def add(self, release: Release, problems: Iterable[Problem]) -> None:
        """What is wrong with one of them."""
        for problem in problems:
            told = self._at_row(release, problem) if self._is_of_row(problem) else problem
            self._found.setdefault(told, []).append(release)

    def told(self) -> tuple[Problem, ...]:
        """Each once; one that several rows have says so."""
        several = len(self._campaign.releases)
        told = []
        for problem, of in self._found.items():
            rows = f" (in {len(of)} of {several} releases)" if len(of) > 1 and self._campaign.table else ""
            told.append(replace(problem, message=problem.message + rows))
        return tuple(told[:MOST])

    def _is_of_row(self, problem: Problem) -> bool:
        if "${" in problem.message:  # what stands in the manifest is wrong, and not what a cell holds
            return False
        beneath = (problem.path + ".", problem.path + "[")
        return any(
            path == problem.path or path.startswith(beneath) or problem.path.startswith((path + ".", path + "["))
            for path in self._filled
        )

    def _at_row(self, release: Release, problem: Problem) -> Problem:
        """The same at the row of the table, with the place in the manifest that the cell is filled into."""
        table = self._campaign.table
        assert table is not None  # noqa: S101  # what is filled in comes from one
        told = f"{release.name}: {problem.path}: {problem.message}"
        hint = (f"{problem.hint}; " if problem.hint else "") + f"it is filled in at {problem.where}"
        return Problem(str(table.path), release.line, 1, problem.path, told, hint)


def _filled(campaign: Campaign) -> frozenset[str]:
    """The places in the shared manifest that cells are filled into, dotted."""
    if campaign.table is None:
        return frozenset()
    path = campaign.releases[0].path
    try:
        value = parse(text_of(path), str(path)).value
    except InputError:
        return frozenset()
    return frozenset(_places(value))


def _places(value: object) -> Iterator[str]:
    for place, name, _ in placeholders.named(value):
        if name.startswith(placeholders.ROW):
            yield dotted(place)
