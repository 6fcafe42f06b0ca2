"""The store outlives the server, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from publishpipe.local.settings import Settings
from tests.killing import PATIENCE
from tests.local.nomad.conftest import ENTITY, zipped
from tests.local.nomad.serving import client, served

ROOT = Path(__file__).parents[3]
TOKEN = "a-token-of-the-tests"  # noqa: S105 - for the loopback server only


@contextmanager
def process(store: Path, step_seconds: float) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server as a process, killed at the end."""
    command = [sys.executable, "-m", "tests.local.nomad.serving", str(store), str(step_seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            with client(server.stdout.readline().strip(), TOKEN) as http:
                yield server, http
        finally:
            server.send_signal(signal.SIGKILL)


def test_a_killed_server_takes_its_work_up_again(tmp_path: Path) -> None:
    with process(tmp_path, step_seconds=60) as (_, http):
        upload = http.post("/uploads", params={"upload_name": "survives"}).json()["upload_id"]
        archive = zipped({"a.archive.yaml": ENTITY.format(name="a"), "b.txt": "text"})
        http.put(f"/uploads/{upload}/raw/", params={"file_name": "p.zip"}, content=archive).raise_for_status()
    with (
        served(Settings(tmp_path, nomad_step_seconds=0.01, takes_any=True)) as server,
        client(server.url, TOKEN) as http,
    ):
        deadline = time.monotonic() + PATIENCE
        while (data := http.get(f"/uploads/{upload}").json()["data"])["process_running"]:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert (data["upload_name"], data["process_status"], data["entries"]) == ("survives", "SUCCESS", 1)
    assert not list((tmp_path / "nomad" / "incoming").iterdir())


def test_a_server_that_ends_in_good_order_leaves_its_work_to_the_next(tmp_path: Path) -> None:
    with served(Settings(tmp_path, nomad_step_seconds=60, takes_any=True)) as server, client(server.url, TOKEN) as http:
        upload = http.post("/uploads").json()["upload_id"]
        http.put(f"/uploads/{upload}/raw/", params={"file_name": "a.txt"}, content=b"text").raise_for_status()
    with served(Settings(tmp_path, nomad_step_seconds=0, takes_any=True)) as server, client(server.url, TOKEN) as http:
        while http.get(f"/uploads/{upload}").json()["data"]["process_running"]:
            time.sleep(0.01)
        assert http.get(f"/uploads/{upload}/raw/a.txt").text == "text"


def test_what_was_received_for_nothing_is_removed_at_the_next_start(tmp_path: Path) -> None:
    left = tmp_path / "nomad" / "incoming" / "half"
    left.mkdir(parents=True)
    (left / "received.zip").write_bytes(b"PK")
    with served(Settings(tmp_path, takes_any=True)):
        assert not left.exists()


def test_a_large_body_is_not_held_in_memory(tmp_path: Path) -> None:
    megabyte = os.urandom(1 << 20)

    def body() -> Iterator[bytes]:
        for _ in range(120):
            yield megabyte

    with process(tmp_path, step_seconds=0) as (server, http):
        upload = http.post("/uploads").json()["upload_id"]
        query = {"file_name": "big.bin", "trigger_processing": "false"}
        http.put(f"/uploads/{upload}/raw/", params=query, content=body()).raise_for_status()
        while http.get(f"/uploads/{upload}").json()["data"]["process_running"]:
            time.sleep(0.05)
        found = http.get(f"/uploads/{upload}/rawdir/big.bin").json()["file_metadata"]["size"]
        peak = next(line for line in Path(f"/proc/{server.pid}/status").read_text().splitlines() if "VmHWM" in line)
    assert found == 120 << 20
    assert int(peak.split()[1]) < 110 << 10
