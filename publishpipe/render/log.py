"""Events as they happen, as lines of a log."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Self

from rich.console import Console

from publishpipe.errors import Problem
from publishpipe.model.events import DOWNLOAD, Event, Planned, Progress, Reading, Result, StepChanged, Waiting
from publishpipe.render.numbers import size
from publishpipe.render.text import show_plan
from publishpipe.render.wrapping import tell

EVERY = 10.0  # seconds between two lines about one file, or about all that are read


class Lines:
    """A line for each step that ends; now and then one about a file that takes long."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._told: dict[str, float] = {}
        self._warned: set[Problem] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nothing to tidy up."""

    def __call__(self, event: Event) -> None:
        """Print what a reader of a log wants to know."""
        match event:
            case Planned(plan=plan):
                new = tuple(warning for warning in plan.warnings if warning not in self._warned)
                self._warned.update(new)
                show_plan(self._out, replace(plan, warnings=new))
            case StepChanged(step=step, status="done" | "failed" as status, message=message):
                told = f": {message}" if message and status == "done" else ""
                tell(self._out, f"  {status:<7} {step.key}{told}", 10)
            case Waiting(reason=reason, seconds=seconds):
                tell(self._out, f"  waiting {seconds:.0f} s: {reason}", 10)
            case Progress(key=key) if self._is_due(key):
                doing = "reading" if key.startswith(DOWNLOAD) else "sending"
                self._out.print(f"  {doing} {key}: {size(event.bytes)} of {size(event.total)}")
            case Reading(name=name) if self._is_due(""):
                self._out.print(f"  reading {size(event.bytes)} of {size(event.total)}, now {name}")
            case Result(error="interrupted"):
                tell(self._out, f"  stopped: {_left(event)}", 4)

    def _is_due(self, key: str) -> bool:
        """Whether it is time for another line about this."""
        now = time.monotonic()
        if now - self._told.setdefault(key, now) < EVERY:
            return False
        self._told[key] = now
        return True


def _left(result: Result) -> str:
    """What an interrupted run leaves on the server, as far as it knows."""
    where = result.id if result.environment == "local" else result.record_url  # a rehearsal's server ends with us
    if result.unsettled:
        return f"{where} was about to be published. publishpipe status tells whether it is; the same command goes on"
    if result.published:
        return f"{where} is published"
    if result.id:
        return f"the draft {where} is there, and not published"
    return "nothing is known to be on the server; the next run looks"
