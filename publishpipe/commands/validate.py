"""The verb `validate`: all that is wrong with a manifest, or with what it could begin from, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from publishpipe.campaign import validate as validate_all
from publishpipe.campaign.file.campaign import is_campaign
from publishpipe.campaign.releases import Words
from publishpipe.commands import foreign
from publishpipe.errors import InputError, Problem
from publishpipe.workspace import notes as workspace_notes
from publishpipe.workspace import warnings as workspace_warnings
from publishpipe.workspace import workspace
from publishpipe.workspace.workspace import Workspace


class Checked(NamedTuple):
    """What is wrong with a manifest, what its author may not expect, and what is perhaps not meant."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


def validate(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """Everything that is wrong with a manifest as far as it can be known without a network; empty if nothing is."""
    return checked(path, environment=environment, url=url, set=set).problems


def notes(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """What is right in a manifest, but may not be what its author expects. Raises InputError if it is not valid."""
    return _notes(workspace.load(Path(path), environment=environment, url=url, settings=set))


def warnings(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """What is right in a manifest and perhaps not meant, each with its place. Raises InputError if it is not valid.

    What depends on the server, such as the same version number for a new version, is in `Plan.warnings`.
    """
    return workspace_warnings.of_manifest(workspace.load(Path(path), environment=environment, url=url, settings=set))


def checked(
    path: Path | str, *, environment: str | None = None, url: str | None = None, set: Mapping[str, str] | None = None
) -> Checked:
    """All three, with the manifest read once; of one that is wrong the warnings that are about its sound part."""
    try:
        if is_campaign(Path(path)):
            return Checked(validate_all.problems(Path(path), Words(environment, url, set or {})))
        if other := foreign.checked(Path(path)):
            problems, remarks = other
            return Checked(problems, () if problems else remarks)
        space, wrong = workspace.looked_at(Path(path), environment=environment, url=url, settings=set)
        if wrong:
            return Checked(workspace.in_order(wrong), warnings=workspace_warnings.of_the_sound_part(space))
    except InputError as error:
        return Checked(error.problems or (Problem(str(path), 1, 1, "", error.message, error.hint),))
    return Checked((), _notes(space), workspace_warnings.of_manifest(space))


def _notes(space: Workspace) -> tuple[str, ...]:
    return (*workspace_notes.notes(space), *space.repository.notes(space.wanted))
