"""How far many releases are: one row at the foot of a terminal, or a line of a log now and then."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import Protocol, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from publishpipe.model.campaign import CampaignEvent, CampaignPlanned, CampaignResult, Looking, Told
from publishpipe.model.events import Planned, Result, StepChanged, Waiting
from publishpipe.render.campaign.text import show_plan
from publishpipe.render.numbers import clock
from publishpipe.render.plain import plain
from publishpipe.render.wrapping import tell

EVERY = 10.0  # seconds between two lines of a log
OFTEN = 4.0  # times a second that the row is drawn


class Listener(Protocol):
    """Told about every event of a campaign, one at a time."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_exc: object) -> None: ...

    def __call__(self, event: CampaignEvent) -> None:
        """Show an event."""


def listener(*, as_json: bool, quiet: bool) -> Listener:
    """What shows the events of a command: to a program, to nobody, to a person at a terminal, or in a log."""
    if as_json:
        return JsonLines()
    from publishpipe.render.text import console  # noqa: PLC0415  # programs need no library for terminals

    out = console()
    if quiet:
        return Quiet()
    return Row(out) if out.file.isatty() and out.is_interactive else Lines(out)


def aside(*, quiet: bool) -> Listener:
    """The same of a command whose output is its result: on stderr; or nobody is told."""
    from publishpipe.render.text import console  # noqa: PLC0415  # as above

    out = console(stderr=True)
    return Row(out) if not quiet and out.file.isatty() and out.is_interactive else Quiet()


class Quiet:
    """Nothing at all."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nothing to tidy up."""

    def __call__(self, event: CampaignEvent) -> None:
        """Show nothing."""


class JsonLines(Quiet):
    """One JSON object a line, and nothing else."""

    def __call__(self, event: CampaignEvent) -> None:
        """Print an event that programs are told about."""
        value = event.as_json()
        if value is not None:
            print(json.dumps(value), flush=True)


class Tally:
    """How many releases ended how, of how many, and how long the rest may take."""

    def __init__(self) -> None:
        self.total = 0
        self.doing = ""
        self.done = 0
        self.began = time.monotonic()
        self.ended: Counter[str] = Counter()
        self.now: dict[str, str] = {}
        self.waiting = ""

    def __call__(self, event: CampaignEvent) -> None:
        """Count an event."""
        match event:
            case Looking(doing=doing, done=done, total=total):
                self.doing, self.done, self.total = doing, done, total
            case CampaignPlanned(plan=plan):
                self.doing, self.done, self.total = "", 0, len(plan.releases)
                self.began = time.monotonic()
            case Told(release=name, event=Result(status=status)):
                self.ended[status] += 1
                self.done += 1
                self.now.pop(name, None)
            case Told(release=name, event=Planned()):
                self.now[name] = ""
            case Told(release=name, event=StepChanged(step=step, status="started")):
                self.now[name], self.waiting = step.key, ""
            case Told(event=Waiting(reason=reason)):
                self.waiting = reason

    @property
    def told(self) -> str:
        """All that in one line."""
        if self.doing:
            return f"{self.doing} {self.done} of {self.total}"
        counts = ", ".join(f"{number} {name}" for name, number in self.ended.items())
        parts = [f"{self.done} of {self.total}" + (f": {counts}" if counts else "")]
        parts += [f"{clock(self.left)} left"] if self.left else []
        parts += [f"waiting: {self.waiting}"] if self.waiting else []
        now = [f"{name} {key}".strip() for name, key in list(self.now.items())]
        return "; ".join([*parts, *now])

    @property
    def left(self) -> float:
        """Seconds that the rest takes, if it goes on as it did; 0 as long as nobody can say."""
        worked = self.ended.total() - self.ended["unchanged"]
        took = time.monotonic() - self.began
        return took / worked * (self.total - self.done) if worked and took > 2 else 0.0


class Lines(Quiet):
    """The plan, a line for each release that did not end well, and one about all now and then."""

    def __init__(self, out: Console) -> None:
        self.out = out
        self.tally = Tally()
        self._told = time.monotonic()

    def __call__(self, event: CampaignEvent) -> None:
        """Print what a reader of a log wants to know."""
        self.tally(event)
        match event:
            case CampaignPlanned(plan=plan):
                self._hide()
                show_plan(self.out, plan)
            case CampaignResult():
                self._hide()
            case Told(release=name, event=Result(error=str(error))):
                tell(self.out, Text("  failed  ", style="bold red") + Text(plain(f"{name}: {error}")), 10)
            case _:
                self._show()

    def _show(self) -> None:
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            tell(self.out, f"  {self.tally.told}", 2)

    def _hide(self) -> None:
        """Nothing is shown that would stay."""


class Row(Lines):
    """The same with one row at the foot of a terminal in place of lines about all."""

    def __init__(self, out: Console) -> None:
        super().__init__(out)
        self._live: Live | None = None

    def __exit__(self, *_exc: object) -> None:
        self._hide()

    def _show(self) -> None:
        if self._live is None:
            self._live = Live(
                console=self.out,
                get_renderable=lambda: Text(f"  {self.tally.told}", no_wrap=True, overflow="ellipsis"),
                refresh_per_second=OFTEN,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start()

    def _hide(self) -> None:
        shown, self._live = self._live, None
        if shown:
            shown.stop()
            sys.stdout.flush()
