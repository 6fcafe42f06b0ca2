"""What goes on in the background, and what of it can be seen."""

from __future__ import annotations

from tests.local.nomad.conftest import ENTITY, Nomad

FILES = {"a.archive.yaml": ENTITY.format(name="a")}


def seen(nomad: Nomad, upload: str) -> list[tuple[str, str | None]]:
    """The states that a client sees that asks again and again, without repetitions."""
    states: list[tuple[str, str | None]] = []
    while True:
        data = nomad.upload(upload)
        state = (data["process_status"], data.get("last_status_message"))
        if states[-1:] != [state]:
            states.append(state)
        if not data["process_running"]:
            return states


def test_the_message_of_the_last_process_stands_while_the_next_waits(nomad: Nomad) -> None:
    upload = nomad.filled()
    nomad.processing.pace = 1
    nomad.put(upload, FILES)
    states = seen(nomad, upload)
    done = "Process completed successfully"
    assert states[0] == ("PENDING", done)
    assert states[-1] == ("SUCCESS", done)
    assert {status for status, _ in states[:-1]} == {"PENDING"}


def test_the_old_generation_runs_and_waits_for_results(old_nomad: Nomad) -> None:
    upload = old_nomad.create()
    old_nomad.processing.pace = 1
    old_nomad.put(upload, FILES)
    states = seen(old_nomad, upload)
    assert states[0] == ("PENDING", "Pending: process_upload")
    assert ("WAITING_FOR_RESULT", "Waiting for results (level -1)") in states
    assert states[-1] == ("SUCCESS", "Process process_upload completed successfully")


def test_a_busy_upload_takes_nothing(nomad: Nomad) -> None:
    upload = nomad.create()
    with nomad.held_up():
        nomad.put(upload, FILES)
        put = nomad.put(upload, {"b.txt": "b"})
        edit = nomad.http.post(f"/uploads/{upload}/edit", json={"metadata": {"comment": "c"}})
        publish = nomad.http.post(f"/uploads/{upload}/action/publish")
    assert [answer.status_code for answer in (put, edit, publish)] == [400, 400, 400]
    assert edit.json()["detail"] == "'NoneType' object has no attribute 'is_blocking'"
    nomad.wait(upload)
    assert nomad.http.get(f"/uploads/{upload}/rawdir/b.txt").status_code == 404


def test_the_old_generation_queues(old_nomad: Nomad) -> None:
    upload = old_nomad.create()
    for name in ("a", "b", "c"):
        old_nomad.put(upload, {f"{name}.archive.yaml": ENTITY.format(name=name)}).raise_for_status()
    metadata = {"upload_name": "queued"}
    old_nomad.http.post(f"/uploads/{upload}/edit", json={"metadata": metadata}).raise_for_status()
    data = old_nomad.wait(upload)
    assert (data["upload_name"], data["entries"], data["process_status"]) == ("queued", 3, "SUCCESS")


def test_the_old_generation_queues_nothing_behind_a_deletion(old_nomad: Nomad) -> None:
    upload = old_nomad.filled()
    with old_nomad.held_up():
        old_nomad.http.delete(f"/uploads/{upload}").raise_for_status()
        again = old_nomad.http.delete(f"/uploads/{upload}")
        put = old_nomad.put(upload, FILES)
    assert (again.status_code, again.json()["detail"]) == (400, "The upload is still being processed.")
    assert put.status_code == 400


def test_stopping_loses_what_was_not_added_yet(nomad: Nomad) -> None:
    upload = nomad.create()
    with nomad.held_up():
        nomad.put(upload, FILES)
        stopped = nomad.http.post(f"/uploads/{upload}/action/stop-processing").json()["data"]
    assert (stopped["process_status"], stopped["last_status_message"]) == ("READY", "Processing stopped")
    nomad.put(upload, {"later.txt": "x"}).raise_for_status()
    assert nomad.wait(upload)["process_status"] == "SUCCESS"
    content = nomad.http.get(f"/uploads/{upload}/rawdir/").json()["directory_metadata"]["content"]
    assert [one["name"] for one in content] == ["later.txt"]


def test_deleting_ends_a_process_that_runs(nomad: Nomad) -> None:
    upload = nomad.create()
    with nomad.held_up():
        nomad.put(upload, FILES)
        nomad.http.delete(f"/uploads/{upload}").raise_for_status()
    assert nomad.http.get(f"/uploads/{upload}").status_code == 404
    nomad.filled()
    assert [folder.name for folder in (nomad.store / "nomad" / "uploads").iterdir()] != [upload]


def test_processing_told_to_fail_fails_once(nomad: Nomad) -> None:
    nomad.processing.fault.mode, nomad.processing.fault.times = "fails", 1
    upload = nomad.create()
    nomad.put(upload, FILES)
    data = nomad.wait(upload)
    assert (data["process_status"], data["errors"]) == ("FAILURE", ["RuntimeError: Processing was told to fail."])
    refused = nomad.http.post(f"/uploads/{upload}/action/publish")
    assert refused.json()["detail"] == "Cannot publish an upload that failed processing."
    nomad.put(upload, FILES)
    assert nomad.wait(upload)["process_status"] == "SUCCESS"


def test_processing_told_to_hang_hangs_and_can_be_deleted(nomad: Nomad) -> None:
    nomad.processing.fault.mode, nomad.processing.fault.times = "hangs", 1
    upload = nomad.create()
    nomad.put(upload, FILES)
    assert nomad.wait(upload, seconds=0.5)["process_running"]
    nomad.http.delete(f"/uploads/{upload}").raise_for_status()
    nomad.filled()


def test_an_edit_that_fails_stands_in_the_way_until_another_succeeds(nomad: Nomad) -> None:
    upload = nomad.filled()
    failed = nomad.http.post(f"/uploads/{upload}/edit", json={"metadata": {"upload_name": 5}})
    assert failed.status_code == 400
    assert nomad.upload(upload)["process_status"] == "FAILURE"
    assert nomad.http.post(f"/uploads/{upload}/action/publish").status_code == 400
    nomad.http.post(f"/uploads/{upload}/edit", json={"metadata": {"upload_name": "five"}}).raise_for_status()
    nomad.http.post(f"/uploads/{upload}/action/publish").raise_for_status()
    assert nomad.upload(upload)["published"]


def test_entries_are_deleted_by_a_query_that_names_no_owner(nomad: Nomad, old_nomad: Nomad) -> None:
    for server in (nomad, old_nomad):
        upload = server.filled()
        query = {"query": {"mainfile": "a.archive.yaml"}}
        server.http.post(f"/uploads/{upload}/action/delete-entry-files", json=query).raise_for_status()
        assert server.wait(upload)["entries"] == 0
        assert server.names(upload) == ["a.txt"]
