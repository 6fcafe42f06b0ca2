"""The pages: complete, and harmless whatever a record contains."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx
import pytest

from publishpipe.local.pages import size_text
from tests.local.conftest import Zenodo
from tests.local.running import Running

EVIL = "<script>alert(1)</script>"


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


def test_an_unknown_record_is_404_and_still_a_page(server: Running) -> None:
    answer = page(server, "/records/1")
    assert answer.status_code == 404
    assert "no such record" in answer.text


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (2_000_000, "2.0 MB"), (5e12, "5000.0 GB")]
)
def test_sizes_are_written_for_people(size: float, text: str) -> None:
    assert size_text(size) == text
