"""Many steps alike as people see them: the first ones, those that need a look, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from publishpipe.model.plan import Plan
from publishpipe.model.steps import Step

MOST = 20  # alike


def folded(plan: Plan) -> Iterator[Step]:
    """The steps, where one stands for all that follow the first twenty of a kind; `plan --json` tells every one.

    No file is hidden behind others whose name does not tell where it comes from.
    """
    odd = {content.name for content in plan.contents if content.origin}
    for _, group in groupby(plan.steps, lambda step: (step.action, step.pending)):
        first, more = list[Step](), list[Step]()
        for step in group:
            (first if len(first) < MOST or step.subject in odd else more).append(step)
        yield from first
        if more:
            yield _rest(more)


def _rest(steps: list[Step]) -> Step:
    """One that stands for all of these."""
    summary = "all are listed by publishpipe plan --json"
    return replace(
        steps[0], subject=f"… and {len(steps)} more", summary=summary, bytes=sum(step.bytes for step in steps)
    )
