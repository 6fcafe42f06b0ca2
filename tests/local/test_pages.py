"""The pages: complete, and harmless whatever a record contains."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from publishpipe.local.pages.frame import size_text
from tests.local.conftest import TOKEN, Zenodo
from tests.local.nomad.conftest import ENTITY, zipped
from tests.local.running import Running

EVIL = "<script>alert(1)</script>"
GUI = "/nomad/gui/user/uploads/upload/id/"


class Tags(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def page(server: Running, path: str) -> httpx.Response:
    return httpx.get(f"{server.url}{path}", trust_env=False)


def test_a_record_page_shows_what_to_look_at_before_publishing(server: Running, zenodo: Zenodo) -> None:
    creators = [{"name": "Doe, Jane", "affiliation": "CMCC", "orcid": "0000-0002-1825-0097"}]
    description = "<p>Some <b>bold</b> text</p>"
    metadata = {"title": "Frost days", "version": "1.0", "license": "cc-by-4.0", "publication_date": "2026-01-02"}
    record = zenodo.publish(**metadata, creators=creators, description=description)
    answer = page(server, f"/records/{record['id']}")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    seen = Tags(answer.text)
    file = record["files"][0]
    for text in ("Frost days", "Doe, Jane", "CMCC", "Version 1.0", record["doi"], file["checksum"], "8 bytes"):
        assert text in seen.text
    assert "Creative Commons Attribution 4.0 International" in seen.text
    assert f"Doe, Jane (2026). Frost days (Version 1.0). Zenodo. https://doi.org/{record['doi']}" in seen.text
    assert description in answer.text
    assert seen.attributes["lang"] == "en"
    assert "viewport" in answer.text


def test_the_page_is_kept_in_the_store_too(server: Running, zenodo: Zenodo) -> None:
    record = zenodo.publish()
    kept = (server.store / "records" / f"{record['id']}.html").read_text("utf-8")
    assert kept == page(server, f"/records/{record['id']}").text


def test_nothing_in_a_record_becomes_markup(server: Running, zenodo: Zenodo) -> None:
    creators = [{"name": EVIL, "affiliation": EVIL}]
    metadata = {"title": EVIL, "creators": creators, "keywords": [EVIL], "version": EVIL, "notes": EVIL}
    draft = zenodo.create(**metadata, description=f"<p onclick='x'>{EVIL}<img src=x onerror=x></p>")
    assert zenodo.upload(draft, "%3Cscript%3E.txt", b"x").status_code == 201
    zenodo.client.post(f"/deposit/depositions/{draft['id']}/actions/publish")
    for path in (f"/records/{draft['id']}", "/"):
        answer = page(server, path)
        seen = Tags(answer.text)
        assert not {"script", "img"} & set(seen.tags)
        assert not {"onclick", "onerror"} & seen.attributes.keys()
        assert EVIL in seen.text


def test_the_list_links_to_every_record(server: Running, zenodo: Zenodo) -> None:
    record = zenodo.publish(title="In the list")
    answer = page(server, "/")
    assert f'href="/records/{record["id"]}"' in answer.text
    assert "In the list" in answer.text


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/records/1", "record"),
        ("/deposit/1", "record"),
        ("/uploads/99999999999999999999", "record"),
        (f"{GUI}--_missing_upload_id--", "upload"),
    ],
)
def test_what_is_unknown_is_404_and_still_a_page(server: Running, path: str, what: str) -> None:
    answer = page(server, path)
    assert answer.status_code == 404
    assert f"no such {what}" in answer.text


def kept(server: Running, name: object) -> Path:
    return server.store / "records" / f"{name}.html"


def test_a_draft_has_the_page_that_its_record_will_have(server: Running, zenodo: Zenodo) -> None:
    draft = zenodo.create(title="Not yet", description="<p>Some <b>bold</b> text</p>")
    md5 = zenodo.upload(draft, "data.csv", b"x,y\n1,2\n").json()["checksum"].removeprefix("md5:")
    answer = page(server, f"/deposit/{draft['id']}")
    assert answer.text == page(server, f"/uploads/{draft['id']}").text == kept(server, draft["id"]).read_text("utf-8")
    doi = draft["metadata"]["prereserve_doi"]["doi"]
    for text in ("Not yet", "Draft, not published; its DOI is reserved.", doi, "data.csv", "8 bytes", md5):
        assert text in Tags(answer.text).text
    assert "<p>Some <b>bold</b> text</p>" in answer.text
    assert "/api/" not in answer.text  # a browser could not open it
    assert page(server, f"/records/{draft['id']}").status_code == 404


def test_the_kept_page_follows_a_draft_to_its_end(server: Running, zenodo: Zenodo) -> None:
    draft = zenodo.create(title="First title")
    zenodo.client.put(f"/deposit/depositions/{draft['id']}", json={"metadata": draft["metadata"] | {"title": "Second"}})
    assert "Second" in kept(server, draft["id"]).read_text("utf-8")
    assert zenodo.client.delete(f"/deposit/depositions/{draft['id']}").status_code == 204
    assert not kept(server, draft["id"]).exists()
    assert page(server, f"/deposit/{draft['id']}").status_code == 404


def test_changes_of_a_record_have_a_page_of_their_own_and_the_kept_one_stays(server: Running, zenodo: Zenodo) -> None:
    record = zenodo.publish(title="Published title")
    published = kept(server, record["id"]).read_text("utf-8")
    assert page(server, f"/deposit/{record['id']}").text == published
    url = f"/deposit/depositions/{record['id']}"
    zenodo.client.post(f"{url}/actions/edit")
    zenodo.client.put(url, json={"metadata": record["metadata"] | {"title": "Changed title"}})
    changed = page(server, f"/deposit/{record['id']}").text
    assert "Draft of changes, not published." in changed
    assert "Changed title" in changed
    assert "draft of changes" in page(server, "/").text
    zenodo.client.post(f"{url}/actions/discard")
    assert kept(server, record["id"]).read_text("utf-8") == published


class Uploads:
    """Calls of NOMAD's API, as alice."""

    def __init__(self, server: Running) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
        self.http = httpx.Client(base_url=f"{server.url}/nomad/api/v1", headers=headers, trust_env=False, timeout=30)

    def made(self, name: str, files: dict[str, str]) -> str:
        """An upload that is processed."""
        upload = str(self.http.post("/uploads", params={"upload_name": name}).json()["upload_id"])
        self.http.put(f"/uploads/{upload}/raw/", params={"file_name": "all.zip"}, content=zipped(files))
        while self.http.get(f"/uploads/{upload}").json()["data"]["process_running"]:
            pass
        return upload

    def edit(self, upload: str, **metadata: object) -> None:
        self.http.post(f"/uploads/{upload}/edit", json={"metadata": metadata}).raise_for_status()


@pytest.fixture
def uploads(server: Running) -> Iterator[Uploads]:
    made = Uploads(server)
    with made.http:
        yield made


FILES = {"a.archive.yaml": ENTITY.format(name="a"), "deep/er/b.txt": "text"}


def test_an_upload_page_shows_what_to_look_at_before_publishing(server: Running, uploads: Uploads) -> None:
    upload = uploads.made("Crystals", FILES | {"bad.archive.yaml": "data: [}"})
    dataset = uploads.http.post("/datasets", json={"dataset_name": f"Set of {upload}"}).json()["dataset_id"]
    reference = "https://example.org/paper"
    uploads.edit(upload, comment="Line 1", references=[reference], datasets=[dataset], embargo_length=3)
    text = Tags(page(server, f"{GUI}{upload}").text).text
    for wanted in ("Crystals", "Not published.", "3 months from publication", "alice", reference, "Line 1", upload):
        assert wanted in text
    for wanted in (f"Set of {upload} (no DOI)", "2 entries, 1 failed", "a.archive.yaml", "deep/er/b.txt", "4 bytes"):
        assert wanted in text
    for wanted in ("parsers/archive", "FAILURE", "Cannot parse archive json or yaml."):
        assert wanted in text


def test_the_kept_page_follows_an_upload(server: Running, uploads: Uploads) -> None:
    upload = uploads.made("Before", FILES)
    uploads.edit(upload, upload_name="After")
    assert "After" in kept(server, upload).read_text("utf-8")
    dataset = uploads.http.post("/datasets", json={"dataset_name": upload}).json()["dataset_id"]
    uploads.edit(upload, datasets=[dataset])
    uploads.http.post(f"/uploads/{upload}/action/publish").raise_for_status()
    assert "Not published" not in kept(server, upload).read_text("utf-8")
    doi = uploads.http.post(f"/datasets/{dataset}/action/doi").json()["data"]["doi"]
    assert doi in kept(server, upload).read_text("utf-8")
    assert kept(server, upload).read_text("utf-8") == page(server, f"{GUI}{upload}").text


def test_a_deleted_upload_has_no_page(server: Running, uploads: Uploads) -> None:
    upload = uploads.made("Not for long", FILES)
    uploads.edit(upload, comment="seen")
    assert kept(server, upload).exists()
    uploads.http.delete(f"/uploads/{upload}").raise_for_status()
    assert not kept(server, upload).exists()
    assert page(server, f"{GUI}{upload}").status_code == 404


def test_nothing_in_an_upload_becomes_markup(server: Running, uploads: Uploads) -> None:
    upload = uploads.made(EVIL, {f"{EVIL.replace('/', '')}.archive.yaml": ENTITY.format(name="a")})
    uploads.edit(upload, comment=EVIL, description=EVIL)
    for path in (f"{GUI}{upload}", "/"):
        answer = page(server, path)
        assert "script" not in Tags(answer.text).tags
        assert EVIL in Tags(answer.text).text
    assert Tags(page(server, f"{GUI}{upload}").text).text.count(EVIL) == 4  # title twice, comment, description
    uploads.http.delete(f"/uploads/{upload}")


def test_the_list_has_everything_newest_first_with_its_state(server: Running, zenodo: Zenodo, uploads: Uploads) -> None:
    record, draft = zenodo.publish(title="A record"), zenodo.create(title="A draft")
    upload = uploads.made("An upload", FILES)
    html = page(server, "/").text
    links = [f"{GUI}{upload}", f"/deposit/{draft['id']}", f"/records/{record['id']}"]
    places = [html.index(f'href="{link}"') for link in links]
    assert places == sorted(places)
    text = Tags(html).text
    assert "A draftZenodo draft, not published" in text
    assert "A recordZenodo record · Dataset" in text
    assert "An uploadNOMAD upload, not published · 1 entry" in text
    uploads.http.delete(f"/uploads/{upload}")


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (2_000_000, "2.0 MB"), (5e12, "5000.0 GB")]
)
def test_sizes_are_written_for_people(size: float, text: str) -> None:
    assert size_text(size) == text
