"""The program as a process: forked for each command from one that has imported it already, which saves most of a start.

It is killed, sent signals and waited for as if `python -m publishpipe` had started it.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Self, TextIO

from publishpipe.http import polling
from tests.killing import PATIENCE

#: Where processes come from, with all that a command may import.
WARM = multiprocessing.get_context("forkserver")
WARM.set_forkserver_preload(["__main__", "tests.warm", "tests.crash.dying"])


@dataclass
class Program:
    """A process of the program, with what of `subprocess.Popen` tests need."""

    process: multiprocessing.process.BaseProcess
    stdout: TextIO
    stderr: TextIO

    @property
    def pid(self) -> int:
        """The process's number, which is its group's too."""
        assert self.process.pid is not None
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit code, or minus the signal that ended it; None while it runs."""
        return self.process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self.process.exitcode

    def wait(self, timeout: float) -> int:
        """Wait for its end; its exit code. Raises AssertionError if that does not come in so many seconds."""
        self.process.join(timeout)
        assert self.process.exitcode is not None, f"it still runs after {timeout} s"
        return self.process.exitcode

    def communicate(self, timeout: float = PATIENCE) -> tuple[str, str]:
        """Wait for its end; what it printed to its output and to its errors."""
        errors: list[str] = []
        reader = threading.Thread(target=lambda: errors.append(self.stderr.read()), daemon=True)
        reader.start()
        watch = threading.Timer(timeout, self.kill)
        watch.start()
        out = self.stdout.read()
        reader.join()
        watch.cancel()
        self.wait(timeout)
        return out, errors[0]

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL to it alone."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stdout.close()
        self.stderr.close()
        self.wait(PATIENCE)


#: What `program` started since the last `end_started`.
STARTED: list[Program] = []


def program(
    *arguments: str | Path,
    module: str = "publishpipe.__main__",
    tokens: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> Program:
    """Start `publishpipe`, or another module's `main`, with tokens by origin and further variables.

    It gets a process group of its own, and lasts no longer than the test that starts it.
    """
    out, err = _stream(), _stream()
    process = WARM.Process(
        target=_become,
        args=(module, [str(word) for word in arguments], _environment(tokens, variables), cwd, out[1], err[1]),
    )
    process.start()
    for _, end in (out, err):
        end.close()
    started = Program(process, out[0], err[0])
    STARTED.append(started)
    return started


def _environment(tokens: Mapping[str, str] | None, variables: Mapping[str, str] | None) -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "XDG_CONFIG_HOME") if name in os.environ
    }
    listed = " ".join(f"{origin}={token}" for origin, token in (tokens or {}).items())
    return {**kept, "PUBLISHPIPE_TOKENS": listed, **(variables or {})}


def _stream() -> tuple[TextIO, Connection]:
    """Where this process reads, and where another one writes."""
    reader, writer = Pipe(duplex=False)
    with reader:
        return os.fdopen(os.dup(reader.fileno()), encoding="utf-8", errors="replace"), writer


def _become(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    cwd: Path | None,
    out: Connection,
    err: Connection,
) -> None:
    """Be the program from here on; this runs in the new process."""
    os.setsid()
    if "ZENODO_URL" not in os.environ:
        polling.SETTLED = 0.0  # the embedded repository indexes in order
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd or ".")
    for stream, number in ((out, 1), (err, 2)):
        os.dup2(stream.fileno(), number)
        stream.close()
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    sys.argv = ["publishpipe", *arguments]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    importlib.import_module(module).main()


def kill(process: Program) -> None:
    """SIGKILL to all its group, as the out-of-memory killer or a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)


def end_started() -> None:
    """Kill what `program` started and the test did not see to its end; an embedded repository ends with its user."""
    while STARTED:
        with STARTED.pop() as process:
            process.kill()


@contextmanager
def ending(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that does not outlive the block: it is asked to end, and killed if it does not or if the block fails."""
    with process:
        try:
            yield process
            process.terminate()
            process.wait(PATIENCE)
        finally:
            process.kill()
