"""The embedded repository as the client sees it: a process on loopback, started when it is needed.

It runs while somebody holds a lease, an open connection: so it ends with the command that started it, even if
that is killed, unless another command uses it too.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from publishpipe.errors import PublishPipeError
from publishpipe.http.library import httpx
from publishpipe.state.reading import opened
from publishpipe.state.storage import opened_to_append

PATIENCE = 20.0  # seconds for it to start
LEASE = 5.0  # seconds for its first line; the rest of a lease is not read, and does not end
URL = re.compile(r"http://(?:127\.0\.0\.1|\[::1\]):(\d{1,5})")
LAST_PORT = 65535
LONGEST = 1000  # bytes of that line, and of what is read in the store
OTHERS = 0o077


class Lease:
    """An answer that is held open; its first line says whose server gave it. Raises httpx.TransportError."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._answer = client.send(client.build_request("GET", f"{url}/_lease"), stream=True)
        self._parts = self._answer.iter_raw()  # kept: without it the connection is closed
        self._line = b""
        while b"\n" not in self._line and len(self._line) < LONGEST and (part := next(self._parts, b"")):
            self._line += part

    def is_of(self, store: Path) -> bool:
        """Whether the server of this store gave it, and not another that has the port now."""
        try:
            told = json.loads(self._line)["store"]
        except (ValueError, LookupError, TypeError):
            return False
        return self._answer.is_success and bool(told) and told == _secret(store / "id")

    def close(self) -> None:
        """Give it back."""
        self._answer.close()


@contextmanager
def running(store: Path) -> Iterator[str]:
    """The URL (without a path, ending in a slash) of the embedded repository of `store`, started if need be.

    Raises:
        PublishPipeError: it does not start.
    """
    store.mkdir(mode=0o700, parents=True, exist_ok=True)
    with httpx.Client(trust_env=False, timeout=LEASE, verify=False) as client:  # http, on this machine
        url, lease, started = _leased(client, store)
        try:
            yield f"{url}/"
        finally:
            _end(client, url, lease, started)


def _leased(client: httpx.Client, store: Path) -> tuple[str, Lease, subprocess.Popen[bytes] | None]:
    """The URL, an open lease, and the server's process if we started it."""
    started: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        ended = started and started.poll()  # before we look
        if url := _url(store):
            with suppress(httpx.TransportError):
                lease = Lease(client, url)
                if lease.is_of(store):
                    return url, lease, started
                lease.close()  # somebody else has the port now
        if ended:
            break
        if not started or ended == 0:  # it found another server, which has ended since
            started = _start(store)
        time.sleep(0.02)
    told = (store / "server.log").read_text("utf-8", errors="replace").strip().rpartition("\n")[2]
    raise PublishPipeError(
        f"The embedded repository does not start: {told}", where=str(store), hint=f"See {store}/server.log"
    )


def token(store: Path) -> str:
    """The token that the server of `store` takes; it is there once that runs."""
    return _secret(store / "token")


def _url(store: Path) -> str | None:
    """Where the server of `store` says that it is; only on this machine, whatever is written there."""
    try:
        url = str(json.loads(_read(store / "server.json"))["url"])
    except (ValueError, LookupError, TypeError):
        return None
    found = URL.fullmatch(url)
    return url if found and int(found[1]) <= LAST_PORT else None


def _secret(path: Path) -> str:
    """What a server wrote for our eyes only; empty if others could read it, too, or have brought it here."""
    with suppress(OSError):
        found = path.lstat()
        if os.name != "posix" or (not found.st_mode & OTHERS and found.st_uid == os.getuid()):
            return _read(path)
    return ""


def _read(path: Path) -> str:
    """A short text; empty if there is none."""
    try:
        with opened(path) as file:
            return file.read(LONGEST).decode("ascii", "replace")
    except OSError:
        return ""


def _start(store: Path) -> subprocess.Popen[bytes]:
    # -P: what lies in the folder that we are in is no part of us.
    command = [sys.executable, "-P", "-m", "publishpipe.local", "--store", str(store)]
    with opened_to_append(store / "server.log") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)  # noqa: S603  # ourselves
    threading.Thread(target=process.wait, daemon=True).start()  # it may outlast our use of it
    return process


def _end(client: httpx.Client, url: str, lease: Lease, started: subprocess.Popen[bytes] | None) -> None:
    """Give the lease back; if we started the server and nobody else uses it, wait until it has ended."""
    alone = False
    with suppress(httpx.TransportError, ValueError):
        alone = client.get(f"{url}/_leases", timeout=2).json()["count"] <= 1
    lease.close()
    if started and alone:
        with suppress(subprocess.TimeoutExpired):
            started.wait(timeout=5)
