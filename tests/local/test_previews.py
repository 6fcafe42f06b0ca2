"""The file that the page of a record shows first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.conftest import NATIVE, Zenodo


def choose(zenodo: Zenodo, number: int, name: str | None) -> dict[str, Any]:
    native = zenodo.client.get(f"/records/{number}/draft", headers=NATIVE).json()
    body = {key: native[key] for key in ("metadata", "access", "pids", "custom_fields")}
    # What was read cannot be written: a licence has either an id or a title.
    body["metadata"]["rights"] = [{"id": one["id"]} for one in body["metadata"]["rights"]]
    files = {"enabled": True, "default_preview": name}
    answer = zenodo.client.put(f"/records/{number}/draft", headers=NATIVE, json={**body, "files": files})
    assert answer.status_code == 200
    return dict(answer.json())


def shown(zenodo: Zenodo, path: str) -> str | None:
    name: str | None = zenodo.client.get(f"/records/{path}", headers=NATIVE).json()["files"].get("default_preview")
    return name


@pytest.fixture
def preview(zenodo: Zenodo) -> int:
    """A record that shows one of its files first."""
    draft = zenodo.create()
    for name in ("a.txt", "b.txt"):
        zenodo.upload(draft, name, b"text")
    assert choose(zenodo, draft["id"], "b.txt")["files"]["default_preview"] == "b.txt"
    return int(zenodo.act(draft["id"], "publish")["id"])


def test_the_file_shown_first_stays_through_edits_and_imports(zenodo: Zenodo, preview: int) -> None:
    assert shown(zenodo, str(preview)) == "b.txt"
    zenodo.act(preview, "edit")
    assert shown(zenodo, f"{preview}/draft") == "b.txt"
    version = zenodo.client.post(f"/records/{preview}/versions").json()["id"]
    assert shown(zenodo, f"{version}/draft") is None
    imported = zenodo.client.post(f"/records/{version}/draft/actions/files-import").json()
    assert imported["default_preview"] == "b.txt"
    assert zenodo.client.get(f"/records/{version}/draft/files").json()["default_preview"] == "b.txt"


def test_changing_metadata_the_old_way_forgets_the_file_shown_first(zenodo: Zenodo, preview: int) -> None:
    zenodo.act(preview, "edit")
    zenodo.put(preview)
    zenodo.act(preview, "publish")
    assert shown(zenodo, str(preview)) is None


def test_a_name_that_is_no_files_is_refused_and_changes_nothing(zenodo: Zenodo, preview: int) -> None:
    zenodo.act(preview, "edit")
    answer = choose(zenodo, preview, "c.txt")
    assert {"field": "files.default_preview", "messages": ['No file with key "c.txt"']} in answer["errors"]
    assert shown(zenodo, f"{preview}/draft") == "b.txt"
    assert zenodo.client.put(f"/records/{preview}/draft/files", json={"order": []}).status_code == 405


def test_a_file_removed_or_replaced_is_not_shown_first(zenodo: Zenodo, preview: int) -> None:
    draft = zenodo.act(preview, "newversion")
    zenodo.upload(draft, "b.txt", b"other")
    assert shown(zenodo, f"{draft['id']}/draft") is None
    choose(zenodo, draft["id"], "a.txt")
    zenodo.client.delete(f"/records/{draft['id']}/draft/files/a.txt")
    assert shown(zenodo, f"{draft['id']}/draft") is None
