"""The states of a record, each way between them: absent → draft → published → editing, and the next version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import publishpipe
from publishpipe.errors import RefusedError
from publishpipe.model.events import ignore
from publishpipe.model.steps import Step
from publishpipe.workspace import workspace
from tests.conftest import TOKEN, Release, Server, records, refresh
from tests.killing import proxied
from tests.laws.process import KilledError, Process


def write(release: Release, text: str, name: str = "data-0.csv") -> None:
    (release.folder / name).write_text(text)


def change(release: Release, old: str, new: str) -> None:
    text = release.path.read_text()
    assert old in text
    release.path.write_text(text.replace(old, new))


def learn(release: Release, **facts: Any) -> None:
    """Have the lockfile say so, as an earlier run may have left it."""
    value = json.loads(release.lock.read_text("utf-8"))
    value["releases"]["zenodo/sandbox"] |= facts
    release.lock.write_text(json.dumps(value), "utf-8")


def facts(release: Release) -> Any:
    return json.loads(release.lock.read_text())["releases"]["zenodo/sandbox"]


def status(release: Release) -> Any:
    return json.loads(release.run("status", release.path.name, "--json"))


def changed_by(server: Server, release: Release, *arguments: str) -> tuple[dict[str, Any], list[str]]:
    """The result of an apply, and the requests it made that change anything, by method and last parts of the path."""
    already = len(server.log())
    result = release.apply(*arguments)[-1]
    sent = [line.split() for line in server.log()[already:] if not line.startswith("GET")]
    return result, [f"{method} {path.rsplit('/', 1)[1]}" for method, path in sent]


def test_a_changed_file_is_a_new_version_and_only_that_file_is_sent(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    write(release, "x,y\n7,7\n")
    result, sent = changed_by(server, release)
    record = server.get(f"deposit/depositions/{result['id']}")
    assert sent == ["POST versions", "POST files-import", "PUT data-0.csv", "PUT draft", "POST publish"]
    assert record["state"] == "done"
    assert record["conceptrecid"] == facts(release)["concept_id"]
    assert result["doi"] != first["doi"]
    assert [version["doi"] for version in status(release)["versions"]] == [first["doi"], result["doi"]]
    assert changed_by(server, release)[1] == []


def test_a_new_version_takes_over_what_stays_and_leaves_out_what_goes(server: Server, release: Release) -> None:
    release.apply()
    kept = (release.folder / "data-1.csv").read_text()
    (release.folder / "data-0.csv").rename(release.folder / "renamed.csv")
    write(release, "z\n", "more.csv")
    result, sent = changed_by(server, release)
    record = server.get(f"deposit/depositions/{result['id']}")
    assert {file["filename"]: file["filesize"] for file in record["files"]} == {
        "data-1.csv": len(kept), "more.csv": 2, "renamed.csv": len("x,y\n0,0\n")
    }  # fmt: skip
    assert [line.split()[0] for line in sent] == ["POST", "POST", "DELETE", "PUT", "PUT", "PUT", "POST"]


def test_changed_metadata_is_an_edit_with_the_same_doi(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    before = server.get(f"records/{first['id']}")
    change(release, "<p>Made by a test.</p>", "<p>Made well.</p>")
    result, sent = changed_by(server, release)
    assert sent == ["POST draft", "PUT draft", "POST publish"]
    assert (result["doi"], result["published"]) == (first["doi"], True)
    after = server.get(f"records/{first['id']}")
    assert after["metadata"]["description"] == "<p>Made well.</p>"
    assert after["metadata"]["publication_date"] == before["metadata"]["publication_date"]
    assert len(status(release)["versions"]) == 1
    assert changed_by(server, release)[1] == []


def test_one_manifest_through_three_versions_two_edits_and_a_discarded_draft(server: Server, release: Release) -> None:
    change(release, "  upload_type", '  version: "1"\n  upload_type')
    dois = [release.apply()[-1]["doi"]]
    change(release, "Made by a test.", "First edit.")
    assert release.apply()[-1]["doi"] == dois[0]
    change(release, 'version: "1"', 'version: "2"')
    write(release, "second\n")
    dois.append(release.apply()[-1]["doi"])
    write(release, "a mistake\n")
    release.apply("--until", "verify")
    assert status(release)["state"] == "draft"
    assert "draft is deleted" in release.run("discard", release.path.name, "--yes")
    write(release, "second\n")
    assert status(release)["state"] == "published"
    assert status(release)["changes"] is False
    change(release, "First edit.", "Second edit.")
    assert release.apply()[-1]["doi"] == dois[1]
    change(release, 'version: "2"', 'version: "3"')
    write(release, "third\n")
    dois.append(release.apply()[-1]["doi"])

    found = status(release)
    assert [(version["doi"], version["version"]) for version in found["versions"]] == list(
        zip(dois, "123", strict=True)
    )
    assert len(set(dois)) == 3
    known = facts(release)["versions"]
    assert [version["files"]["data-0.csv"]["size"] for version in known[:2]] == [len("x,y\n0,0\n"), len("second\n")]
    assert server.get(f"deposit/depositions/{known[0]['id']}")["metadata"]["description"] == "<p>First edit.</p>"
    drafts = server.get("deposit/depositions", q=f"conceptrecid:{facts(release)['concept_id']}", all_versions="true")
    assert {item["state"] for item in drafts} == {"done"}


def test_an_edit_stays_open_without_publish_and_is_dropped_by_discard(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    change(release, "publish: true", "publish: false")
    change(release, "Made by a test.", "Edited.")
    result, sent = changed_by(server, release)
    assert sent == ["POST draft", "PUT draft"]
    assert result["status"] == "done"
    assert status(release)["state"] == "editing"
    assert changed_by(server, release)[1] == []
    release.run("discard", release.path.name, code=5)
    assert "edit is dropped" in release.run("discard", release.path.name, "--yes")
    assert server.get(f"deposit/depositions/{first['id']}")["state"] == "done"
    found = status(release)
    assert (found["state"], found["changes"]) == ("published", True)
    change(release, "publish: false", "publish: true")
    assert release.apply()[-1]["status"] == "done"
    assert "Edited." in server.get(f"records/{first['id']}")["metadata"]["description"]


def test_a_new_version_stays_a_draft_without_publish(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    change(release, "publish: true", "publish: false")
    write(release, "other\n")
    draft = release.apply()[-1]
    assert (draft["published"], draft["doi"]) == (False, None)
    assert draft["id"] != first["id"]
    plan = json.loads(release.run("plan", release.path.name, "--json"))
    assert plan["reserved_doi"].endswith(f"zenodo.{draft['id']}")
    change(release, "publish: false", "publish: true")
    result, sent = changed_by(server, release)
    assert sent == ["POST publish"]
    assert result["id"] == draft["id"]


def test_a_draft_of_the_very_same_files_is_not_published(release: Release) -> None:
    before = (release.folder / "data-0.csv").read_text()
    release.apply()
    write(release, "other\n")
    release.apply("--until", "new-version")
    write(release, before)
    result = release.apply(code=5)[-1]
    assert result["status"] == "refused"
    assert "same files" in result["error"]
    release.run("discard", release.path.name, "--yes")
    assert release.apply()[-1]["status"] == "unchanged"


def test_that_is_asked_once_more_before_it_is_published(
    server: Server, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever planned the step."""
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{server.origin}={TOKEN}")
    before = (release.folder / "data-0.csv").read_text()
    release.apply()
    write(release, "other\n")
    release.apply("--until", "verify")
    write(release, before)
    space = workspace.load(release.path)
    with workspace.connected(space, space.checksums(ignore), ignore) as connection:
        seen = connection.release.observe(space.lock.facts).seen
        with pytest.raises(RefusedError, match="same files as the last one"):
            connection.release.act(Step("publish"), space.lock.facts, seen)
    assert server.get(f"deposit/depositions/{facts(release)['id']}")["submitted"] is False
    write(release, "other\n")
    assert release.apply()[-1]["published"]


def test_nor_is_one_that_has_no_files_yet(server: Server, release: Release) -> None:
    before = (release.folder / "data-0.csv").read_text()
    release.apply()
    write(release, "other\n")
    server.fault("status=400 POST /api/records/*/draft/actions/files-import times=0")
    release.apply(code=1)
    server.fault()
    write(release, before)
    assert "same files" in release.apply(code=5)[-1]["error"]


def test_files_changed_while_our_edit_is_open_become_a_new_version(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    change(release, "Made by a test.", "Edited.")
    release.apply("--until", "describe")
    write(release, "other\n")
    result = release.apply()[-1]
    assert result["id"] != first["id"]
    assert server.get(f"deposit/depositions/{first['id']}")["state"] == "done"
    assert "Made by a test." in server.get(f"records/{first['id']}")["metadata"]["description"]
    assert "Edited." in server.get(f"records/{result['id']}")["metadata"]["description"]


def on_the_web(server: Server, method: str, path: str, metadata: dict[str, Any] | None = None) -> Any:
    """What the same user does on the web page, or with another tool."""
    body: Any = {"metadata": metadata} if metadata else None
    answer = httpx.request(
        method, f"{server.origin}/api/{path}", headers={"Authorization": f"Bearer {TOKEN}"}, json=body
    )
    answer.raise_for_status()
    return answer.json() if answer.content else None


def test_a_new_version_that_somebody_began_is_not_touched(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    theirs = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/newversion")
    write(release, "other\n")
    already = len(server.log())
    result = release.apply(code=5)[-1]
    assert {line.split()[0] for line in server.log()[already:]} == {"GET"}
    refresh(server.origin)
    assert "draft of a new version is open that somebody else began." in release.run("status", release.path.name)
    assert status(release)["foreign_draft"] == {"kind": "new-version", "id": str(theirs["id"])}
    assert "somebody else began it" in result["error"]
    assert server.get(f"deposit/depositions/{theirs['id']}")["modified"] == theirs["modified"]


def test_an_edit_that_somebody_opened_is_neither_changed_nor_dropped(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    theirs = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/edit")
    assert release.apply()[-1]["status"] == "unchanged"
    assert status(release)["foreign_draft"] == {"kind": "edit", "id": first["id"]}
    assert f"    publishpipe adopt {release.path.name} {first['id']}\n" in release.run("status", release.path.name)
    change(release, "Made by a test.", "Edited.")
    assert "somebody else began it" in release.apply(code=5)[-1]["error"]
    release.run("discard", release.path.name, "--yes", code=5)
    found = server.get(f"deposit/depositions/{first['id']}")
    assert (found["state"], found["modified"]) == ("inprogress", theirs["modified"])


def test_an_edit_that_somebody_opened_is_not_taken_for_what_is_public(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    edit = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/edit")["metadata"]
    meant = {name: edit[name] for name in ("title", "upload_type", "creators", "publication_date")}
    on_the_web(server, "PUT", f"deposit/depositions/{first['id']}", {**meant, "description": "<p>Edited.</p>"})
    change(release, "Made by a test.", "Edited.")
    assert "somebody else began it" in release.apply(code=5)[-1]["error"]
    assert "Made by a test." in server.get(f"records/{first['id']}")["metadata"]["description"]
    on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/publish")
    assert release.apply()[-1]["status"] == "unchanged"


def test_what_is_not_the_latest_version_any_more_is_not_edited(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    theirs = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/newversion")
    on_the_web(server, "POST", f"deposit/depositions/{theirs['id']}/actions/publish")
    change(release, "Made by a test.", "Edited.")
    newer = f"10.5072/zenodo.{theirs['id']}"
    for command in ("plan", "apply"):
        assert f"somebody published {newer}" in release.error(command, code=5)
    assert records(server, release)[0]["metadata"]["description"] == "<p>Made by a test.</p>"


def test_a_newer_version_that_somebody_published_is_named_where_nothing_is_to_be_done(
    server: Server, release: Release
) -> None:
    first = release.apply()[-1]
    theirs = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/newversion")
    on_the_web(server, "POST", f"deposit/depositions/{theirs['id']}/actions/publish")
    newer = f"10.5072/zenodo.{theirs['id']}"
    assert newer in release.run("plan", release.path.name)
    assert [version["doi"] for version in status(release)["versions"]] == [first["doi"], newer]
    assert f"adopt {release.path.name} {theirs['id']}" in release.run("status", release.path.name)
    assert newer in release.run("verify", release.path.name)
    assert json.loads(release.run("verify", release.path.name, "--json"))["newer"] == newer
    events = release.apply()
    assert events[-1]["status"] == "unchanged"
    assert newer in events[0]["notes"][0]


def test_a_newer_version_that_somebody_published_is_noticed(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    theirs = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/newversion")
    on_the_web(server, "POST", f"deposit/depositions/{theirs['id']}/actions/publish")
    write(release, "other\n")
    assert "not the latest version" in release.apply(code=5)[-1]["error"]


def test_a_newer_version_that_may_be_the_one_begun_without_an_answer_is_not_passed_over(
    server: Server, release: Release
) -> None:
    first = release.apply()[-1]
    theirs = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/newversion")
    on_the_web(server, "POST", f"deposit/depositions/{theirs['id']}/actions/publish")
    learn(release, intents={"new-version": "2020-11-01T00:00:00Z"})
    assert status(release)["changes"]
    assert "not the latest version" in release.apply(code=5)[-1]["error"]
    assert facts(release)["intents"]
    release.run("adopt", release.path.name, theirs["id"], "--yes")
    assert release.apply()[-1]["status"] == "unchanged"
    assert [version["id"] for version in facts(release)["versions"]] == [first["id"], str(theirs["id"])]


def test_a_draft_that_is_complete_is_written_down_though_its_last_outcome_was_not(release: Release) -> None:
    release.apply("--until", "verify")
    before = facts(release)
    learn(release, files={**before["files"], "data-0.csv": {"size": 1, "md5": "0" * 32}})
    change(release, "publish: true", "publish: false")
    assert release.apply()[-1]["status"] == "unchanged"
    assert facts(release) == before


def test_a_draft_of_a_new_version_that_somebody_deleted_is_begun_again(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    write(release, "other\n")
    lost = release.apply("--until", "verify")[-1]
    on_the_web(server, "DELETE", f"deposit/depositions/{lost['id']}")
    assert status(release)["state"] == "published"
    result = release.apply()[-1]
    assert len({first["id"], lost["id"], result["id"]}) == 3
    assert [version["id"] for version in facts(release)["versions"]] == [first["id"], result["id"]]


def test_an_edit_of_ours_that_somebody_dropped_is_opened_again(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    change(release, "Made by a test.", "Edited.")
    release.apply("--until", "verify")
    on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/discard")
    result, sent = changed_by(server, release)
    assert sent == ["POST draft", "PUT draft", "POST publish"]
    assert result["status"] == "done"


def test_an_edit_and_a_new_version_that_somebody_published_for_us_are_not_repeated(
    server: Server, release: Release
) -> None:
    first = release.apply()[-1]
    change(release, "Made by a test.", "Edited.")
    release.apply("--until", "verify")
    on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/publish")
    assert changed_by(server, release)[1] == []
    assert status(release)["state"] == "published"
    write(release, "other\n")
    draft = release.apply("--until", "verify")[-1]
    on_the_web(server, "POST", f"deposit/depositions/{draft['id']}/actions/publish")
    assert changed_by(server, release)[1] == []
    assert [version["id"] for version in facts(release)["versions"]] == [first["id"], draft["id"]]


def test_what_somebody_changed_on_the_web_is_shown_and_set_back(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    edited = on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/edit")["metadata"]
    meant = {name: edited[name] for name in ("upload_type", "description", "creators", "publication_date")}
    on_the_web(server, "PUT", f"deposit/depositions/{first['id']}", {**meant, "title": "Hacked", "notes": "by hand"})
    on_the_web(server, "POST", f"deposit/depositions/{first['id']}/actions/publish")
    plan = json.loads(release.run("plan", release.path.name, "--json"))
    assert (plan["drift"], plan["losses"]) == (["metadata title"], ["notes (by hand)"])
    release.run("plan", release.path.name, "--out", "plan.json")
    release.run("apply", "plan.json", "--yes")
    after = server.get(f"records/{first['id']}")["metadata"]
    assert (after["title"], after.get("notes")) == (release.title, None)


def test_what_only_the_web_page_can_set_is_told_before_it_is_lost(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    native = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/vnd.inveniordm.v1+json"}
    with httpx.Client(base_url=f"{server.origin}/api/records/{first['id']}", headers=native) as web:
        draft = web.post("/draft").raise_for_status().json()
        body = {part: draft[part] for part in ("metadata", "access", "custom_fields", "files")}
        body["metadata"]["rights"] = [{"id": item["id"]} for item in body["metadata"].get("rights", ())]
        body["metadata"]["resource_type"] = {"id": "dataset"}
        body["metadata"]["additional_titles"] = [{"title": "Another title", "type": {"id": "other"}}]
        web.put("/draft", json=body).raise_for_status()
        web.post("/draft/actions/publish").raise_for_status()
    (lost,) = json.loads(release.run("plan", release.path.name, "--json"))["losses"]
    assert lost == 'additional_titles ([{"title": "Another title", "type": "other"}])'
    before = server.get(f"records/{first['id']}")
    assert lost in release.apply(code=5)[-1]["error"]
    assert server.get(f"records/{first['id']}") == before
    said = "additional_titles: [{title: Another title, type: other}]"
    change(release, "  upload_type", f"  {said}\n  upload_type")
    assert release.apply()[-1]["status"] == "unchanged"
    change(release, f"  {said}\n", "")
    plan = json.loads(release.run("plan", release.path.name, "--json"))
    assert "losses" not in plan
    assert plan["changes"] == [
        {"field": "additional_titles", "before": [{"title": "Another title", "type": "other"}], "after": None}
    ]
    release.apply()
    assert (
        "additional_titles"
        not in httpx.get(f"{server.origin}/api/records/{first['id']}", headers=native).json()["metadata"]
    )


LOST = ("drop-after", "drop-before", "status=504 effect=yes", "status=500 effect=no", "truncate")


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("request_", ["/versions", "/draft/actions/files-import"])
def test_a_new_version_whose_answer_is_lost_is_made_once(
    server: Server, release: Release, fault: str, request_: str
) -> None:
    first = release.apply()[-1]
    write(release, "other\n")
    kind, _, effect = fault.partition(" ")
    server.fault(f"{kind} POST */api/records/*{request_} times=1 {effect}")
    result = release.apply()[-1]
    assert_versions(server, release, [first["id"], result["id"]])


def test_a_new_version_that_one_answer_calls_gone_is_gone_on_with(
    server: Server, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier run began it and did not live to hear of it: then two things that Zenodo says must agree."""
    first = release.apply()[-1]
    write(release, "other\n")
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{release.origin}={TOKEN}")
    killed = Process("after", 1).run(lambda: publishpipe.apply(release.path, confirm=publishpipe.accept))
    assert isinstance(killed, KilledError)
    server.fault(f"status=410 GET /api/records/{int(first['id']) + 1}*")
    assert "Zenodo says that it is gone" in release.apply(code=1)[-1]["error"]
    assert "new-version" in facts(release)["intents"]
    result = release.apply()[-1]
    assert_versions(server, release, [first["id"], result["id"]])


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("request_", ["draft", "draft/actions/publish"])
def test_an_edit_whose_answer_is_lost_is_made_once(server: Server, release: Release, fault: str, request_: str) -> None:
    first = release.apply()[-1]
    change(release, "Made by a test.", "Edited.")
    kind, _, effect = fault.partition(" ")
    server.fault(f"{kind} POST /api/records/{first['id']}/{request_} times=1 {effect}")
    assert release.apply()[-1]["doi"] == first["doi"]
    assert "Edited." in server.get(f"records/{first['id']}")["metadata"]["description"]
    assert_versions(server, release, [first["id"]])


def assert_versions(server: Server, release: Release, ids: list[str]) -> None:
    """These versions are published with what is here, in the lockfile and on the server, and nothing else is there."""
    assert release.apply()[-1]["status"] == "unchanged"
    assert [version["id"] for version in facts(release)["versions"]] == ids
    refresh(server.origin)
    query = f"conceptrecid:{facts(release)['concept_id']}"
    found = server.get("deposit/depositions", q=query, all_versions="true")
    assert {(str(item["id"]), item["state"]) for item in found} == {(number, "done") for number in ids}


def test_the_doi_is_inside_the_files_that_it_names(server: Server, release: Release) -> None:
    write(release, "doi: ${doi}\nall: ${conceptdoi}\nversion: ${version}, not $${doi}\n", "CITATION.cff")
    change(release, 'files: ["*.csv"]', 'files: ["*.csv", {path: CITATION.cff, template: true}]')
    change(release, "Made by a test.", "Cite as ${doi}.")
    change(release, "  upload_type", '  version: "1"\n  upload_type')
    first = release.apply()[-1]
    concept = facts(release)["concept_doi"]

    def citation(result: dict[str, Any]) -> str:
        return httpx.get(f"{server.origin}/api/records/{result['id']}/files/CITATION.cff/content").text

    assert citation(first) == f"doi: {first['doi']}\nall: {concept}\nversion: 1, not ${{doi}}\n"
    assert server.get(f"records/{first['id']}")["metadata"]["description"] == f"<p>Cite as {first['doi']}.</p>"
    assert changed_by(server, release)[1] == []
    write(release, "other\n")
    second, sent = changed_by(server, release)
    assert citation(second).startswith(f"doi: {second['doi']}\nall: {concept}\n")
    assert "PUT data-1.csv" not in sent
    assert changed_by(server, release)[1] == []
    change(release, 'version: "1"', 'version: "2"')
    third = release.apply()[-1]
    assert "version: 2" in citation(third)
    assert third["id"] != second["id"]


def test_what_became_of_communities_is_told(server: Server, release: Release) -> None:
    change(release, "  upload_type", "  communities: [{identifier: bench-bob-open}]\n  upload_type")
    events = release.apply()
    told = next(event["message"] for event in events if event.get("key") == "publish" and event["status"] == "done")
    assert told == "community bench-bob-open: requested, its curators decide"
    assert status(release)["communities"] == {"bench-bob-open": "requested"}
    assert "bench-bob-open: requested" in release.run("status", release.path.name)
    assert changed_by(server, release)[1] == []
    change(release, "[{identifier: bench-bob-open}]", "[{identifier: bench-bob-open}, {identifier: bench-bob-closed}]")
    _, sent = changed_by(server, release)
    assert sent[0] == "POST draft"
    assert status(release)["communities"] == {"bench-bob-closed": "requested", "bench-bob-open": "requested"}
    change(release, ", {identifier: bench-bob-closed}", "")
    assert changed_by(server, release)[1] == []


def test_share_links_are_listed_by_one_request_and_their_secrets_are_kept_nowhere(
    server: Server, release: Release
) -> None:
    assert status(release)["share_links"] == []
    release.apply("--until", "upload")
    path = f"{server.origin}/api/records/{facts(release)['id']}/access/links"
    wanted = {"permission": "preview", "description": "For the referee", "expires_at": "2099-01-02"}
    made = httpx.post(path, json=wanted, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False).json()
    already = len(server.log())
    told = status(release)
    assert told["share_links"] == [{**wanted, "created_at": made["created_at"]}]
    asked = [line for line in server.log()[already:] if "/access/" in line]
    assert asked == [f"GET {path.removeprefix(server.origin)}"]
    said = release.run("status", release.path.name)
    assert f"share link, preview, made {made['created_at'][:10]}, expires 2099-01-02: For the referee" in said
    kept = "".join(file.read_text("utf-8") for file in release.folder.rglob("*") if file.is_file())
    assert made["token"] not in f"{told}{said}{kept}"
    already = len(server.log())
    offline = json.loads(release.run("status", release.path.name, "--json", "--offline"))
    assert (offline["share_links"], server.log()[already:]) == ([], [])


def test_a_community_that_does_not_exist_is_told_before_anything_is_sent(server: Server, release: Release) -> None:
    change(release, "  upload_type", "  communities: [{identifier: bench-bob-opne}]\n  upload_type")
    assert "no community bench-bob-opne" in release.error("plan", code=3)
    assert "no community bench-bob-opne" in release.error("apply", "--yes", code=3)
    assert not records(server, release)
    assert status(release)["changes"]
    change(release, "bench-bob-opne", "bench-bob-open")
    assert release.apply()[-1]["published"]
    assert status(release)["communities"] == {"bench-bob-open": "requested"}
    change(release, "bench-bob-open", "bench-bob-opne")
    assert "no community bench-bob-opne" in release.error("apply", "--yes", code=3)
    assert records(server, release)[0]["state"] == "done"


def test_a_draft_lets_its_own_doi_go(server: Server, releases: Callable[..., Release]) -> None:
    release = releases("own", publish=False)
    own = f"10.1234/{server.store.name}.{len(server.log())}"
    change(release, "  upload_type", f"  doi: {own}\n  upload_type")
    release.apply()
    change(release, f"  doi: {own}\n", "")
    assert release.apply()[-1]["status"] == "done"
    assert "doi" not in records(server, release)[0]["metadata"]


def test_access_is_changed_by_edits_in_every_direction(server: Server, release: Release) -> None:
    release.apply()
    rights = "access_right: open"
    change(release, "  upload_type", f"  {rights}\n  upload_type")
    assert release.apply()[-1]["status"] == "unchanged"
    embargoes = (
        "access_right: embargoed\n  embargo_date: 2999-01-01",
        "access_right: embargoed\n  embargo_date: 2998-12-31",
    )
    for other in ("access_right: restricted", *embargoes, "access_right: open"):
        change(release, rights, other)
        rights = other
        result = release.apply()[-1]
        stored = server.get(f"deposit/depositions/{result['id']}")["metadata"]
        assert other.split("\n")[0].endswith(stored["access_right"])
        assert stored.get("embargo_date", "") in other
        assert release.apply()[-1]["status"] == "unchanged"
    assert len(status(release)["versions"]) == 1


@pytest.mark.parametrize("replaced", [2, 8])
def test_replaced_files_go_up_one_after_another(
    server: Server, releases: Callable[..., Release], replaced: int
) -> None:
    """Beside each other Zenodo refuses them, and so does the embedded one. The files are large enough to overlap."""
    release = releases("replacing", files=replaced + 1)
    release.apply()
    for number in range(replaced):
        write(release, f"{number}\n" * 500_000, f"data-{number}.csv")
    result = release.apply("--jobs", "8")[-1]
    assert result["requests"] == 9 + replaced
    stored = {file["filename"]: file["checksum"] for file in server.get(f"deposit/depositions/{result['id']}")["files"]}
    local = {path.name: path.read_bytes() for path in release.folder.glob("*.csv")}
    assert stored == {name: hashlib.md5(data, usedforsecurity=False).hexdigest() for name, data in local.items()}


def test_where_no_file_is_kept_all_are_sent_as_new_ones(server: Server, releases: Callable[..., Release]) -> None:
    release = releases("all-new", files=3)
    first = release.apply()[-1]
    for number in range(3):
        write(release, f"new {number}\n", f"data-{number}.csv")
    already = len(server.log())
    second = release.apply()[-1]
    assert second["doi"] != first["doi"]
    assert not [line for line in server.log()[already:] if "files-import" in line]
    assert len(server.get(f"deposit/depositions/{second['id']}")["files"]) == 3


def test_what_was_published_is_judged_too(server: Server, releases: Callable[..., Release]) -> None:
    with proxied(server.origin) as proxy:
        release = releases("judged", origin=proxy.url)
        draft = release.apply("--until", "verify")[-1]
        files = server.get(f"deposit/depositions/{draft['id']}/files")

        def meanwhile(_method: str, path: str) -> bool:
            if path.endswith("actions/publish"):
                on_the_web(server, "DELETE", f"deposit/depositions/{draft['id']}/files/{files[0]['id']}")
            return False

        proxy.picks = meanwhile
        error = release.apply(code=1)[-1]["error"]
    assert "somebody changed the draft just before" in error


def test_an_edit_that_went_through_is_ours_though_a_later_attempt_was_refused(server: Server, release: Release) -> None:
    first = release.apply()[-1]
    change(release, "Made by a test.", "Edited.")
    server.fault(
        "status=504 POST */actions/edit effect=yes times=1",
        "status=429 POST */actions/edit after=1 times=9 retry_after=1000",
    )
    release.apply(code=None)
    server.fault()
    assert release.apply()[-1]["doi"] == first["doi"]
    assert "Edited." in server.get(f"records/{first['id']}")["metadata"]["description"]


def test_a_version_that_went_through_is_ours_though_the_token_was_refused_then(
    server: Server, release: Release
) -> None:
    first = release.apply()[-1]
    write(release, "other\n")
    server.fault("status=401 GET /api/records/* after=1 times=3", "status=401 GET /api/me times=3")
    release.apply(code=None)
    server.fault()
    result = release.apply()[-1]
    assert_versions(server, release, [first["id"], result["id"]])


def test_a_changed_template_alone_is_a_new_version_whenever_it_goes_on(server: Server, release: Release) -> None:
    write(release, "cite ${doi}\n", "README.md")
    change(release, 'files: ["*.csv"]', 'files: ["*.csv", {path: README.md, template: true}]')
    first = release.apply()[-1]
    write(release, "please cite ${doi}\n", "README.md")
    release.apply("--until", "verify")
    second = release.apply()[-1]
    assert_versions(server, release, [first["id"], second["id"]])
    write(release, "do cite ${doi}\n", "README.md")
    release.apply("--until", "new-version")
    write(release, "please cite ${doi}\n", "README.md")
    assert "same files" in release.apply(code=5)[-1]["error"]


def test_a_community_named_after_the_publication_is_asked(server: Server, release: Release) -> None:
    server.fault("drop-after POST */actions/publish times=1", "status=500 GET /api/records/* times=9")
    release.apply(code=1)
    server.fault()
    change(release, "  upload_type", "  communities: [{identifier: bench-bob-open}]\n  upload_type")
    assert changed_by(server, release)[1][0] == "POST draft"
    assert status(release)["communities"] == {"bench-bob-open": "requested"}


def test_an_edit_that_asks_a_community_is_known_though_its_answer_was_lost(server: Server, release: Release) -> None:
    release.apply()
    change(release, "  upload_type", "  communities: [{identifier: bench-bob-open}]\n  upload_type")
    server.fault("drop-after POST */actions/publish times=1")
    already = len(server.log())
    release.apply()
    assert sum(line.endswith("actions/publish") for line in server.log()[already:]) == 1
    assert changed_by(server, release)[1] == []
