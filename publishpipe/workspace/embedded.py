"""The embedded repository as the client sees it: a process on loopback, started when it is needed.

It runs while somebody holds a lease, an open connection: so it ends with the command that started it, even if
that is killed, unless another command uses it too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from publishpipe.errors import PublishPipeError
from publishpipe.http.library import httpx
from publishpipe.state.storage import opened_to_append

PATIENCE = 20.0  # seconds for it to start
LEASE = httpx.Timeout(5, read=None)  # a lease is an answer that does not end


@contextmanager
def running(store: Path) -> Iterator[str]:
    """The URL (without a path, ending in a slash) of the embedded repository of `store`, started if need be.

    Raises:
        PublishPipeError: it does not start.
    """
    store.mkdir(parents=True, exist_ok=True)
    with httpx.Client(trust_env=False, timeout=LEASE, verify=False) as client:  # http, on this machine
        url, lease, started = _leased(client, store)
        try:
            yield f"{url}/"
        finally:
            _end(client, url, lease, started)


def _leased(client: httpx.Client, store: Path) -> tuple[str, httpx.Response, threading.Thread | None]:
    """The URL, an open lease, and what waits for the server's end if we started it."""
    started = None
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and (started is None or started.is_alive()):
        if url := _url(store):
            with suppress(httpx.TransportError):
                lease = client.send(client.build_request("GET", f"{url}/_lease"), stream=True)
                if lease.is_success:
                    return url, lease, started
                lease.close()  # somebody else has the port now
        started = started or _start(store)
        time.sleep(0.02)
    told = (store / "server.log").read_text("utf-8", errors="replace").strip().rpartition("\n")[2]
    raise PublishPipeError(
        f"The embedded repository does not start: {told}", where=str(store), hint=f"See {store}/server.log"
    )


def _url(store: Path) -> str | None:
    try:
        return str(json.loads((store / "server.json").read_text("utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return None


def _start(store: Path) -> threading.Thread:
    command = [sys.executable, "-m", "publishpipe.local", "--store", str(store)]
    with opened_to_append(store / "server.log") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)  # noqa: S603  # ourselves
    waiting = threading.Thread(target=process.wait, daemon=True)
    waiting.start()
    return waiting


def _end(client: httpx.Client, url: str, lease: httpx.Response, started: threading.Thread | None) -> None:
    """Give the lease back; if we started the server and nobody else uses it, wait until it has ended."""
    alone = False
    with suppress(httpx.TransportError, ValueError):
        alone = client.get(f"{url}/_leases", timeout=2).json()["count"] <= 1
    lease.close()
    if started and alone:
        started.join(timeout=5)
