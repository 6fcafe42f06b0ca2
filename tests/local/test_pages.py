"""The pages: complete, and harmless whatever a record contains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

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
    assert f"Doe, Jane (2026). Frost days (Version 1.0). Zenodo. doi:{record['doi']}" in seen.text
    assert "doi.org" not in answer.text  # nobody registers the DOI of a rehearsal
    assert "Rehearsal" in seen.text
    assert description in answer.text
    assert seen.attributes["lang"] == "en"
    assert "viewport" in answer.text


def links(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', html)]


def body(html: str) -> str:
    """The text of a page without its head, which on disk has no list of all to lead to."""
    return Tags(html.partition("</header>")[2]).text


def test_the_page_is_kept_in_the_store_too(server: Running, zenodo: Zenodo) -> None:
    record = zenodo.publish()
    kept = (server.store / "records" / f"{record['id']}.html").read_text("utf-8")
    assert body(kept) == body(page(server, f"/records/{record['id']}").text)
    assert "127.0.0.1" not in kept
    assert not [link for link in links(kept) if link.startswith("/")]


FULL = {
    "resource_type": {"id": "dataset"},
    "title": "Frost days",
    "publication_date": "2026-01-02",
    "creators": [
        {"person_or_org": {"type": "organizational", "name": "The Frost Consortium"}, "affiliations": [{"name": "CMCC"}]}
    ],
    "contributors": [
        {"person_or_org": {"type": "personal", "family_name": "Doe", "given_name": "Jane"}, "role": {"id": "editor"}}
    ],
    "additional_titles": [{"title": "Giorni di gelo", "type": {"id": "translated-title"}}],
    "subjects": [{"subject": "frost"}],
    "languages": [{"id": "ita"}],
    "dates": [{"date": "2015/2100", "type": {"id": "valid"}, "description": "As modelled"}],
    "identifiers": [{"identifier": "https://example.org/also", "scheme": "url"}],
    "related_identifiers": [
        {"identifier": "10.1234/paper", "scheme": "doi", "relation_type": {"id": "issupplementto"}}
    ],
    "rights": [{"title": {"en": "Our own terms"}, "link": "https://example.org/terms"}],
    "sizes": ["7 sheets"],
    "locations": {
        "features": [{"place": "Lecce", "geometry": {"type": "Point", "coordinates": [18.17, -40.35]}}]
    },
    "funding": [{"funder": {"name": "The Frost Fund"}, "award": {"number": "F-7", "title": {"en": "Frost in spring"}}}],
    "references": [{"reference": "Doe, J. (2020)", "identifier": "10.1234/doe", "scheme": "doi"}],
}  # fmt: skip


def test_a_page_tells_all_that_a_record_says(server: Running, zenodo: Zenodo) -> None:
    embargo = {"active": True, "until": "2999-01-01", "reason": "A patent is pending."}
    fields = {"journal:journal": {"title": "Journal of Frost"}, "code:codeRepository": "https://example.org/code"}
    body = {"metadata": FULL, "access": {"record": "public", "files": "restricted", "embargo": embargo}}
    draft = zenodo.client.post("/records", json=body | {"custom_fields": fields}).json()
    html = page(server, f"/uploads/{draft['id']}").text
    text = Tags(html).text
    for wanted in (
        "The Frost Consortium", "(CMCC)", "EditorDoe, Jane", "Translated titleGiorni di gelo", "Keywordsfrost",
        "LanguagesItalian", "Valid2015", "2100 As modelled", "Also known as", "7 sheets", "Lecce, 40.35° S, 18.17° E",
        "The Frost Fund: Frost in spring, F-7", "Doe, J. (2020)", "2999-01-01: A patent is pending.",
        "Journal of Frost", "https://example.org/code",
    ):  # fmt: skip
        assert wanted in text, wanted
    for wanted in ("https://doi.org/10.1234/paper", "https://doi.org/10.1234/doe", "https://example.org/terms"):
        assert wanted in links(html)


def test_links_of_kept_pages_lead_to_the_files_and_versions_beside_them(server: Running, zenodo: Zenodo) -> None:
    draft = zenodo.create(version="1")
    zenodo.upload(draft, "a%20%23b.csv", b"x,y\n").raise_for_status()
    first = zenodo.client.post(f"/deposit/depositions/{draft['id']}/actions/publish").json()
    second = zenodo.client.post(f"/deposit/depositions/{first['id']}/actions/newversion").json()
    zenodo.upload(second, "a%20%23b.csv", b"x,y,z\n").raise_for_status()
    meant = {name: value for name, value in second["metadata"].items() if name != "prereserve_doi"}
    dated = meant | {"version": "2", "publication_date": "2026-01-02"}
    zenodo.client.put(f"/deposit/depositions/{second['id']}", json={"metadata": dated}).raise_for_status()
    zenodo.client.post(f"/deposit/depositions/{second['id']}/actions/publish").raise_for_status()
    for number, content, other in ((first["id"], b"x,y\n", second["id"]), (second["id"], b"x,y,z\n", first["id"])):
        at = kept(server, number)
        beside = [at.parent / unquote(link) for link in links(at.read_text("utf-8")) if "://" not in link]
        assert all(path.exists() for path in beside)
        assert kept(server, other) in beside
        assert [path.read_bytes() for path in beside if path.name == "a #b.csv"] == [content]
    assert "a newer version" in kept(server, first["id"]).read_text("utf-8")


def test_no_name_of_a_file_leads_out_of_the_folder_of_its_page(server: Running, zenodo: Zenodo) -> None:
    draft = zenodo.create()
    for name in ("..%2F..%2Fescaped.txt", "%2E%2E", "plain.txt"):
        zenodo.upload(draft, name, b"x")
    zenodo.client.post(f"/deposit/depositions/{draft['id']}/actions/publish").raise_for_status()
    assert [path.name for path in kept(server, draft["id"]).with_suffix("").iterdir()] == ["plain.txt"]
    assert not list(server.store.parent.rglob("escaped.txt"))


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
    assert answer.text == page(server, f"/uploads/{draft['id']}").text
    assert body(answer.text) == body(kept(server, draft["id"]).read_text("utf-8"))
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
    assert body(page(server, f"/deposit/{record['id']}").text) == body(published)
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
    page_on_disk = kept(server, upload).read_text("utf-8")
    assert body(page_on_disk) == body(page(server, f"{GUI}{upload}").text)
    assert "doi.org" not in page_on_disk
    assert f"NOMAD dataset: {upload}. NOMAD Repository. doi:{doi}" in Tags(page_on_disk).text
    files = [kept(server, upload).parent / unquote(link) for link in links(page_on_disk) if "://" not in link]
    assert {path.name for path in files} == {"a.archive.yaml", "b.txt"}
    assert all(path.is_file() for path in files)


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
