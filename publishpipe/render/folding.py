"""Many steps alike as people see them: the first ones, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from publishpipe.model.steps import Step

MOST = 20  # alike


def folded(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, where one stands for all that follow the first twenty of a kind; `plan --json` tells every one."""
    for (action, pending), group in groupby(steps, lambda step: (step.action, step.pending)):
        alike = list(group)
        yield from alike[:MOST]
        if more := alike[MOST:]:
            told = "all are listed by publishpipe plan --json"
            summary, done = (told, "") if pending else ("", more[0].done)
            subject, size = f"and {len(more)} more", sum(step.bytes for step in more)
            yield replace(more[0], action=action, subject=subject, summary=summary, done=done, bytes=size)
