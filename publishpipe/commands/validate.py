"""The verb `validate`: all that is wrong with a manifest, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from publishpipe.errors import InputError, Problem
from publishpipe.workspace import notes as workspace_notes
from publishpipe.workspace import workspace


def validate(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """Everything that is wrong with a manifest as far as it can be known without a network; empty if nothing is."""
    return checked(path, environment=environment, url=url, set=set)[0]


def notes(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """What is right in a manifest, but may not be what its author expects. Raises InputError if it is not valid."""
    space = workspace.load(Path(path), environment=environment, url=url, settings=set)
    return (*workspace_notes.notes(space), *space.repository.notes(space.wanted))


def checked(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """What `validate` and `notes` say, with the manifest read once; no notes of one that is wrong."""
    try:
        return (), notes(path, environment=environment, url=url, set=set)
    except InputError as error:
        return error.problems or (Problem(str(path), 1, 1, "", error.message, error.hint),), ()
