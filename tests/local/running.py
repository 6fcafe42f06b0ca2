"""The embedded repository as a process, for tests that look at it from outside."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.killing import PATIENCE
from tests.program import ending


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    url: str
    store: Path
    process: subprocess.Popen[str]

    @property
    def host(self) -> str:
        """What a request to it says in `Host`."""
        return self.url.removeprefix("http://")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def fault(self, *rules: str) -> None:
        """Switch these faults on, and all others off."""
        httpx.put(f"{self.url}/_faults", json=list(rules), trust_env=False, timeout=PATIENCE).raise_for_status()

    def log(self) -> list[dict[str, Any]]:
        """The request log."""
        return [json.loads(line) for line in (self.store / "requests.log").read_text("utf-8").splitlines()]


def stop(server: Running) -> int:
    """Ask a server to stop; its exit code."""
    server.process.terminate()
    return ended(server)


def ended(server: Running) -> int:
    """Wait for a server's end; its exit code."""
    return server.process.wait(PATIENCE)


@contextmanager
def running(store: Path, *options: str, while_used: bool = False) -> Iterator[Running]:
    """A server for as long as the block lasts, started as a person does, or (`while_used`) as a command does.

    It listens, or has found another.
    """
    program = ["publishpipe.local"] if while_used else ["publishpipe", "local", "serve"]
    command = [sys.executable, "-m", *program, f"--store={store}", *options]
    with ending(subprocess.Popen(command, stdout=subprocess.PIPE, text=True)) as process:
        assert process.stdout
        yield Running(process.stdout.readline().strip(), store, process)
