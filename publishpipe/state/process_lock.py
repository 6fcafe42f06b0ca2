"""One process at a time: a lock that the system takes back even from a process that was killed."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from publishpipe.errors import BusyError, PublishPipeError
from publishpipe.state.storage import opened_to_append


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the process lock at `path`, which the system takes back even from a killed process.

    Raises:
        BusyError: another process holds it; pid and host are named where it wrote them.
    """
    lock = filelock.FileLock(path, blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        holder = path.read_text("utf-8").strip() or "another process"
        raise BusyError(
            f"{holder} is applying this manifest.",
            where=str(path),
            state="Nothing was sent.",
            hint="Wait until it has ended, then run the same command again.",
        ) from None
    except OSError as error:
        raise PublishPipeError(
            f"The process lock {path} cannot be taken: {error.strerror}.",
            state="Nothing was sent.",
            hint="Make room, or give yourself the right to write there; then run the same command again.",
        ) from None
    try:
        with opened_to_append(path) as file:
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        yield
    finally:
        lock.release()
