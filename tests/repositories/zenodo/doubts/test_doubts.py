"""What Zenodo takes and is perhaps not meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publishpipe.files.local_file import Entry, LocalFile, Stamp
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.doubts.doubts import doubts

FINE = {
    "title": "Frost days",
    "upload_type": "dataset",
    "description": "<p>Days with frost.</p>",
    "creators": [{"name": "Doe, Jane"}],
    "license": "cc-by-4.0",
}
TODAY = datetime.now(UTC).date()
TOMORROW, LATER, NEVER = ((TODAY + timedelta(days=days)).isoformat() for days in (1, 400, 3000))


def told(*without: str, released: bool = False, **fields: Any) -> list[str]:
    metadata = {name: value for name, value in {**FINE, **fields}.items() if name not in without}
    return [
        f"{'.'.join(map(str, place))}: {what}"
        for place, what, _ in doubts(Wanted({}, metadata, publish=True, released=released))
    ]


def test_tags_that_zenodo_takes_out_are_named() -> None:
    text = '<p>Days <script>x()</script> <b>with</b> <IMG src="x.png"> a < b</p>'
    assert told(description=text) == ["metadata.description: Zenodo takes <img>, <script> out of description"]


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, ["metadata: there is no license: Zenodo sets cc0-1.0, which gives up all rights"]),
        ({"upload_type": "software"}, ["metadata: there is no license: Zenodo sets cc-by-4.0"]),
        ({"access_right": "restricted", "notes": "On request."}, []),
        ({"released": True}, []),
    ],
)
def test_a_licence_that_nobody_chose_is_told(fields: dict[str, Any], seen: list[str]) -> None:
    assert told("license", **fields) == seen


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("CC-BY", ["metadata.license: 'CC-BY' names no version: Zenodo stores cc-by-4.0"]),
        (["mit", {"id": "cc-nc"}], ["metadata.license.1: 'cc-nc' names no version: Zenodo stores cc-by-nc-2.0"]),
        ({"title": "apache"}, []),
        ("cc-zero", []),
        ("gpl-3.0", []),
    ],
)
def test_a_version_that_zenodo_chooses_is_told(given: Any, seen: list[str]) -> None:
    assert told(license=given) == seen


def embargoed(until: str) -> dict[str, Any]:
    return {"access_right": "embargoed", "embargo_date": until}


def test_nothing_is_said_of_what_is_fine() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"title": "Data"}, "metadata.title: the title is very short: 'Data'"),
        ({"title": "test 12"}, "metadata.title: the title is very short: 'test 12'"),
        ({"publication_date": "2999-01-01"}, "metadata.publication_date: publication_date 2999-01-01 is in the future"),
        ({"publication_date": "2999/3000"}, "metadata.publication_date: publication_date 2999 is in the future"),
        (embargoed(NEVER), f"metadata.embargo_date: the embargo ends on {NEVER}, more than 5 years from now"),
        (
            {"access_right": "restricted"},
            "metadata.access_right: access_right is restricted, and neither description nor notes say why",
        ),
        (
            {"access_right": "closed"},
            "metadata.access_right: access_right is closed, and neither description nor notes say why",
        ),
    ],
)
def test_what_is_doubtful(fields: dict[str, Any], what: str) -> None:
    assert told(**fields) == [what]


def test_an_embargo_that_ends_at_once_is_doubtful() -> None:
    [one] = told(**embargoed(TOMORROW))
    assert "a day from now" in one
    assert told(**embargoed(TOMORROW), released=True) == []  # as every embargo does in the end


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "霜日数データ"},
        {"title": "numpy", "upload_type": "software"},
        {"publication_date": TODAY.isoformat()},
        {"publication_date": TODAY.isoformat()[:4]},
        {"publication_date": "1999-12/2999"},
        embargoed(LATER),
        {"access_right": "restricted", "notes": "Personal data: ask the authors for access."},
        {"access_right": "closed", "description": "<p>Vertraulich.</p>"},
    ],
)
def test_the_next_thing_to_it_is_fine(fields: dict[str, Any]) -> None:
    assert told(**fields) == []


def test_what_is_left_out() -> None:
    assert told("description") == [
        "metadata: there is no description: all that people and search engines find is the title"
    ]


def test_what_only_a_draft_with_more_room_takes_is_told() -> None:
    def said(size: int) -> list[str]:
        file = LocalFile("a.nc", (Entry("a.nc", "", Stamp(size, 0, 0, 0)),))
        return [what for _, what, _ in doubts(Wanted({"a.nc": file}, FINE, publish=True))]

    assert said(50_000_000_000) == []
    assert said(60_000_000_000) == ["60.0 GB, but Zenodo takes 50 GB unless the draft was given more room"]
