"""What happened, as values: the engine emits them, `render` shows them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from publishpipe.errors import Problem
from publishpipe.model.after import After
from publishpipe.model.plan import Plan, as_json
from publishpipe.model.steps import Step

DOWNLOAD = "download:"  # what the key of a progress begins with that is no step's; a file's name follows


Ending = Literal["done", "unchanged", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How much is read, in bytes, of all files whose checksums are wanted, and which is read now; for people only."""

    name: str
    bytes: int
    total: int

    def as_json(self) -> None:
        """Machines are not told."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The whole plan, before anything is done; `steps` are those of it that this run is to do."""

    plan: Plan
    steps: tuple[Step, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As `apply --json` prints it."""
        return {"event": "plan", **as_json(self.plan)}


@dataclass(frozen=True, slots=True)
class StepChanged:
    """A step began or ended."""

    step: Step
    status: Literal["started", "skipped", "done", "failed"]
    message: str = ""

    def as_json(self) -> dict[str, object]:
        """As `apply --json` prints it."""
        told = {"message": self.message} if self.message else {}
        return {"event": "step", "key": self.step.key, "status": self.status, **told}


@dataclass(frozen=True, slots=True)
class Acted:
    """Nothing of a step is on its way any more; how it ended follows once that is written down. For people only."""

    key: str

    def as_json(self) -> None:
        """Machines are not told."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a step or of a download is done, in bytes."""

    key: str
    bytes: int
    total: int

    def as_json(self) -> dict[str, object]:
        """As `apply --json` prints it."""
        return {"event": "progress", "key": self.key, "bytes": self.bytes, "total": self.total}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing goes on for a while, and why; for people only."""

    reason: str
    seconds: float

    def as_json(self) -> None:
        """Machines are not told."""


@dataclass(frozen=True, slots=True)
class Result:
    """How it ended. `doi` and `doi_url` are set once the record is published; `editing`: an edit of it is left open.

    `unsettled`: its publication was asked for, and nobody knows yet whether it is public: the next run looks.
    `concept_doi` stands for all versions, where there is one. `error` says why it did not end well, and `problems` what
    is wrong in which place of the manifest. `after`, for people only: where it ended well, what follows.
    """

    status: Ending
    repository: str | None = None
    environment: str | None = None
    id: str | None = None
    doi: str | None = None
    doi_url: str | None = None
    record_url: str | None = None
    published: bool = False
    editing: bool = False
    unsettled: bool = False
    requests: int = 0
    bytes_sent: int = 0
    error: str | None = None
    problems: tuple[Problem, ...] = ()
    concept_doi: str | None = None
    after: After | None = None

    def __repr__(self) -> str:
        state = "" if self.id is None else "published" if self.published else "draft"
        told = (self.status, state, self.doi or self.id, self.record_url, self.error)
        return f"<Result {', '.join(filter(None, told))}>"

    def as_json(self) -> dict[str, object]:
        """As `apply --json` prints it, last of all."""
        names = ("status", "repository", "environment", "id", "doi", "doi_url", "record_url", "published")
        value = {"event": "result", **{name: getattr(self, name) for name in names}}
        value |= {"requests": self.requests, "bytes_sent": self.bytes_sent}
        problems = [problem.as_json() for problem in self.problems]
        told = {"unsettled": self.unsettled, "concept_doi": self.concept_doi, "error": self.error, "problems": problems}
        return value | {name: given for name, given in told.items() if given}


Event = Reading | Planned | StepChanged | Acted | Progress | Waiting | Result
Emit = Callable[[Event], None]


class UntilResult:
    """Passes events on up to the result, from any thread: one that was left behind tells nothing after it."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._lock = threading.Lock()
        self._ended = False

    def __call__(self, event: Event) -> None:
        """Pass an event on, one at a time."""
        with self._lock:
            if not self._ended:
                self._ended = isinstance(event, Result)
                self._emit(event)


def ignore(_event: Event) -> None:
    """Nobody listens."""
