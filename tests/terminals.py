"""`publishpipe` at a terminal of its own: what it writes there, and what is to be seen then."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pyte

from publishpipe.__main__ import main
from tests.killing import PATIENCE
from tests.program import ending

ROOT = Path(__file__).parents[1]
LINES = 24
PIECE = 1 << 16  # bytes


def at_a_terminal(
    *arguments: str,
    cwd: Path,
    columns: int = 80,
    variables: Mapping[str, str] | None = None,
    keys: tuple[str, str] = ("", ""),
) -> tuple[int, str]:
    """Run `publishpipe` to its end; its exit code, and all that was written. `keys`: after which text what is typed."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, columns, 0, 0))
    command = [sys.executable, "-m", "tests.terminals", *arguments]
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **(variables or {})}
    with ending(
        subprocess.Popen(command, cwd=cwd, env=environment, stdin=its, stdout=its, stderr=its, text=True)
    ) as process:
        os.close(its)
        output, (after, typed) = b"", keys
        with suppress(OSError):  # so Linux ends a terminal that nobody uses any more
            while piece := os.read(ours, PIECE):
                output += piece
                if typed and after.encode() in output:
                    os.write(ours, typed.encode())
                    typed = ""
        os.close(ours)
        return process.wait(PATIENCE), output.decode()


def screen(written: str, columns: int = 80) -> pyte.Screen:
    """What is to be seen once that was written."""
    shown = pyte.Screen(columns, LINES)
    pyte.Stream(shown).feed(written)
    return shown


if __name__ == "__main__":
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C there is for this process
    main()
