"""While entries are parsed, those that are done are counted anew, as on the real server."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.killing import PATIENCE
from tests.local.nomad.conftest import ENTITY, Nomad


@pytest.mark.parametrize("dialect", ["nomad", "old_nomad"])
def test_entries_are_counted_anew_when_they_are_parsed(dialect: str, request: pytest.FixtureRequest) -> None:
    nomad: Nomad = request.getfixturevalue(dialect)
    upload = nomad.create()
    nomad.processing.pace = 0.2
    files = {"a.archive.yaml": ENTITY.format(name="a"), "b.archive.json": "[", "c.txt": "no entry"}
    nomad.put(upload, files).raise_for_status()
    assert counted(nomad, upload, until=lambda told: told[2]) == (0, 0, 2)
    nomad.wait(upload)
    assert counted(nomad, upload) == (1, 1, 2)
    nomad.http.post(f"/uploads/{upload}/action/process").raise_for_status()
    assert counted(nomad, upload, until=lambda told: not told[0]) == (0, 0, 2)
    nomad.wait(upload)
    assert counted(nomad, upload) == (1, 1, 2)


def counted(nomad: Nomad, upload: str, until: Any = lambda _told: True) -> tuple[int, int, int]:
    """Entries that were parsed well, that were not, and all; looked at until that is so."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = nomad.http.get(f"/uploads/{upload}/entries?page_size=1").raise_for_status().json()
        counts = answer["processing_successful"], answer["processing_failed"], answer["pagination"]["total"]
        if until(counts) or time.monotonic() > deadline:
            return counts
