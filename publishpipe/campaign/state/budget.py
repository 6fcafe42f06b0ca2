"""One budget of requests for all processes: taken in slices, of which each is taken once; and pauses, which all keep.

Which window of time a slice belongs to, and how many requests it allows, the server's headers say. How long a pause
lasts counts for each process from the moment at which it sees it: whoever brought it takes it away when it is over.
"""

from __future__ import annotations

import math
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from publishpipe.campaign.state import durable
from publishpipe.http.retries import TOO_MANY, rate_window, retry_after

if TYPE_CHECKING:
    import httpx

SLICES = 50  # so many make up a window at least
LARGEST = 10  # requests of a slice: what a killed process had left of one is lost until the window ends


@dataclass
class Window:
    """A time for which the server allows so many requests: until `ends`, on our own clock; `left` of our slice."""

    name: str
    folder: Path
    allowed: int
    ends: float
    left: int = 0
    spent: bool = False

    @property
    def size(self) -> int:
        """Of a slice, in requests."""
        return min(LARGEST, max(1, self.allowed // SLICES))

    def take(self) -> bool:
        """Take one request, and a slice if the last is used up; False: there is none left."""
        if not self.left and not self.spent:
            self._slice()
        if self.spent:
            return False
        self.left -= 1
        return True

    def _slice(self) -> None:
        for number in range(1, self.allowed // self.size + 1):
            path = self.folder / str(number)
            if not path.exists() and durable.place(path, {}):
                self.left = self.size
                return
        self.spent = True


class SharedBudget:
    """What the server still allows to all processes of a campaign; threads may share it.

    Args:
        folder: that of one account on one server.
        patience: seconds; a longer wait is an error instead.
        clock: seconds that only ever grow.
    """

    def __init__(self, folder: Path, patience: float = math.inf, clock: Callable[[], float] = time.monotonic) -> None:
        self.patience = patience
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._window: Window | None = None
        self._blind = 0  # requests that were sent since nobody here knows what window it is
        self._own = folder / "pauses" / uuid4().hex
        self._own_until: float | None = None
        self._pauses: dict[str, float] = {}  # the name of a pause → when it is over

    def wait(self) -> float:
        """Take one request: 0.0 if it may be sent now, else seconds after which to ask again."""
        with self._lock:
            now = self._clock()
            if (pause := self._pause(now)) > 0:
                return pause
            window = self._window
            if window is None or now >= window.ends:
                self._window, self._blind = None, self._blind + 1
                return 0.0
            return 0.0 if window.take() else window.ends - now

    def learn(self, answer: httpx.Response) -> None:
        """Read an answer's headers, and tell everybody if the server asks for a pause."""
        with self._lock:
            if answer.status_code in {TOO_MANY, 503} and (seconds := retry_after(answer)):
                self._hold(seconds)
            if told := rate_window(answer):
                self._enter(*told)

    def _enter(self, name: str, left: int, seconds: float) -> None:
        """Know what window it is; how many requests it has for all of us, the first to see it says."""
        if self._window is None or self._window.name != name:
            folder = self._folder / name
            if durable.place(folder / "allowed", {"requests": left}):
                self._forget_older(name)
            first = durable.read(folder / "allowed") or {}
            self._window = Window(name, folder, int(first.get("requests", 0)), self._clock() + seconds)
            while self._blind:
                self._window.take()
                self._blind -= 1
        self._window.left = min(self._window.left, left)
        self._window.spent |= left == 0

    def _hold(self, seconds: float) -> None:
        until = self._clock() + seconds
        if until > (self._own_until or 0.0):
            self._own_until = until
            durable.put(self._own, {"name": uuid4().hex, "seconds": seconds})

    def _pause(self, now: float) -> float:
        """Seconds until all pauses are over that anybody was told."""
        if self._own_until is not None and now >= self._own_until:
            self._own_until = None
            durable.remove(self._own)
        longest = (self._own_until or now) - now
        for path in self._pausing():
            told = durable.read(path)
            if told and path != self._own:
                until = self._pauses.setdefault(str(told.get("name")), now + float(told.get("seconds", 0)))
                longest = max(longest, until - now)
        return longest

    def _pausing(self) -> list[Path]:
        try:
            return [entry for entry in (self._folder / "pauses").iterdir() if entry.name[0] != "."]
        except FileNotFoundError:
            return []

    def _forget_older(self, name: str) -> None:
        """What was allowed in windows before this one is of no use any more."""
        for entry in os.scandir(self._folder):
            if entry.name.isdigit() and name.isdigit() and int(entry.name) < int(name):
                shutil.rmtree(entry.path, ignore_errors=True)
