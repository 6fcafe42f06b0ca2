"""Many releases on a real server: planned together, asked once, each done exactly as if it were alone."""

from __future__ import annotations

import csv
import json
import signal
from pathlib import Path

import pytest

from publishpipe.schemas.loader import validator
from tests.campaign.many import Many, results
from tests.conftest import Server, make_release
from tests.killing import PATIENCE
from tests.program import program


def test_each_row_is_published_once_and_then_nothing_is_to_do(many: Many) -> None:
    names = [f"B {number}" for number in range(1, 8)]
    many.rows(*names)
    many.run("apply", code=5)  # nobody said yes
    assert many.titles() == []
    events = many.apply()
    assert events[-1]["done"] == len(names)
    assert {release: result["published"] for release, result in results(events).items()} == dict.fromkeys(names, True)
    assert len(set(many.titles())) == len(many.titles()) == len(names)
    assert sorted(path.name for path in (many.folder / "campaign.locks").iterdir()) == [f"{n}.lock.json" for n in names]
    again = many.counts()
    assert (again["unchanged"], again["bytes_sent"]) == (len(names), 0)
    assert again["requests"] <= 2  # one list has all of them


def test_what_changed_is_found_and_done_though_a_list_told_of_it(many: Many) -> None:
    many.rows("A1", "A2", "A3", "A4")
    many.apply()
    (many.folder / "data" / "A3.txt").write_text("other bytes\n")
    events = many.apply()
    assert {name: result["status"] for name, result in results(events).items()} == {
        "A1": "unchanged",
        "A2": "unchanged",
        "A3": "done",
        "A4": "unchanged",
    }
    assert len(many.facts("campaign.locks/A3.lock.json")["versions"]) == 2


def test_it_goes_on_past_a_failure_and_takes_up_only_that(many: Many) -> None:
    many.rows("A1", "A2", "A3")
    many.server.fault("status=400 PUT /api/files/*/A2.txt effect=no times=0")
    events = many.apply("--report", "report.csv", code=1)
    assert {name: result["status"] for name, result in results(events).items()} == {
        "A1": "done",
        "A2": "failed",
        "A3": "done",
    }
    rows = list(csv.DictReader((many.folder / "report.csv").read_text("utf-8").splitlines()))
    assert [(row["release"], row["status"], bool(row["doi"])) for row in rows] == [
        ("A1", "done", True),
        ("A2", "failed", False),
        ("A3", "done", True),
    ]
    many.server.fault()
    assert list(results(many.apply("--retry-failed"))) == ["A2"]
    assert [title for title in many.titles() if title.endswith("*")] == []
    assert "No release failed the last time" in many.run("apply", "--retry-failed", "--yes", code=2)


def test_after_so_many_failures_nothing_more_is_begun(many: Many) -> None:
    many.rows(*(f"A{number}" for number in range(10)), extra="max_failures: 5\n")
    many.server.fault("status=400 PUT /api/files/* effect=no times=0")
    last = many.counts("--jobs", "1", "--max-failures", "1", code=1)
    assert (last["failed"], last["left"]) == (2, 8)
    assert "more than 1 have failed" in last["stopped"]
    assert many.counts("--jobs", "1", code=1)["failed"] == 6


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("status=401 POST /api/records* times=0", 7),
        ("status=401 GET /api/user/records times=0", 7),
    ],
)
def test_what_concerns_the_account_stops_all(many: Many, rule: str, code: int) -> None:
    many.rows(*(f"A{number}" for number in range(6)))
    many.server.fault(rule, "status=401 GET /api/me times=0")
    before = len(many.server.log())
    last = many.counts("--jobs", "1", code=code)
    assert last["stopped"]
    assert len(many.server.log()) - before < 20
    many.server.fault()
    assert many.counts()["done"] == 6
    assert len(many.titles()) == 6


def test_an_own_record_that_is_gone_stops_all(many: Many) -> None:
    many.rows("A1", "A2", "A3")
    many.apply("--sample", "1")
    number = many.facts("campaign.locks/A1.lock.json")["id"]
    many.server.fault(
        f"status=410 GET /api/records/{number}* times=0", f"status=410 GET /api/deposit/*/{number} times=0"
    )
    last = many.counts(code=1)
    assert "not there any more" in last["stopped"]
    assert len(many.titles()) == 1


def test_a_sample_is_so_many_from_the_beginning_to_the_end(many: Many) -> None:
    many.rows(*(f"A{number}" for number in range(9)))
    assert sorted(results(many.apply("--sample", "3"))) == ["A0", "A4", "A8"]
    plan = json.loads(many.run("plan", "--json"))
    validator("releases.v1").validate(plan)
    assert (plan["totals"]["pending"], plan["totals"]["irreversible"]) == (6, {"publish": 6})


def test_it_ends_with_the_dois_or_where_they_are(many: Many) -> None:
    many.rows("A1", "A2")
    told = many.run("apply", "--yes")
    for name in ("A1", "A2"):
        assert many.facts(f"campaign.locks/{name}.lock.json")["doi"] in told
    many.rows(*(f"A{number}" for number in range(1, 14)))
    assert "--report dois.csv" in many.run("apply", "--yes")
    told = many.run("apply", "--yes", "--report", "dois.csv")
    assert "Report: dois.csv" in told
    assert len((many.folder / "dois.csv").read_text("utf-8").splitlines()) == 14


def test_status_and_verify_tell_of_all(many: Many) -> None:
    many.rows("A1", "A2", "A3")
    many.apply("--sample", "2")
    told = json.loads(many.run("status", "--json"))
    validator("releases.v1").validate(told)
    assert [one["state"] for one in told["releases"]] == ["published", "absent", "published"]
    (many.folder / "data" / "A1.txt").write_text("other\n")
    assert "1 match, 2 do not" in many.run("verify", code=4)


def test_several_manifests_keep_their_own_lockfiles(server: Server, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append(make_release(tmp_path / name, server.origin))
    paths = [str(one.path.relative_to(tmp_path)) for one in made]
    process = program("apply", *paths, "--yes", tokens={server.origin: "a-token-of-the-tests"}, cwd=tmp_path)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert "2 releases: 2 done" in out
    assert all(one.lock.is_file() for one in made)
    assert [event["status"] for event in made[0].apply() if event["event"] == "result"] == ["unchanged"]


def test_options_of_one_manifest_are_refused_for_many_and_the_other_way_round(many: Many) -> None:
    many.rows("A1")
    assert "for one manifest" in many.run("plan", "--out", "x.plan", code=2)
    process = program("apply", "specimen.yaml", "--sample", "2", cwd=many.folder)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "several manifests" in " ".join(err.split())


def test_what_was_published_from_elsewhere_is_refused_and_the_rest_is_done(many: Many) -> None:
    """Without its lockfile, a release is known again by its name: it is never published twice."""
    many.rows("A1", "A2", "A3")
    many.apply()
    (many.folder / "campaign.locks" / "A2.lock.json").unlink()
    events = many.apply(code=5)
    assert results(events)["A2"]["status"] == "refused"
    assert len(many.titles()) == 3


def test_reports_say_what_is_done_failed_and_left(many: Many) -> None:
    many.rows("A1", "A2", "A3")
    many.server.fault("status=400 PUT /api/files/*/A1.txt effect=no times=0")
    many.apply("--report", "r.json", "--jobs", "1", "--max-failures", "0", code=1)
    report = json.loads((many.folder / "r.json").read_text("utf-8"))
    validator("releases.v1").validate(report)
    assert [one["status"] for one in report["releases"]] == ["failed", "left", "left"]
    many.server.fault()
    many.apply("--report", "r.md")
    assert "## Done" in (many.folder / "r.md").read_text("utf-8")
    many.apply("--report", "r.html")
    assert "<h2>Done</h2>" in (many.folder / "r.html").read_text("utf-8")


def test_interrupted_it_says_so_and_is_safe_to_run_again(many: Many) -> None:
    many.rows("A1", "A2", "A3", "A4", "A5", "A6")
    many.server.fault("slow=20 PUT /api/files/* times=0")
    process = many.start("apply", "--json", "--yes")
    for line in iter(process.stdout.readline, ""):
        if "upload:" in line and "started" in line:
            break
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=PATIENCE)
    last = json.loads(out.splitlines()[-1])
    assert (process.returncode, last["event"], last["stopped"]) == (130, "campaign", "interrupted")
    many.server.fault()
    assert many.counts()["done"] == 6
    assert len(many.titles()) == 6
