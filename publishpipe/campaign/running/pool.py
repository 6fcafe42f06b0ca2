"""A few at a time, in order, until all are done or something stops them. Whoever waits can be interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

from publishpipe.http.transport import CancelledError

T = TypeVar("T")


class Stop:
    """Why nothing more is begun; empty as long as all goes on."""

    def __init__(self) -> None:
        self.reason = ""
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self.reason)

    def __call__(self, reason: str) -> None:
        """Begin nothing more; the first reason counts."""
        with self._lock:
            self.reason = self.reason or reason


def each(items: Iterable[T], do: Callable[[T], None], *, workers: int, stop: Stop) -> None:
    """Do something with each of them in threads. What it raises beside cancellation stops all, and is raised here."""
    waiting, taking, errors = iter(items), threading.Lock(), list[BaseException]()

    def work() -> None:
        while not stop:
            with taking:
                try:
                    item = next(waiting)
                except StopIteration:
                    return
            try:
                do(item)
            except CancelledError:
                return
            except BaseException as error:  # noqa: BLE001  # whoever waits raises it
                errors.append(error)
                stop("something went wrong that nobody foresaw")

    # They are daemons: a program that is interrupted does not wait for a server that hangs.
    threads = [threading.Thread(target=work, daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
