"""An embedded NOMAD on loopback, for as long as a test needs it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from publishpipe.local.nomad import ProcessingFault, create_app
from publishpipe.local.settings import Settings


@dataclass(frozen=True)
class Served:
    """A running one: its address, and the switch for its faults."""

    url: str
    fault: ProcessingFault


@contextmanager
def served(settings: Settings) -> Iterator[Served]:
    """Serve one from a thread, where the whole embedded repository has it."""
    nomad = create_app(settings)
    app = Starlette(routes=[Mount("/nomad/api/v1", nomad)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.005)
            yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}/nomad/api/v1", nomad.state.processing_fault)
        finally:
            server.should_exit = True
            thread.join()
            nomad.state.server.close()


def client(url: str, token: str) -> httpx.Client:
    """A client with a token and the one Accept header that NOMAD answers with JSON."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    return httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30)
