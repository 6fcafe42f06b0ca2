"""How far the files are, counted from events: to take one costs little more than to store its number."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from publishpipe.model.events import DOWNLOAD, Acted, Event, Planned, Progress, Reading, Result, StepChanged
from publishpipe.model.steps import Step

LATELY = 40  # looks at how much is done, by which it is judged how fast that goes


@dataclass(slots=True)
class Moving:
    """A file on its way, or several as one: bytes in all and done; since when, by a clock that is never set."""

    name: str
    total: int
    began: float
    done: int = 0
    acted: bool = False


class Pace:
    """How fast something goes, by what was done whenever somebody looked."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, int]] = deque(maxlen=LATELY)

    def now(self, done: int) -> float:
        """Bytes a second over the last looks, of which this is one; 0 while nobody can say."""
        self._looks.append((time.monotonic(), done))
        (began, before), (ended, _) = self._looks[0], self._looks[-1]
        return max(0.0, (done - before) / (ended - began)) if ended > began else 0.0


class Tally:
    """What of a run is done, and what is on its way. One thread may look while another counts."""

    def __init__(self) -> None:
        self.reading: Reading | None = None
        self._moving: dict[str, Moving] = {}
        self._expect(())

    def _expect(self, steps: tuple[Step, ...]) -> None:
        uploads = [step for step in steps if step.pending and step.sends]
        self.pace = Pace()
        self.uploads = self.uploads_left = len(uploads)
        self.files, self.all_files = 0, sum(len(step.sends) for step in uploads)
        self.bytes, self.all_bytes = 0, sum(step.bytes for step in uploads)

    def __call__(self, event: Event) -> None:
        """Count an event."""
        match event:
            case Reading(bytes=done, total=total):
                self.pace = self.pace if self.reading else Pace()
                self.reading = event if done < total else None
            case Planned(steps=steps):
                self._expect(steps)
            case StepChanged(step=step, status="started") if step.sends:
                self._moving[step.key] = Moving(step.subject, step.bytes, time.monotonic())
            case StepChanged(step=step, status="done" | "failed" as status) if step.sends:
                self._end(step, well=status == "done")
            case Acted(key=key) if key in self._moving:
                self._moving[key].acted = True
            case Progress(key=key, bytes=done, total=total):
                self._progress(key, done, total)
            case Result():
                self.uploads_left = 0  # nothing more will come of them

    def _end(self, step: Step, *, well: bool) -> None:
        self.uploads_left -= 1
        if well:
            self.files += len(step.sends)
            self.bytes += step.bytes
        self._moving.pop(step.key, None)

    def _progress(self, key: str, done: int, total: int) -> None:
        if key.startswith(DOWNLOAD) and done >= total:  # no step ends with it
            self._moving.pop(key, None)
            return
        if key not in self._moving:
            self._moving[key] = Moving(key.removeprefix(DOWNLOAD), total, time.monotonic())
        self._moving[key].done, self._moving[key].total = done, total

    @property
    def moving(self) -> list[Moving]:
        """What is on its way now, the oldest first."""
        return [one for one in list(self._moving.values()) if not one.acted]

    @property
    def done(self) -> int:
        """Bytes of the uploads that are there, with those that are on their way."""
        return min(self.all_bytes, self.bytes + sum(one.done for one in list(self._moving.values())))
