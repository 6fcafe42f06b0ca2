"""What would be wrong with a manifest that is not there yet: it is written aside, and read as any other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from publishpipe.errors import InputError, Place, Problem
from publishpipe.manifest.writer import plain_text
from publishpipe.model.target import Target
from publishpipe.workspace import warnings, workspace

DATA = "data.txt"


def problems(value: Mapping[str, Any], root: Path) -> tuple[Problem, ...]:
    """All problems of a manifest with these values beside the files of `root`; their lines say nothing."""
    with TemporaryDirectory(prefix="publishpipe-") as folder:
        try:
            _loaded(value, Path(folder), root)
        except InputError as error:
            return error.problems
    return ()


def problems_of_metadata(metadata: Any, target: Target) -> tuple[Problem, ...]:
    """The same of metadata alone."""
    return tuple(one for one in told_of_metadata(metadata, target) if one.severity == "error")


def told_of_metadata(metadata: Any, target: Target) -> tuple[Problem, ...]:
    """All problems of metadata alone; or, if there are none, what is perhaps not meant."""
    place = {"repository": target.repository, "environment": target.environment}
    value = {"publishpipe": 1, "target": place, "files": [DATA], "metadata": metadata}
    with TemporaryDirectory(prefix="publishpipe-") as folder:
        (Path(folder) / DATA).write_text("data\n", "utf-8")
        try:
            return warnings.of_manifest(_loaded(value, Path(folder), Path(folder)))
        except InputError as error:
            return error.problems


def _loaded(value: Mapping[str, Any], folder: Path, root: Path) -> workspace.Workspace:
    path = folder / "manifest.yaml"
    path.write_text(plain_text({**value, "root": str(root.resolve())}), "utf-8")
    return workspace.load(path)


def place_of(problem: Problem, value: Any) -> tuple[Place, str]:
    """The place that a problem is told at, as far as there is such a value, and the key that is missing there."""
    place: Place = ()
    for part in _parts(problem.path):
        if not _has(value, part):
            return place, str(part)
        value, place = value[part], (*place, part)
    named = re.match(r"'([^']+)' is missing", problem.message)
    return place, named[1] if named else ""


def _parts(path: str) -> Iterator[str | int]:
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        yield key or int(index)


def _has(value: Any, part: str | int) -> bool:
    if isinstance(part, int):
        return isinstance(value, list) and part < len(value)
    return isinstance(value, Mapping) and part in value
