"""Reading ahead: what is sent soon is in the system's memory by then."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publishpipe.files.ahead import read_ahead
from publishpipe.files.local_file import Entry, LocalFile, Stamp
from tests.killing import PATIENCE

SIZE = 1 << 20


def is_in_memory(path: Path) -> bool:
    """Whether its end can be read without waiting for a disk."""
    with path.open("rb") as file:
        try:
            return bool(os.preadv(file.fileno(), [bytearray(1)], SIZE - 1, os.RWF_NOWAIT))
        except BlockingIOError:
            return False


def within(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is in its memory")
def test_files_are_read_into_memory_and_one_that_is_gone_hinders_nothing(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(SIZE))
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if is_in_memory(path):
        pytest.skip("this file system has no disk")
    entries = [Entry(name, str(tmp_path), Stamp.of(path)) for name in ("gone.bin", "large.bin")]
    read_ahead([LocalFile("large.bin", (entry,)) for entry in entries])
    assert within(lambda: is_in_memory(path))
