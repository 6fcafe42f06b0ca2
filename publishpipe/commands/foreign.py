"""What Zenodo would refuse or drop of a `.zenodo.json`, a `CITATION.cff` or a `codemeta.json`, with its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from publishpipe.errors import Place, Problem
from publishpipe.model.target import Target
from publishpipe.repositories import REPOSITORIES
from publishpipe.sources import reading, zenodo_json
from publishpipe.sources.said import Source
from publishpipe.workspace.trial import place_of, problems_of_metadata

#: What the two formats demand of each file, as far as it is needed to publish.
NEEDED: Mapping[str, Mapping[str, type]] = {
    reading.CFF: {"title": str, "authors": list},
    reading.CODEMETA: {"name": str},
}
TARGET = Target("zenodo", "local")


def checked(path: Path) -> tuple[tuple[Problem, ...], tuple[str, ...]] | None:
    """Problems, and notes where there are none; None if it is no such file. Raises InputError: it cannot be read."""
    if not reading.is_named_like_one(path):
        return None
    source = reading.read(path)
    if source is None:
        return None
    if source.faults:
        return source.faults, ()
    if source.kind == reading.ZENODO:
        return tuple(_as_written(source)), tuple(_notes(source))
    metadata, doubts = REPOSITORIES[TARGET.repository].first_metadata(source.metadata)
    return tuple(_translated(source, metadata)), (*_notes(source), *doubts)


def _as_written(source: Source) -> Iterator[Problem]:
    """What is wrong with the keys as they are written. What GitHub would tell of it need not be there."""
    above, told = zenodo_json.metadata(source.document)
    told = zenodo_json.as_sent(told) if isinstance(told, Mapping) else told
    yield from _placed(source, {"metadata": told}, lambda place: (*above, *place))


def _translated(source: Source, metadata: Any) -> Iterator[Problem]:
    """What is wrong with what it says, at the place in the file where it says it; and what it has to say."""
    written = source.document.value
    for key, fits in NEEDED[source.kind].items():
        if not isinstance(written, Mapping) or key not in written:
            yield source.document.problem((), f"'{key}' is missing")
        elif not isinstance(written[key], fits):
            yield source.document.problem((key,), f"{key} must be {'text' if fits is str else 'a list'}")
    yield from _placed(source, {"metadata": metadata}, source.origin)


def _placed(source: Source, value: Any, origin: Any) -> Iterator[Problem]:
    found = []
    for problem in problems_of_metadata(value["metadata"], TARGET):
        place, key = place_of(problem, value)
        inner: Place = place[1:]
        if inner or not key:
            found.append(source.document.problem(origin(inner), problem.message, problem.hint))
    yield from sorted(found, key=lambda problem: (problem.line, problem.column, problem.message))


def _notes(source: Source) -> Iterator[str]:
    name = Path(source.name).name
    for doi in source.dois:
        yield f"{name}: {doi} is of Zenodo: publishpipe adopt MANIFEST {doi} goes on with that record"
    yield from (f"{name}: {remark.text}" for remark in source.remarks)
