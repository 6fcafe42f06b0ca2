"""Processes that share a folder, as threads of which one runs at a time: from one system call to the next.

One that is not stepped any more was killed there, or is stopped for as long.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

CALLS = ("link", "replace", "unlink", "stat", "open")
HERE = threading.local()
PATIENCE = 60  # seconds for what takes no time


class AbandonedError(BaseException):
    """The example is over."""


class Process:
    """One of them; it has not begun."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.ended = False
        self.error: BaseException | None = None
        self._act = act
        self._abandoned = False
        self._go, self._paused = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def step(self, calls: int = 1) -> None:
        """Let it go on for so many system calls. Raises what it fails with."""
        for _ in range(calls):
            if self.ended:
                break
            self._go.release()
            assert self._paused.acquire(timeout=PATIENCE)
        if self.error:
            raise self.error

    def finish(self) -> None:
        """Let it go on to its end."""
        while not self.ended:
            self.step()

    def abandon(self) -> None:
        """End its thread, whose last moments nobody sees."""
        self._abandoned = True
        while self._thread.is_alive():
            self._go.release()
            self._thread.join(0.001)

    def pause(self) -> None:
        """Wait for the next step."""
        self._paused.release()
        self._go.acquire()
        if self._abandoned:
            raise AbandonedError

    def _run(self) -> None:
        HERE.process = self
        self._go.acquire()
        try:
            if not self._abandoned:
                self._act()
        except AbandonedError:
            pass
        except BaseException as error:  # noqa: BLE001  # it is raised where somebody sees it
            self.error = error
        HERE.process = None
        self.ended = True
        self._paused.release()


def pause() -> None:
    """A moment at which the process that calls may be killed or stopped."""
    if process := getattr(HERE, "process", None):
        process.pause()


@contextmanager
def interleaved() -> Iterator[None]:
    """Processes pause before each system call that others may see, or that sees others."""

    def pausing(call: Callable[..., Any]) -> Callable[..., Any]:
        def paused(*arguments: Any, **options: Any) -> Any:
            pause()
            return call(*arguments, **options)

        return paused

    def synced(_handle: int) -> None:
        """The machine stays on."""

    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(os, "fsync", synced))
        for name in CALLS:
            patches.enter_context(mock.patch.object(os, name, pausing(getattr(os, name))))
        yield
