"""The embedded repository's process: shared while it is needed, gone afterwards, whatever happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from publishpipe.errors import PublishPipeError
from publishpipe.workspace import embedded
from tests.killing import PATIENCE, ending


def alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}_leases", trust_env=False, timeout=PATIENCE).status_code == 200
    except httpx.TransportError:
        return False


def gone(url: str) -> bool:
    """Whether a server that has no user any more ends."""
    until = time.monotonic() + PATIENCE
    while alive(url):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_it_runs_while_it_is_needed_and_keeps_its_port(tmp_path: Path) -> None:
    with embedded.running(tmp_path) as url:
        assert alive(url)
        assert url.startswith("http://127.0.0.1:")
    assert not alive(url)
    with embedded.running(tmp_path) as again:
        assert again == url


def test_whoever_comes_second_joins_and_may_stay_longer(tmp_path: Path) -> None:
    with ExitStack() as first:
        url = first.enter_context(embedded.running(tmp_path))
        with embedded.running(tmp_path) as joined:
            assert joined == url
            first.close()
            assert alive(url)
    assert gone(url)


def test_it_ends_when_its_users_are_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from publishpipe.workspace import embedded\n"
        "with embedded.running(Path(sys.argv[1])) as url: print(url, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with ending(subprocess.Popen(command, stdout=subprocess.PIPE, text=True)) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert alive(url)
        process.kill()
    assert gone(url)


def test_what_a_killed_server_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    with embedded.running(tmp_path) as url:
        pid = json.loads((tmp_path / "server.json").read_text())["pid"]
        os.kill(pid, 9)
        assert gone(url)
        with embedded.running(tmp_path) as again:
            assert alive(again)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "server.lock").mkdir()
    with pytest.raises(PublishPipeError, match="does not start"), embedded.running(store):
        pass
