"""`publishpipe local reset`: what was rehearsed is gone, and nothing else."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.killing import PATIENCE
from tests.local.running import running
from tests.program import program


def reset(folder: Path, *options: str) -> tuple[int | None, str]:
    process = program("local", "reset", *options, cwd=folder)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out + err


def records(url: str) -> int:
    found = httpx.get(f"{url}/api/deposit/depositions", headers={"Authorization": "Bearer x"}, timeout=PATIENCE)
    return len(found.raise_for_status().json())


def test_a_store_is_emptied_when_nobody_uses_it_and_begins_afresh(tmp_path: Path) -> None:
    store = tmp_path / ".publishpipe" / "local"
    store.mkdir(parents=True)
    (tmp_path / "data.csv").write_text("1")
    with running(store, "--open", "--search-lag=0") as server:
        made = httpx.post(
            f"{server.url}/api/deposit/depositions", json={}, headers={"Authorization": "Bearer x"}, timeout=PATIENCE
        )
        assert made.status_code == 201
        assert reset(tmp_path, "--yes")[0] == 6
        assert records(server.url) == 1
    assert reset(tmp_path)[0] == 5  # nobody was asked
    assert reset(tmp_path, "--yes") == (0, "All that was rehearsed is deleted.\n")
    assert reset(tmp_path, "--yes") == (0, "Nothing was rehearsed here.\n")
    assert (tmp_path / "data.csv").exists()
    with running(store, "--open", "--search-lag=0") as server:
        assert records(server.url) == 0


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    code, told = reset(tmp_path, "--yes", "--store", str(tmp_path))
    assert (code, "is not the folder of an embedded repository" in told) == (3, True)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_what_a_link_leads_to_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("kept")
    store = tmp_path / "store"
    with running(store):
        pass
    (store / "link").symlink_to(elsewhere)
    assert reset(tmp_path, "--yes", "--store", str(store))[0] == 0
    assert (elsewhere / "kept.txt").exists()
