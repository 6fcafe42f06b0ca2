"""plan --preview: the page of what the manifest says, as a file."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from tests.commands.desk import Desk

MORE = (
    ("description", "<p>Cold <script>alert(1)</script></p>"),
    ("keywords", ["frost & ice"]),
    ("language", "eng"),
    ("journal_title", "A journal"),
)


def previewed(desk: Desk, *options: str) -> str:
    path = desk.folder / Path(json.loads(desk.run("plan", "--json", "--preview", *options).out)["preview"])
    assert path == desk.folder / ".publishpipe/preview/release.html"
    return path.read_text("utf-8")


def test_the_page_has_what_the_manifest_says_and_sends_nothing(zenodo: Desk) -> None:
    before = len(zenodo.server.log())
    page = previewed(zenodo.changed(more=MORE), "--offline")
    assert len(zenodo.server.log()) == before
    for said in (
        zenodo.title,
        "Doe, Jane",
        "frost &amp; ice",
        "eng",
        "A journal",
        "b.csv",
        "given when the draft is made",
    ):
        assert said in page
    assert hashlib.md5((zenodo.folder / "data/b.csv").read_bytes()).hexdigest() in page  # noqa: S324  # as Zenodo tells
    assert "<script" not in page
    assert ".publishpipe/preview/release.html" in zenodo.run("plan", "--offline", "--preview").out


def test_the_pages_of_an_edit_and_of_a_new_version_mark_what_changes(zenodo: Desk) -> None:
    doi = f"doi:{zenodo.apply().result['doi']}"
    assert 'class="tag"' not in previewed(zenodo)
    edit = zenodo.changed(more=(("keywords", ["frost"]),))
    assert re.findall(r'class="tag">(\w+)<', page := previewed(edit)) == ["changed"]
    assert doi in page
    version = previewed(edit.put(**{"b.csv": "changed", "c.csv": "new"}))
    assert re.findall(r'class="tag">(\w+)<', version) == ["changed", "replaced", "new"]
    assert doi not in version  # which is the last version's, and stays it


def test_the_page_of_an_upload(nomad: Desk) -> None:
    said = (
        ("comment", "Cold <b>and</b> wet"),
        ("references", ["https://doi.org/10.1063/5.0104914"]),
        ("datasets", ["Ice"]),
    )
    page = previewed(nomad.changed(more=said), "--offline")
    for shown in (
        nomad.title,
        "Cold &lt;b&gt;and&lt;/b&gt; wet",
        'href="https://doi.org/10.1063/5.0104914"',
        "Ice",
        "data/b.csv",
    ):
        assert shown in page
