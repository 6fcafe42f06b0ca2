"""An embedded NOMAD on loopback, for as long as a test needs it."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from publishpipe.local.nomad import create_app
from publishpipe.local.nomad.errors import Json
from publishpipe.local.nomad.jobs import Processing
from publishpipe.local.settings import Settings
from tests.killing import PATIENCE


@dataclass(frozen=True)
class Served:
    """A running one: its address, its processing, whose pace and faults a test may choose, and whether that goes on.

    While `goes_on` is not set, no process comes to its next step, for as long as there is patience.
    """

    url: str
    processing: Processing
    goes_on: threading.Event


@dataclass
class Clock:
    """Takes the place of the module `time` where a token is looked at, so that nobody need wait for its end."""

    ahead: float = 0  # seconds

    def time(self) -> float:
        return time.time() + self.ahead


@contextmanager
def served(settings: Settings, patience: float = PATIENCE) -> Iterator[Served]:
    """Serve one from a thread, where the whole embedded repository has it."""
    nomad = create_app(settings)
    app = Starlette(routes=[Mount("/nomad/api/v1", nomad)])
    processing, goes_on = nomad.state.server.processing, threading.Event()
    goes_on.set()
    pause = processing._pause

    def pause_longer(job: Json) -> None:
        goes_on.wait(patience)
        pause(job)

    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    slower = mock.patch.object(processing, "_pause", pause_longer)
    with slower, socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.005)
            yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}/nomad/api/v1", processing, goes_on)
        finally:
            goes_on.set()
            server.should_exit = True
            thread.join()
            nomad.state.server.close()


def client(url: str, token: str) -> httpx.Client:
    """A client with a token and the one Accept header that NOMAD answers with JSON."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    return httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE)


def _main() -> None:
    """`python -m tests.local.nomad.serving STORE STEP_SECONDS`: serve until killed; says where."""
    store, seconds = sys.argv[1:]
    with served(Settings(Path(store), nomad_step_seconds=float(seconds), takes_any=True)) as nomad:
        sys.stdout.write(nomad.url + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    _main()
