"""A server that allows few requests, and several processes that share what it allows; its minute is 4 seconds long."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.campaign.many import Many
from tests.conftest import Server
from tests.killing import PATIENCE

ALLOWED, SECONDS, PROCESSES, JOBS = 20, 4, 3, 2
SCALED = f"""\
from publishpipe.local import ratelimit
ratelimit.WINDOW = {SECONDS}
from publishpipe.__main__ import main
main()
"""


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Many]:
    store, folder = tmp_path / "store", tmp_path / "campaign"
    folder.mkdir()
    command = [sys.executable, "-c", SCALED, "local", "serve", f"--store={store}", "--open", f"--rate-limit={ALLOWED}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        origin = process.stdout.readline().strip()
        try:
            yield Many(Server(origin, store), folder, origin)
        finally:
            process.terminate()


def test_nobody_sends_more_than_all_may_and_after_a_refusal_nobody_sends_anything(limited: Many) -> None:
    limited.rows(*(f"A{number}" for number in range(8)))
    words = ("--join", "state", "--yes", "--quiet", "--jobs", str(JOBS))
    running = [limited.start("apply", *words) for _ in range(PROCESSES)]
    for one in running:
        told = one.communicate(timeout=PATIENCE)
        assert one.returncode == 0, told
    asked, refused, late = Counter[int](), Counter[int](), Counter[int]()
    for line in map(json.loads, (limited.server.store / "requests.log").read_text("utf-8").splitlines()):
        window = int(datetime.fromisoformat(line["time"]).timestamp()) // SECONDS
        asked[window] += line["path"].startswith("/api/")
        late[window] += bool(refused[window])
        refused[window] += line["status"] == 429
    assert asked.total() > 2 * ALLOWED, "it was never short"
    assert max(refused.values()) <= PROCESSES, (asked, refused)  # one each, before it knows what window it is
    assert max(late.values()) <= PROCESSES * JOBS, (asked, late)  # what was under way
    assert len({limited.facts(f"campaign.locks/A{number}.lock.json")["doi"] for number in range(8)}) == 8
