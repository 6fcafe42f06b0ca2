"""A campaign that is killed at any request and run again: each release once, nothing left over, names as they are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.many import Many
from tests.campaign.test_links import holds
from tests.conftest import Server
from tests.killing import PATIENCE, Moment, proxied
from tests.program import kill

ROWS = ("A1", "A2", "A3")


def struck(server: Server, folder: Path, moment: Moment, at: int, *, pair: bool) -> bool:
    """Kill a campaign at its `at`-th request and run it again; whether it had so many."""
    with proxied(server.origin) as proxy:
        many = Many(server, folder, proxy.url)
        many.pair() if pair else many.rows(*ROWS)
        process = many.start("apply", "--yes")
        proxy.arm(at, moment, lambda: kill(process))
        process.communicate(timeout=PATIENCE)
        proxy.arm(0, moment, lambda: None)
        died = process.returncode == -9
        many.apply()
        if pair:
            holds(many)
        else:
            assert many.titles() == [f"Specimen {name}: Plantago {many.mark}" for name in ROWS]
        assert many.counts()["unchanged"] == (2 if pair else len(ROWS))
    return died


@pytest.mark.parametrize(
    ("moment", "at"),
    [
        ("before", 6),
        ("before", 7),
        ("after", 1),
        ("after", 3),
        ("after", 9),
        ("after", 14),
        ("after", 20),
        ("after", 26),
        ("after", 43),
        ("within", 4),
    ],
)
def test_a_pair_that_was_killed_is_finished(server: Server, tmp_path: Path, moment: Moment, at: int) -> None:
    assert struck(server, tmp_path, moment, at, pair=True)


@pytest.mark.parametrize(("moment", "at"), [("after", 2), ("after", 7), ("before", 11), ("after", 16), ("within", 3)])
def test_rows_that_were_killed_are_finished(server: Server, tmp_path: Path, moment: Moment, at: int) -> None:
    assert struck(server, tmp_path, moment, at, pair=False)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("pair", [True, False])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_each_request(server: Server, tmp_path: Path, moment: Moment, *, pair: bool) -> None:
    at, died = 1, True
    while died:
        folder = tmp_path / str(at)
        folder.mkdir()
        died = struck(server, folder, moment, at, pair=pair)
        at += 1
    assert at > 15
