"""`publishpipe apply` from outside, against a server that fails in every way that real ones do."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Callable
from typing import Any

import httpx
import jsonschema
import pytest

import publishpipe
from publishpipe.errors import ServerError
from publishpipe.http import polling
from publishpipe.model.events import Result
from publishpipe.render.markdown import result_as_markdown
from publishpipe.schemas import loader
from tests.conftest import TOKEN, Release, Server, records
from tests.killing import PATIENCE
from tests.terminals import at_a_terminal

CREATE = "POST /api/records"
PUBLISH = "POST /api/records/*/draft/actions/publish"
DESCRIBE = "PUT /api/records/*/draft"
UPLOAD = "PUT /api/files/*"


@pytest.fixture
def hasty(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in this process do not look for long for what shows late."""
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{server.origin}={TOKEN}")
    monkeypatch.setattr(polling, "LATE", 0.5)
    monkeypatch.setattr(polling, "LOOK_EVERY", 0.2)


@pytest.mark.parametrize(
    "fault",
    [
        f"drop-before {CREATE}",
        f"drop-after {CREATE}",
        f"status=504 {CREATE} effect=yes",
        f"truncate {CREATE}",
        f"drop-before {UPLOAD} times=2",
        f"drop-after {UPLOAD} times=2",
        f"status=500 {UPLOAD} effect=no times=3",
        f"status=429 {UPLOAD} retry_after=1",
        f"drop-after {DESCRIBE}",
        f"status=502 {DESCRIBE} effect=yes",
        f"drop-before {PUBLISH}",
        f"drop-after {PUBLISH}",
        f"status=504 {PUBLISH} effect=yes",
        f"status=500 {PUBLISH} effect=no",
        f"cut=40 {PUBLISH}",
    ],
)
def test_one_run_survives_a_failure_and_makes_one_record(
    server: Server, releases: Callable[..., Release], fault: str
) -> None:
    release = releases("survives")
    server.fault(fault)
    result = release.apply()[-1]
    assert result["status"] == "done"
    found = records(server, release)
    assert [item["state"] for item in found] == ["done"]
    assert found[0]["doi"] == result["doi"]
    assert {file["filename"] for file in found[0]["files"]} == {"data-0.csv", "data-1.csv"}
    assert "urn:uuid" not in json.dumps(found[0]["metadata"])


@pytest.mark.usefixtures("hasty")
def test_a_twin_that_appears_late_is_deleted_before_publishing(server: Server, release: Release) -> None:
    server.fault(f"drop-after {CREATE}", "search-lag=60")  # longer than the client looks
    before = len(server.log())
    publishpipe.apply(release.path, until="describe")
    assert server.log()[before:].count(CREATE) == 2
    assert {record["state"] for record in records(server, release)} == {"unsubmitted"}
    assert len(records(server, release)) == 2
    server.fault()
    assert release.apply()[-1]["published"]
    assert [record["state"] for record in records(server, release)] == ["done"]


def test_a_look_up_that_fails_never_means_that_nothing_is_there(
    server: Server, releases: Callable[..., Release]
) -> None:
    release = releases("blind")
    server.fault(f"drop-after {CREATE}", "status=403 GET /api/user/records times=0")
    result = release.apply(code=1)[-1]
    assert result["status"] == "failed"
    server.fault()
    assert release.apply()[-1]["status"] == "done"
    assert len(records(server, release)) == 1


def test_corrupted_storage_is_noticed_before_publishing(server: Server, releases: Callable[..., Release]) -> None:
    release = releases("corrupted")
    server.fault(f"corrupt {UPLOAD} times=0")
    events = release.apply(code=1)
    assert "other bytes than were sent" in events[-1]["error"]
    assert [item["state"] for item in records(server, release)] == ["unsubmitted"]
    server.fault()
    assert release.apply()[-1]["published"]


def test_one_file_that_fails_keeps_the_others_and_the_draft(server: Server, releases: Callable[..., Release]) -> None:
    release = releases("partial", files=6)
    server.fault("status=400 PUT /api/files/*/data-3.csv effect=no times=0")
    events = release.apply(code=1)
    assert [e["status"] for e in events if e["event"] == "step" and e["key"] == "upload:data-3.csv"] == [
        "started",
        "failed",
    ]
    assert events[-1]["error"]
    server.fault()
    again = release.apply()
    assert again[-1]["id"] == events[-1]["id"]
    done = {e["key"] for e in events if e["event"] == "step" and e["status"] == "done"}
    sent = {e["key"] for e in again if e["event"] == "step" and e["status"] == "done"}
    assert not done & sent - {"describe"}
    assert again[-1]["requests"] <= len(sent) + 4  # one says where files go


def test_every_event_fits_its_schema_and_the_result_comes_last(release: Release) -> None:
    events = release.apply()
    for event in events:
        loader.validator("events.v1").validate(event)
    assert [event["event"] for event in events].count("plan") == 1
    assert events[0]["event"] == "plan"
    assert events[-1]["event"] == "result"
    sent = [event for event in events if event["event"] == "progress"]
    assert {event["key"] for event in sent} == {"upload:data-0.csv", "upload:data-1.csv"}
    loader.validator("lock.v2").validate(json.loads(release.lock.read_text()))


def test_until_stops_at_the_complete_draft_and_a_second_run_publishes_it(server: Server, release: Release) -> None:
    first = release.apply("--until", "verify")[-1]
    assert (first["status"], first["published"], first["doi"]) == ("done", False, None)
    assert server.get(f"deposit/depositions/{first['id']}")["submitted"] is False
    second = release.apply()[-1]
    assert (second["id"], second["published"]) == (first["id"], True)
    assert second["doi_url"] == f"https://doi.org/{second['doi']}"


def test_until_upload_means_all_uploads(release: Release) -> None:
    events = release.apply("--until", "upload")
    done = [event["key"] for event in events if event["event"] == "step" and event["status"] == "done"]
    assert sorted(done) == ["create", "upload:data-0.csv", "upload:data-1.csv"]


def test_what_the_server_does_not_take_is_told_with_its_line(server: Server, release: Release) -> None:
    text = release.path.read_text("utf-8")
    release.path.write_text(text.replace("metadata:", "metadata:\n  keywords: [frost, {id: mesh:D0}]"), "utf-8")
    result = release.apply(code=1)[-1]
    [problem] = result["problems"]
    assert (problem["line"], problem["column"]) == (5, 26)
    assert problem["path"] == "metadata.keywords[1].id"
    loader.validator("events.v1").validate(result)
    told = release.error("apply", "--yes", code=1)
    assert "release.yaml:5:26: this is in none of Zenodo's lists" in told.splitlines()
    assert records(server, release) == []


def test_a_step_that_does_not_exist_is_a_wrong_command_line(release: Release) -> None:
    assert "There is no step 'uplod'" in release.error("apply", "--yes", "--until", "uplod", code=2)


def test_without_a_terminal_and_without_yes_nothing_is_sent(server: Server, release: Release) -> None:
    before = len(server.log())
    assert "--yes" in release.error("apply", code=5)
    out = release.run("apply", release.path.name, "--json", code=5)
    assert json.loads(out.splitlines()[-1])["status"] == "refused"
    assert [line for line in server.log()[before:] if not line.startswith("GET")] == []
    assert not release.lock.exists()


def test_a_draft_needs_no_confirmation(release: Release) -> None:
    out = release.run("apply", release.path.name, "--until", "verify")
    assert "is not published; its DOI 10.5072/zenodo." in out
    assert f"{release.origin}/deposit/" in out


def test_on_a_terminal_it_asks_and_no_means_no(release: Release) -> None:
    token = {"PUBLISHPIPE_TOKENS": f"{release.origin}={TOKEN}"}
    for answer, expected in (("n\n", 5), ("y\n", 0)):
        keys = ("Go on? [y/N]", answer)
        code, seen = at_a_terminal("apply", release.path.name, cwd=release.folder, variables=token, keys=keys)
        assert code == expected, seen
    assert "  !" in seen
    assert "cannot be undone" in seen
    assert "Published: 10.5072/zenodo." in seen


def test_what_a_colleague_wrote_meanwhile_is_named_in_the_question(server: Server, release: Release) -> None:
    release.run("apply", release.path.name, "--until", "verify")
    number = json.loads(release.lock.read_text("utf-8"))["releases"]["zenodo/sandbox"]["id"]
    url, headers = f"{server.origin}/api/deposit/depositions/{number}", {"Authorization": f"Bearer {TOKEN}"}
    there = httpx.get(url, headers=headers, trust_env=False, timeout=PATIENCE).json()["metadata"]
    changed = {"metadata": {**there, "description": "<p>Written by a colleague.</p>"}}
    httpx.put(url, json=changed, headers=headers, trust_env=False, timeout=PATIENCE).raise_for_status()
    token = {"PUBLISHPIPE_TOKENS": f"{release.origin}={TOKEN}"}
    keys = ("Go on? [y/N]", "n\n")
    code, seen = at_a_terminal("apply", release.path.name, cwd=release.folder, variables=token, keys=keys)
    question = " ".join(seen[seen.index("This ") : seen.index("Go on?")].split())
    assert (code, "sets back what was changed on the server: metadata description" in question) == (5, True)
    assert "Written by a colleague" in seen


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_exits_130_and_goes_on_later(
    server: Server, releases: Callable[..., Release], number: signal.Signals
) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # programs in the background inherit that it is ignored
    release = releases("interrupted", files=8)
    server.fault(f"slow=3 {UPLOAD} times=0")
    process = release.start("apply", release.path.name, "--yes", "--json", "--jobs", "2")
    assert process.stdout is not None
    while json.loads(process.stdout.readline())["event"] != "progress":
        pass
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "safe to run" in err
    assert json.loads(out.splitlines()[-1])["error"] == "interrupted"
    server.fault()
    assert release.apply()[-1]["published"]
    assert len(records(server, release)) == 1


def test_a_log_is_written_as_things_happen(server: Server, releases: Callable[..., Release]) -> None:
    release = releases("interrupted-log")
    server.fault(f"slow=5 {UPLOAD} times=0")
    process = release.start("apply", release.path.name, "--yes")
    assert process.stdout is not None
    while "done    create" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert f"  stopped: the draft {release.origin}/deposit/" in out


def test_a_404_of_something_before_the_server_loses_no_draft(server: Server, release: Release) -> None:
    draft = release.apply("--until", "verify")[-1]
    server.fault("status=404 GET /api/records/*")
    assert release.apply()[-1]["id"] == draft["id"]
    assert len(records(server, release)) == 1


def test_a_cache_that_cannot_be_written_fails_nothing(release: Release) -> None:
    (release.folder / ".publishpipe" / "release.checksums.json").mkdir(parents=True)
    assert release.apply()[-1]["published"]


def test_looking_works_in_a_folder_that_cannot_be_written(release: Release) -> None:
    release.apply("--until", "verify")
    shutil.rmtree(release.folder / ".publishpipe")
    (release.folder / ".publishpipe").write_text("in the way")
    assert "draft" in release.run("status", release.path.name)
    assert "publish" in release.run("plan", release.path.name)
    assert "draft" in release.run("status", release.path.name, "--offline")


def test_an_edit_that_somebody_opened_is_seen(server: Server, release: Release) -> None:
    result = release.apply()[-1]
    edit = f"{server.origin}/api/deposit/depositions/{result['id']}/actions/edit"
    httpx.post(edit, headers={"Authorization": f"Bearer {TOKEN}"}).raise_for_status()
    assert json.loads(release.run("status", release.path.name, "--json"))["state"] == "editing"


def test_a_rehearsal_never_sends_the_lockfile_of_the_real_release(release: Release) -> None:
    text = release.path.read_text().replace('"*.csv"', '"*"')
    release.path.write_text(text)
    release.apply("--until", "create")
    plan = json.loads(release.run("plan", release.path.name, "--environment", "local", "--json"))
    uploads = [step["key"] for step in plan["steps"] if step["action"] == "upload"]
    assert uploads == ["upload:data-0.csv", "upload:data-1.csv"]


def test_two_manifests_may_not_share_a_lockfile(release: Release) -> None:
    release.path.with_suffix(".yml").write_text(release.path.read_text())
    assert "release.yml would share its lockfile" in release.error("plan", code=3)


def test_another_url_under_the_same_environment_is_refused(release: Release) -> None:
    release.apply("--until", "create")
    other = release.origin.replace("127.0.0.1", "localhost")
    assert release.origin in release.error("apply", "--yes", "--url", f"{other}/api/", code=5)


def test_no_token_is_told_with_the_variable_to_set(release: Release) -> None:
    other = release.origin.replace("127.0.0.1", "localhost")
    err = release.error("plan", "--url", f"{other}/api/", code=7)
    assert f'PUBLISHPIPE_TOKENS="{other}=TOKEN"' in err


def test_what_changed_after_publication_is_not_done_silently(server: Server, release: Release) -> None:
    release.apply()
    (release.folder / "data-0.csv").write_text("other\n")
    before = len(server.log())
    assert "--yes" in release.error("apply", code=5)
    assert all(line.startswith("GET ") for line in server.log()[before:])


def test_a_draft_that_somebody_deleted_is_made_again(server: Server, release: Release) -> None:
    first = release.apply("--until", "verify")[-1]
    httpx.delete(
        f"{server.origin}/api/deposit/depositions/{first['id']}", headers={"Authorization": f"Bearer {TOKEN}"}
    ).raise_for_status()
    second = release.apply()[-1]
    assert second["published"]
    assert second["id"] != first["id"]


def test_a_file_that_changes_between_upload_and_publish_is_sent_again(server: Server, release: Release) -> None:
    release.apply("--until", "upload")
    (release.folder / "data-0.csv").write_text("changed\n")
    assert release.apply()[-1]["published"]
    files = {file["filename"]: file["filesize"] for file in records(server, release)[0]["files"]}
    assert files["data-0.csv"] == len("changed\n")


def test_discard_deletes_the_draft_and_forgets_it(server: Server, release: Release) -> None:
    draft = release.apply("--until", "upload")[-1]
    assert "terminal" in release.error("discard", code=5)
    assert "deleted" in release.run("discard", release.path.name, "--yes")
    assert (
        httpx.get(
            f"{server.origin}/api/deposit/depositions/{draft['id']}", headers={"Authorization": f"Bearer {TOKEN}"}
        ).status_code
        == 404
    )
    assert json.loads(release.lock.read_text())["releases"] == {}
    assert "nothing to discard" in release.run("discard", release.path.name, "--yes")


def test_discard_deletes_nothing_that_is_published(server: Server, release: Release) -> None:
    record = release.apply()[-1]
    assert "nothing to discard" in release.run("discard", release.path.name, "--yes")
    assert server.get(f"deposit/depositions/{record['id']}")["submitted"]


def test_status_tells_what_is_there(release: Release) -> None:
    def status(*arguments: str) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(release.run("status", release.path.name, "--json", *arguments))
        jsonschema.validate(value, loader.load("status.v1"))
        return value

    assert (status()["state"], status()["changes"]) == ("absent", True)
    release.apply("--until", "upload")
    assert (status()["state"], status()["changes"]) == ("draft", True)
    result = release.apply()[-1]
    for found in (status(), status("--offline")):
        assert (found["state"], found["changes"], found["doi"]) == ("published", False, result["doi"])
        assert [version["id"] for version in found["versions"]] == [result["id"]]


def test_a_run_that_is_stopped_while_it_publishes_says_that_nobody_knows(server: Server, release: Release) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # programs in the background inherit that it is ignored
    server.fault("slow=5 POST */actions/publish times=1")
    process = release.start("apply", release.path.name, "--yes", "--json")
    assert process.stdout is not None
    while (event := json.loads(process.stdout.readline())).get("key") != "publish" or event["status"] != "started":
        pass
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=PATIENCE)
    result = json.loads(out.splitlines()[-1])
    loader.validator("events.v1").validate(result)
    assert (result["unsettled"], result["published"], result["error"]) == (True, False, "interrupted")
    assert "publication was under way" in result_as_markdown(Result("failed", "zenodo", unsettled=True))
    again = release.apply()[-1]
    assert again["published"]
    assert "unsettled" not in again
    assert len(records(server, release)) == 1


def test_plan_shows_the_same_as_apply_does_and_changes_nothing(server: Server, release: Release) -> None:
    server.fault("search-lag=0")  # nobody waits for the search
    plan = json.loads(release.run("plan", release.path.name, "--json"))
    loader.validator("plan.v1").validate(plan)
    assert plan["digest"] == json.loads(release.run("plan", release.path.name, "--json"))["digest"]
    release.run("plan", release.path.name, "--exit-code", code=4)
    assert not release.lock.exists()
    events = release.apply()
    assert events[0]["steps"] == plan["steps"]
    assert events[-1]["requests"] == plan["totals"]["requests"]
    release.run("plan", release.path.name, "--exit-code")
    assert json.loads(release.run("plan", release.path.name, "--json"))["totals"] == {
        "steps": 0,
        "bytes": 0,
        "requests": release.apply()[-1]["requests"],
    }


def test_the_embedded_repository_is_started_by_the_command_and_ends_with_it(releases: Callable[..., Release]) -> None:
    release = releases("embedded")
    out = release.run("apply", release.path.name, "--environment", "local")
    assert "is published in the embedded repository" in out
    assert "  +  publish" in out
    store = release.folder / ".publishpipe" / "local"
    page = next((store / "records").glob("*.html"))
    assert str(page.relative_to(release.folder)) in out
    assert release.title in page.read_text()
    assert (store / "release.lock.json").exists()
    assert not release.lock.exists()
    assert not (store / "server.json").exists()
    assert "Nothing to do" in release.run("apply", release.path.name, "--environment", "local")


def test_the_page_of_a_draft_can_be_read_when_the_command_has_ended(releases: Callable[..., Release]) -> None:
    release = releases("draft-page")
    out = release.run("apply", release.path.name, "--environment", "local", "--until", "verify")
    page = next((release.folder / ".publishpipe" / "local" / "records").glob("*.html"))
    assert str(page.relative_to(release.folder)) in out
    for text in (release.title, "Draft, not published", "data-0.csv", "data-1.csv"):
        assert text in page.read_text("utf-8")


@pytest.mark.usefixtures("hasty")
def test_nothing_is_published_while_the_search_may_hide_another(server: Server, release: Release) -> None:
    server.fault(f"drop-after {CREATE} times=1", "search-lag=60")
    with pytest.raises(ServerError, match="may hide others of the same release"):
        publishpipe.apply(release.path, confirm=publishpipe.accept)
    assert [record["state"] for record in records(server, release)] == ["unsubmitted", "unsubmitted"]
    server.fault()
    done = publishpipe.apply(release.path, confirm=publishpipe.accept)
    assert [(str(record["id"]), record["state"]) for record in records(server, release)] == [(done.id, "done")]


def test_one_answer_that_a_draft_is_gone_is_not_believed(server: Server, release: Release) -> None:
    """A gateway may say so in the API's own words: a complete draft is gone only if two witnesses agree."""
    draft = release.apply("--until", "verify")[-1]["id"]
    server.fault(f"status=410 GET /api/records/{draft}*")
    assert release.apply()[-1]["id"] == draft
    assert [str(record["id"]) for record in records(server, release)] == [draft]


def test_a_draft_that_the_search_still_finds_is_not_made_again(
    server: Server, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = release.apply("--until", "verify")[-1]["id"]
    before = release.lock.read_text()
    monkeypatch.setattr(polling, "LATE", 0.5)
    monkeypatch.setattr(polling, "LOOK_EVERY", 0.1)
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{release.origin}={TOKEN}")
    records(server, release)
    server.fault(f"status=410 GET /api/records/{draft}* times=0")
    with pytest.raises(ServerError, match="its search still finds it"):
        publishpipe.apply(release.path, confirm=publishpipe.accept)
    assert release.lock.read_text() == before
    server.fault()
    assert len(records(server, release)) == 1


def test_what_was_asked_to_be_deleted_is_gone_only_if_it_is(server: Server, release: Release) -> None:
    draft = release.apply("--until", "verify")[-1]["id"]
    before = release.lock.read_text()
    server.fault(f"status=410 DELETE /api/records/{draft}/draft")
    assert "410" in release.error("discard", "--yes", code=1)
    assert release.lock.read_text() == before
    release.run("discard", release.path.name, "--yes")
    assert not records(server, release)
