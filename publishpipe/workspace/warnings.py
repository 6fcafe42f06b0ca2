"""What is right in a manifest and perhaps not meant, each with its place: it stops nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from publishpipe.errors import Doubt, Problem
from publishpipe.files.doubts.doubts import doubts
from publishpipe.model.plan import Outlook
from publishpipe.workspace.workspace import Workspace


def of_manifest(space: Workspace) -> tuple[Problem, ...]:
    """All that can be known without a server; text files are looked into as far as that is quick."""
    wanted = space.wanted
    of_files = doubts(wanted.files.values(), space.manifest.files, wanted.files.keys())
    return _told(space, (*space.repository.doubts(wanted), *of_files))


def of_the_sound_part(space: Workspace) -> tuple[Problem, ...]:
    """The same of a manifest of which something is wrong: not what seems to be missing, as that may be it."""
    return tuple(one for one in of_manifest(space) if one.path not in {"", "metadata", "files"})


def of_plan(space: Workspace, outlook: Outlook) -> tuple[Problem, ...]:
    """The same of what is about to be done: where that is nothing, nothing is said, and no file is opened."""
    wanted, pending = space.wanted, [step for step in outlook.steps if step.pending]
    if not pending:
        return ()
    sent = {name for step in pending for name in step.sends}
    of_files = doubts(wanted.files.values(), space.manifest.files, sent)
    return _told(space, (*space.repository.doubts(wanted), *outlook.doubts, *of_files))


def _told(space: Workspace, found: Iterable[Doubt]) -> tuple[Problem, ...]:
    """Each of them once, in the order of their lines."""
    problems = {replace(space.manifest.problem(*doubt), severity="warning") for doubt in found}
    return tuple(sorted(problems, key=lambda one: (one.line, one.column, one.message)))
