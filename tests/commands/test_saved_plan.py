"""A saved plan is done exactly as it was made, or refused; and the refusal tells what moved."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from publishpipe.schemas import loader
from tests.commands.test_lifecycle import change, on_the_web, write
from tests.conftest import TOKEN, Release, Server, records
from tests.files.test_find import rewrite, settle
from tests.killing import PATIENCE


def save(release: Release, name: str = "plan.json", *arguments: str) -> dict[str, Any]:
    release.run("plan", release.path.name, "--out", name, *arguments)
    value = json.loads((release.folder / name).read_text())
    assert [*loader.validator("plan.v1").iter_errors(value)] == []
    return dict(value)


def apply(release: Release, *arguments: str, code: int = 0) -> dict[str, Any]:
    out = release.run("apply", "plan.json", "--yes", "--json", *arguments, code=code)
    return dict(json.loads(out.splitlines()[-1]))


def test_a_saved_plan_is_applied_once(server: Server, release: Release) -> None:
    server.fault("search-lag=0")  # nobody waits for the search
    saved = save(release)
    assert "created" not in release.lock.name
    assert not release.lock.exists()
    result = apply(release)
    assert (result["status"], result["published"]) == ("done", True)
    assert result["requests"] == saved["totals"]["requests"]
    again = apply(release, code=5)
    assert (again["status"], again["requests"]) == ("refused", 2)
    assert "the lockfile, what the server holds" in again["error"]
    assert server.get(f"deposit/depositions/{result['id']}")["state"] == "done"


def test_a_saved_plan_can_be_stopped_and_goes_wherever_the_folder_goes(release: Release) -> None:
    save(release, "out.txt")
    moved = release.folder.rename(release.folder.with_name("moved"))
    there = Release(moved / release.path.name, release.origin, release.title)
    out = there.run("apply", str(moved / "out.txt"), "--json", "--until", "verify")
    assert json.loads(out.splitlines()[-1])["status"] == "done"


def edit_title(_server: Server, release: Release) -> None:
    change(release, "Made by a test.", "Other.")


def edit_file(_server: Server, release: Release) -> None:
    write(release, "other\n")


def add_file(_server: Server, release: Release) -> None:
    write(release, "new\n", "new.csv")


def release_it(_server: Server, release: Release) -> None:
    release.apply("--until", "create")


def lose_lock(_server: Server, release: Release) -> None:
    release.lock.write_text(release.lock.read_text().replace('"doi"', '"concept_doi"', 1))


def edit_draft(server: Server, release: Release) -> None:
    known = json.loads(release.lock.read_text())["releases"]["zenodo/sandbox"]
    draft = server.get(f"deposit/depositions/{known['id']}")["metadata"]
    meant = {name: draft[name] for name in ("title", "upload_type", "creators")}
    on_the_web(server, "PUT", f"deposit/depositions/{known['id']}", {**meant, "notes": "by hand"})


def delete_draft(server: Server, release: Release) -> None:
    known = json.loads(release.lock.read_text())["releases"]["zenodo/sandbox"]
    on_the_web(server, "DELETE", f"deposit/depositions/{known['id']}")


MOVES: list[tuple[Callable[[Server, Release], None], str]] = [
    (edit_title, "the manifest"),
    (edit_file, "the file data-0.csv"),
    (add_file, "the file new.csv"),
    (release_it, "the lockfile"),
    (lose_lock, "the lockfile"),
    (edit_draft, "what the server holds"),
    (delete_draft, "what the server holds"),
]


@pytest.mark.parametrize(("move", "told"), MOVES, ids=[move.__name__ for move, _ in MOVES])
def test_whatever_moved_is_named_and_nothing_is_changed(
    server: Server, release: Release, move: Callable[[Server, Release], None], told: str
) -> None:
    if move is not release_it:
        release.apply("--until", "upload:data-0.csv")
    save(release)
    move(server, release)
    already = len(server.log())
    result = apply(release, code=5)
    assert result["status"] == "refused"
    assert f"changed since: {told}" in result["error"]
    assert all(line.startswith("GET ") for line in server.log()[already:])


def test_another_url_in_the_manifest_is_a_change(release: Release) -> None:
    save(release)
    change(release, "127.0.0.1", "localhost")
    out = release.start("apply", "plan.json", "--yes").communicate(timeout=PATIENCE)
    assert "TOKEN" in out[1]  # its token is for the other origin, which is told before anything is asked


def test_a_file_rewritten_with_its_times_set_back_has_moved(server: Server, release: Release) -> None:
    settle(release.folder / "data-0.csv")
    save(release)
    rewrite(release.folder / "data-0.csv", "x,y\n9,9\n")
    already = len(server.log())
    assert "changed since: the file data-0.csv" in apply(release, code=5)["error"]
    assert all(line.startswith("GET ") for line in server.log()[already:])


def test_bytes_that_the_plan_never_saw_are_not_published(server: Server, release: Release) -> None:
    """Nothing tells that they are others but reading them."""
    settle(release.folder / "data-0.csv")
    save(release)
    cache = release.folder / ".publishpipe" / "release.checksums.json"
    known = dict.fromkeys(json.loads(cache.read_text()), "0" * 32)
    cache.write_text(json.dumps(known))
    saved = json.loads((release.folder / "plan.json").read_text())
    saved["saved"]["basis"]["files"] = dict.fromkeys(saved["saved"]["basis"]["files"], "0" * 32)
    (release.folder / "plan.json").write_text(json.dumps(saved, indent=2))
    assert "changed while publishpipe was at work" in apply(release, code=1)["error"]
    assert not any(record["submitted"] for record in records(server, release))
    assert release.apply()[-1]["published"]


def test_what_cannot_be_looked_at_is_refused(server: Server, release: Release) -> None:
    release.apply("--until", "create")
    save(release)
    server.fault("status=403 GET /api/records/*")
    assert "cannot be looked at" in apply(release, code=5)["error"]


def test_a_saved_plan_goes_where_it_was_made_for(release: Release) -> None:
    save(release)
    for option in ("--environment=local", f"--url={release.origin}/api/"):
        assert release.run("apply", "plan.json", "--yes", option, code=2) == ""
    release.run("plan", release.path.name, "--offline", "--out", "plan.json", code=2)


def test_the_environment_of_the_command_line_is_kept(release: Release) -> None:
    text = release.path.read_text()
    release.path.write_text(text.replace(f', url: "{release.origin}/api/"', ""))
    save(release, "plan.json", "--environment", "local")
    result = apply(release)
    assert (result["environment"], result["status"]) == ("local", "done")


def test_no_pattern_matches_a_saved_plan(release: Release) -> None:
    change(release, 'files: ["*.csv"]', 'files: ["*"]')
    save(release, "my-plan.csv")
    (release.folder / "data.json").write_text('{"plan": 1}')
    plan = json.loads(release.run("plan", release.path.name, "--json"))
    assert [step["key"] for step in plan["steps"] if step["action"] == "upload"] == [
        "upload:data-0.csv", "upload:data-1.csv", "upload:data.json"
    ]  # fmt: skip


def test_a_damaged_plan_is_told(release: Release) -> None:
    save(release)
    path = release.folder / "plan.json"
    path.write_text(path.read_text()[:-200])
    release.run("apply", "plan.json", "--yes", code=3)


def test_a_plan_to_publish_still_asks(server: Server, release: Release) -> None:
    save(release)
    already = len(server.log())
    release.run("apply", "plan.json", code=5)
    assert all(line.startswith("GET ") for line in server.log()[already:])
    assert httpx.get(
        f"{server.origin}/api/deposit/depositions", headers={"Authorization": f"Bearer {TOKEN}"}
    ).is_success


def test_a_saved_plan_keeps_what_the_command_line_said(release: Release) -> None:
    saved = save(release, "plan.json", "--set", "metadata.version=1.10", "--set", "publish=false")
    assert saved["saved"]["set"] == {"metadata.version": "1.10", "publish": "false"}
    told = release.run("apply", "plan.json", "--set", "metadata.version=2", code=2)
    assert told == ""
    assert apply(release)["status"] == "done"
    [facts] = json.loads(release.lock.read_text())["releases"].values()
    assert facts["metadata"]["version"] == "1.10"


def test_a_text_in_a_file_is_part_of_what_was_planned(release: Release) -> None:
    (release.folder / "abstract.md").write_text("Days *below* zero.")
    text = release.path.read_text()
    release.path.write_text(text.replace("<p>Made by a test.</p>", "{file: abstract.md}"))
    save(release)
    (release.folder / "abstract.md").write_text("Days below zero.")
    assert "changed since: the manifest" in apply(release, code=5)["error"]
