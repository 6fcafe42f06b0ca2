"""From what is wanted and seen to the steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publishpipe.errors import InputError
from publishpipe.model.facts import FileFact, Metadata
from publishpipe.model.listing import Lookalike
from publishpipe.model.plan import Outlook
from publishpipe.model.steps import Step
from tests.repositories.shelf.client import Box


@dataclass(frozen=True)
class Observation:
    """What was seen."""

    box: Box | None = None
    alike: tuple[Lookalike, ...] = ()

    @property
    def editing(self) -> bool:
        return False

    @property
    def newer(self) -> None:
        return

    @property
    def draft(self) -> None:
        return

    def as_json(self) -> object:
        return self.box.as_json() if self.box else None


@dataclass(frozen=True)
class Goal:
    """What is wanted."""

    files: Mapping[str, FileFact]
    metadata: Metadata
    publish: bool

    def wrong_files(self, box: Box) -> tuple[str, ...]:
        names = sorted(self.files.keys() | box.files.keys())
        return tuple(name for name in names if self.files.get(name) != box.files.get(name))

    def wrong_fields(self, box: Box) -> tuple[str, ...]:
        there = {"label": box.label, "note": box.note}
        return tuple(name for name in there if self.metadata.get(name, "") != there[name])


def outlook(goal: Goal, box: Box | None) -> Outlook:
    """The steps. Raises InputError: a sealed box is to change."""
    if box and box.sealed_at and (wrong := (*goal.wrong_files(box), *goal.wrong_fields(box))):
        raise InputError(f"The box {box.id} is sealed; these differ: {', '.join(wrong)}.", hint="Undo the changes.")
    return Outlook(tuple(_steps(goal, box)))


def _steps(goal: Goal, box: Box | None) -> Iterator[Step]:
    yield Step("create", summary="new box", done="it exists" if box else "", marked=True)
    there = box.files if box else {}
    for name in there.keys() - goal.files.keys():
        yield Step("remove", name, f"take {name} out", repeatable=True)
    for name, file in goal.files.items():
        same = there.get(name) == file
        yield Step("upload", name, f"put {name} in", file.size, done="it is there" if same else "", repeatable=True)
    labelled = "it is labelled" if box and not goal.wrong_fields(box) else ""
    yield Step("describe", summary="label it", done=labelled, repeatable=True)
    if goal.publish:
        yield Step("publish", summary="seal it", irreversible=True, done="sealed" if box and box.sealed_at else "")
