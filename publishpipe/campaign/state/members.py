"""Who takes part: each process counts a number up, and who sees it stand still for long enough takes over its work.

No two clocks are compared. What is counted are the beats of the process that looks: one that was stopped itself has
none meanwhile, and does not take the others for dead when it goes on.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from publishpipe.campaign.state import durable
from publishpipe.errors import PublishPipeError

LEASE = 60.0  # seconds, about, for which a number stands still before its work is taken over
BEATS = 12  # of one's own in that time


class Members:
    """The processes that share a folder, of which this is one.

    Args:
        folder: where each has its file.
        patience: beats of this process, for which another one's number stands still before its work is taken over.
    """

    def __init__(self, folder: Path, patience: int = BEATS) -> None:
        self.me = uuid4().hex
        self._folder = folder
        self._patience = patience
        self._count = 0
        self._seen: dict[str, tuple[object, int]] = {}  # member → its number, and for how many beats it has been that
        self._lock = threading.Lock()  # whoever asks is another thread than whoever beats

    def beat(self) -> None:
        """Count up, and look at the numbers of those that somebody has asked about. Raises PublishPipeError."""
        self._count += 1
        told = {"count": self._count, "process": os.getpid(), "host": socket.gethostname()}
        durable.put(self._folder / self.me, told)
        with self._lock:
            for member, (before, still) in self._seen.items():
                now = self._number(member)
                self._seen[member] = now, still + 1 if now == before else 0

    def is_silent(self, member: str) -> bool:
        """Whether a process has left, or its number stood still for so long, from the first time that one asks on."""
        with self._lock:
            number, still = self._seen.setdefault(member, (self._number(member), 0))
        return number is None or still >= self._patience

    def leave(self) -> None:
        """Take part no more: what is not ended is free at once."""
        durable.remove(self._folder / self.me)

    @contextmanager
    def beating(self, interval: float) -> Iterator[None]:
        """Beat every so many seconds, in a thread of its own. Raises PublishPipeError if not even once."""
        ended = threading.Event()

        def beats() -> None:
            while not ended.wait(interval):
                with suppress(PublishPipeError):  # then others take over, which is safe
                    self.beat()

        self.beat()
        thread = threading.Thread(target=beats, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self.leave()

    def _number(self, member: str) -> object:
        told = durable.read(self._folder / member)
        return told and told.get("count")
