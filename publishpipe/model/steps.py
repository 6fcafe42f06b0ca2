"""The steps of a plan: frozen values in order, and which of them are meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from publishpipe.errors import UsageError
from publishpipe.model.quoting import quoted
from publishpipe.model.similar import nearest


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to make true.

    Attributes:
        action: what kind of step it is, such as `upload`.
        subject: what it is done to, such as a file's name, or empty.
        summary: what a person reads.
        bytes: how many bytes of files it sends.
        irreversible: it cannot be undone.
        done: why nothing is left to do; empty while it is pending.
        repeatable: doing it twice has the effect of doing it once, so no intent need be written down.
        marked: what it makes carries the release's own mark, by which it is found if its answer is lost.
        parallel: it may run side by side with its neighbours that may too.
        requests: how many requests it takes when all goes well.
        waits: it looks until the server has come so far, so it may take more of them.
        files: the names of the files that it sends, if its subject is not the only one.
    """

    action: str
    subject: str = ""
    summary: str = ""
    bytes: int = 0
    irreversible: bool = False
    done: str = ""
    repeatable: bool = False
    marked: bool = False
    parallel: bool = False
    requests: int = 1
    waits: bool = False
    files: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Step {self.key}: {f'done, {self.done}' if self.done else self.summary}>"

    @property
    def key(self) -> str:
        """What names it in the plan, in events and in the lockfile."""
        return f"{self.action}:{self.subject}" if self.subject else self.action

    @property
    def pending(self) -> bool:
        """Whether something is left to do."""
        return not self.done

    @property
    def sends(self) -> tuple[str, ...]:
        """The names of the files that it sends."""
        return (self.files or (self.subject,)) if self.action == "upload" else ()


def taking_one_more(steps: Iterable[Step], action: str = "") -> Iterator[Step]:
    """The same steps, where the first pending one (of that action) takes a request that serves all after it."""
    left = True
    for step in steps:
        first = left and step.pending and action in ("", step.action)
        left = left and not first
        yield replace(step, requests=step.requests + 1) if first else step


def until(steps: Iterable[Step], key: str | None) -> tuple[Step, ...]:
    """The steps up to and including `key`; an action such as `upload` means all of its steps.

    Raises:
        UsageError: no step has that key; its hint names those that exist.
    """
    steps = tuple(steps)
    if key is None:
        return steps
    last = max((i for i, step in enumerate(steps) if key in (step.key, step.action)), default=None)
    if last is None:
        hint = f"The steps are: {', '.join(step.key for step in steps)}"
        if meant := _meant(steps, key):
            hint = f"Did you mean {meant}? {hint}"
        raise UsageError(f"There is no step {quoted(key)}.", state="Nothing was sent.", hint=hint)
    return steps[: last + 1]


def _meant(steps: Iterable[Step], key: str) -> str:
    """The step, or the action, that a key seems to stand for, or nothing."""
    action, colon, subject = key.partition(":")
    known = {step.action for step in steps}
    action = action if action in known else nearest(action, sorted(known))
    if not colon:
        return action
    found = nearest(subject, [step.subject for step in steps if step.action == action])
    return f"{action}:{found}" if found else ""


def batches(steps: Iterable[Step]) -> Iterator[tuple[Step, ...]]:
    """Neighbours that may run side by side come together, all others alone."""
    numbered = enumerate(steps)
    for _, group in groupby(numbered, lambda item: -1 if item[1].parallel else item[0]):
        yield tuple(step for _, step in group)
