"""The page that plan --preview writes: all is text, nothing is loaded, and what changes is marked."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from publishpipe.model.changes import FieldChange, FileChange
from publishpipe.model.contents import Content
from publishpipe.model.facts import FileFact
from publishpipe.model.page import Fact, Item, Page, Prose, linked, told
from publishpipe.render.preview import as_html
from tests.render.test_text import PLAN

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp'
PAGE = Page(
    HOSTILE,
    "title",
    (Item(HOSTILE),),
    (linked("0000-0002-1825-0097", HOSTILE, scheme="orcid"),),
    (Fact(HOSTILE, (Item(HOSTILE, note=HOSTILE), linked(f"https://example.org/{HOSTILE}")), HOSTILE),),
    (Prose(HOSTILE, "<p>Clean <b>already</b></p>", "description"),),
    HOSTILE,
)
CONTENTS = (Content(HOSTILE, 3, HOSTILE, (HOSTILE,)), Content("new.csv", 1, checksum="a" * 32), Content("old.csv", 2))
CHANGES = (
    FieldChange("description", "<p>Old</p>", HOSTILE),
    FileChange(HOSTILE, FileFact(1), FileFact(3)),
    FileChange("new.csv", None, FileFact(1)),
)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_whatever_is_said_is_shown_as_text_and_nothing_is_loaded() -> None:
    html = as_html(PAGE, replace(PLAN, manifest=HOSTILE, changes=CHANGES), CONTENTS)
    tags = Tags(html).seen
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "object", "base", "form"}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "src"]
    assert {str(attributes["href"]) for tag, attributes in tags if tag == "a"} == {
        "https://orcid.org/0000-0002-1825-0097"
    }
    assert not re.search(r"url\(|@import", html)
    assert "\u202e" not in html
    assert "<p>Clean <b>already</b></p>" in html
    assert "Nothing was sent." in html


def test_what_changes_is_marked() -> None:
    html = as_html(PAGE, replace(PLAN, changes=CHANGES), CONTENTS)
    assert re.findall(r'class="tag">(\w+)<', html) == ["changed", "replaced", "new"]
    assert "What changes" in html
    assert 'class="tag"' not in as_html(PAGE, PLAN, CONTENTS)


def test_a_doi_for_tests_is_no_link() -> None:
    assert linked("10.5281/zenodo.1").url == "https://doi.org/10.5281/zenodo.1"
    assert not linked("10.5072/zenodo.1").url


def test_of_a_value_nothing_is_left_out() -> None:
    award = {"funder": "00k4n6c32", "award": {"number": "7", "title": "A project", "url": "https://example.org/p"}}
    (item,) = told([award])
    assert all(part in item.text + item.note for part in ("00k4n6c32", "7", "A project", "https://example.org/p"))
    assert told([{"place": "Oslo", "lat": 59.9}, "text", None, ""]) == (Item("Oslo", note="lat 59.9"), Item("text"))
