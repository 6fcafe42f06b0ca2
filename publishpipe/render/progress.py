"""Events as they happen, for people: bars on a terminal, lines in a log."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from publishpipe.errors import Problem
from publishpipe.model.events import DOWNLOAD, Event, Planned, Progress, Result, StepChanged, Waiting
from publishpipe.render.numbers import size
from publishpipe.render.text import show_plan

EVERY = 10.0  # seconds between two lines about one file


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
                self._out.print(f"  {status:<7} {step.key}{told}")
            case Waiting(reason=reason, seconds=seconds):
                self._out.print(f"  waiting {seconds:.0f} s: {reason}")
            case Progress(key=key, bytes=done, total=total):
                self._progress(key, done, total)
            case Result(error="interrupted"):
                self._out.print(f"  stopped: {_left(event)}", soft_wrap=True)

    def _progress(self, key: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told.setdefault(key, now) >= EVERY:
            self._told[key] = now
            doing = "reading" if key.startswith(DOWNLOAD) else "sending"
            self._out.print(f"  {doing} {key}: {size(done)} of {size(total)}")


def _left(result: Result) -> str:
    """What an interrupted run leaves on the server, as far as it knows."""
    if result.published:
        return f"{result.record_url} is published"
    if result.id:
        return f"the draft {result.record_url} is there, and not published"
    return "nothing is known to be on the server; the next run looks"


class Terminal:
    """Bars for what is on its way, above them a line for each step that ended."""

    def __init__(self, out: Console) -> None:
        columns = (
            TextColumn("  {task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        self._bars = Bars(*columns, console=out, transient=True)
        self._lines = Lines(self._bars.console)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._bars.stop()

    def __call__(self, event: Event) -> None:
        """Draw an event."""
        if isinstance(event, Progress):
            self._draw(event)
            return
        if isinstance(event, StepChanged) and event.status in {"done", "failed"}:
            self._end(event.step.key)
        self._lines(event)

    def _draw(self, event: Progress) -> None:
        if event.key not in self._tasks:
            self._bars.start()  # only now: a question may have been asked before
            self._tasks[event.key] = self._bars.add_task(event.key, total=event.total)
        self._bars.update(self._tasks[event.key], completed=event.bytes)
        if event.key.startswith(DOWNLOAD) and event.bytes >= event.total:  # no step ends with it
            self._end(event.key)

    def _end(self, key: str) -> None:
        if key in self._tasks:
            self._bars.remove_task(self._tasks.pop(key))
