"""A DOI for a whole upload, which the newer server has and the older has not (both observed 2026-11)."""

from __future__ import annotations

from tests.local.nomad.conftest import Nomad

EMPTY = "The Upload is empty. No DOI can be assigned at this moment. Add some published\ncontents to the upload first."
UNPUBLISHED = "The upload is unpublished. No DOI can be assigned at the moment.\nPublish the upload first."


def test_the_answer_lacks_what_every_other_answer_shows(nomad: Nomad) -> None:
    upload = nomad.filled()
    nomad.http.post(f"/uploads/{upload}/action/publish").raise_for_status()
    before = nomad.upload(upload)
    answer = nomad.http.post(f"/uploads/{upload}/action/assign-doi")
    assert answer.status_code == 200
    named = answer.json()["data"]
    assert named["doi"].keys() == {"id"}
    assert before.keys() - named.keys() == {"entries", "upload_files_server_path"}
    after = nomad.upload(upload)
    assert (after["doi"], after["entries"]) == (named["doi"], 1)


def test_what_is_refused_is_refused_in_the_real_order(nomad: Nomad) -> None:
    def refused(upload: str, token: str = "") -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = nomad.http.post(f"/uploads/{upload}/action/assign-doi", headers=headers)
        return answer.status_code, answer.json()["detail"]

    upload = nomad.create()
    coauthor = nomad.http.get("/users/me", headers={"Authorization": "Bearer a-coauthor"}).json()["user_id"]
    nomad.http.post(f"/uploads/{upload}/edit", json={"metadata": {"coauthors": coauthor}}).raise_for_status()
    assert refused("no-such-upload") == (404, "The specified upload_id was not found.")
    assert refused(upload, "a-stranger") == (403, "You do not have write access to the specified upload.")
    assert refused(upload, "a-coauthor") == (403, "Only main author has permissions for this operation.")
    assert refused(upload) == (400, EMPTY)
    with nomad.held_up():
        nomad.put(upload, {"a.archive.yaml": "data: {}\n"}).raise_for_status()
        assert refused(upload) == (400, EMPTY)
    nomad.wait(upload)
    assert refused(upload) == (400, UNPUBLISHED)
    nomad.http.post(f"/uploads/{upload}/action/publish").raise_for_status()
    nomad.http.post(f"/uploads/{upload}/action/assign-doi").raise_for_status()
    assert refused(upload) == (400, "The upload already has a DOI and cannot be changed anymore.")


def test_nobody_gets_a_challenge(nomad: Nomad) -> None:
    answer = nomad.http.post("/uploads/no-such-upload/action/assign-doi", headers={"Authorization": ""})
    assert (answer.status_code, answer.json()["detail"]) == (401, "Authentication required.")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_published_upload_gets_one_while_an_edit_runs(nomad: Nomad) -> None:
    upload = nomad.filled()
    nomad.http.post(f"/uploads/{upload}/action/publish").raise_for_status()
    with nomad.held_up():
        params, body = {"wait_for_processing": "false"}, {"metadata": {"comment": "c"}}
        nomad.http.post(f"/uploads/{upload}/edit", params=params, json=body).raise_for_status()
        named = nomad.http.post(f"/uploads/{upload}/action/assign-doi").raise_for_status().json()["data"]
    assert (named["process_running"], named["current_process"]) == (True, "_edit_metadata")
    assert nomad.wait(upload)["doi"] == named["doi"]


def test_the_old_generation_does_not_know_it(old_nomad: Nomad) -> None:
    upload = old_nomad.filled()
    answer = old_nomad.http.post(f"/uploads/{upload}/action/assign-doi", headers={"Authorization": ""})
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
