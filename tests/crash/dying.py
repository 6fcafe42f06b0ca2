"""`publishpipe` that dies by SIGKILL at a moment that only it can know: MOMENT N ARGUMENTS…

It is the program as it is; what is called at that moment for the N-th time (from 1) kills the process instead.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NoReturn
from unittest import mock

import httpx

from publishpipe import __main__ as publishpipe
from publishpipe.state import lockfile
from publishpipe.state.storage import write_atomically as write


def die(*_: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def answered(at: int) -> None:
    """The answer has arrived, nobody has made anything of it."""
    numbers, read = count(1), httpx.Response.read

    def reading(response: httpx.Response) -> bytes:
        content = read(response)
        if next(numbers) == at:
            die()
        return content

    mock.patch.object(httpx.Response, "read", reading).start()


def unwritten(_path: Path, _text: str) -> None:
    """Nothing of the new lockfile is on disk."""
    die()


def torn(path: Path, text: str) -> None:
    """Half of it is."""
    mock.patch("os.fsync", die).start()
    write(path, text[: len(text) // 2])


def unrenamed(path: Path, text: str) -> None:
    """All of it is, but not in its place."""
    mock.patch.object(Path, "replace", die).start()
    write(path, text)


def renamed(path: Path, text: str) -> None:
    """All of it is in its place, but nobody was told."""
    write(path, text)
    die()


WRITES: dict[str, Callable[[Path, str], None]] = {
    action.__name__: action for action in (unwritten, torn, unrenamed, renamed)
}


def writing(moment: str, at: int) -> None:
    """At the n-th write of the lockfile."""
    numbers = count(1)

    def counted(*arguments: Any) -> None:
        (WRITES[moment] if next(numbers) == at else write)(*arguments)

    mock.patch.object(lockfile, "write_atomically", counted).start()


def main() -> None:
    """The program, with its last moment."""
    moment, at = sys.argv[1], int(sys.argv[2])
    answered(at) if moment == "answered" else writing(moment, at)
    sys.argv[1:3] = []
    publishpipe.main()
