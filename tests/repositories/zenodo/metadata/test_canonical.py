"""Canonical forms against what the real server was sent and gave back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.repositories.zenodo.metadata.canonical import (
    canonical,
    differences,
    pinned,
    predicted,
    to_keep,
    with_marker,
)

RECORDINGS = Path(__file__).parents[3] / "contract" / "zenodo"
#: What the real server was seen to lose, by the note of the recorded exchange.
LOST = {
    "description '<!-- c -->x'": "description",
    "title 'ab'": "title",
    "title 'a'": "title",
    "creator {'name': ',Jane'}": "creators",
    "creator {'name': 'Doe, Jane', 'type': 'x'}": "creators",
    "publication_date '2024-02-30'": "publication_date",
    "publication_date '29.02.2024'": "publication_date",
    "publication_date '2024-02-29T10:00:00'": "publication_date",
    "publication_date 'tomorrow'": "publication_date",
    "publication_date '[2024]'": "publication_date",
    "full metadata": "dates",  # a single date: its start is not given back
}


def exchanges() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(note, metadata sent, metadata read back) of every PUT that the real server called a success."""
    for exchange in json.loads((RECORDINGS / "put_valid.json").read_text("utf-8"))["exchanges"]:
        sent = (exchange["request"].get("body", {}).get("json") or {}).get("metadata")
        answer = exchange["response"]
        if exchange["request"]["method"] == "PUT" and answer["status"] == 200 and isinstance(sent, dict):
            given = {name: value for name, value in sent.items() if value not in (None, "", [])}
            yield exchange["note"], given, answer["body"]["json"]["metadata"]


CASES = list(exchanges())


def malformed(sent: dict[str, Any]) -> bool:
    """Forms that the schema refuses, so that they are never sent."""
    people = sent.get("creators", [])
    return any(
        not person.get(key, "x") or isinstance(person.get(key), list)
        for person in people
        for key in ("orcid", "affiliation")
    )


@pytest.mark.parametrize(("note", "sent", "read"), CASES, ids=[note for note, _, _ in CASES])
def test_a_success_that_lost_nothing_is_equal_and_one_that_lost_something_is_not(
    note: str, sent: dict[str, Any], read: dict[str, Any]
) -> None:
    if malformed(sent):
        return
    wrong = differences({**pinned(sent, read), **sent}, read)
    assert wrong == ((LOST[note],) if note in LOST else ())


def test_there_are_enough_recordings_to_mean_something() -> None:
    assert len(CASES) > 130
    assert LOST.keys() <= {note for note, _, _ in CASES}


def test_the_marker_is_seen_and_its_absence_too() -> None:
    meant = {"title": "x", "related_identifiers": [{"identifier": "10.1/a", "relation": "cites"}]}
    marked = with_marker(meant, "urn:uuid:00000000-0000-4000-8000-000000000000")
    assert "related_identifiers" in differences(meant, marked)
    assert meant["related_identifiers"] == [{"identifier": "10.1/a", "relation": "cites"}]


def test_zenodos_own_doi_is_no_difference_but_another_one_is() -> None:
    read = {
        "title": "x",
        "access_right": "open",
        "doi": "10.5281/zenodo.1",
        "prereserve_doi": {"doi": "10.5281/zenodo.1"},
    }
    assert not differences({"title": "x"}, read)
    assert differences({"title": "x"}, {**read, "doi": "10.1234/x"}) == ("doi",)


@pytest.mark.parametrize(
    ("field", "meant", "read"),
    [
        ("title", "Müller’s “data”", 'Müller\'s "data"'),
        ("description", "<p>a < b<script>x</script></p>", "<p>a &lt; bx</p>"),
        ("license", "MIT", "mit-license"),
        ("language", "de", "deu"),
        ("access_right", "closed", "restricted"),
        ("keywords", ["b", "a"], ["b", "a"]),
        (
            "communities",
            [{"identifier": "b"}, {"identifier": "a"}, {"identifier": "b"}],
            [{"identifier": "a"}, {"identifier": "b"}],
        ),
        (
            "related_identifiers",
            [{"identifier": "ISBN 978-3-16-148410-0"}],
            [{"identifier": "9783161484100", "scheme": "isbn"}],
        ),
        ("related_identifiers", [{"identifier": "ads:2011ApJ"}], [{"identifier": "2011ApJ", "scheme": "ads"}]),
        ("locations", [{"place": "x", "lat": 1, "lon": 2}], [{"place": "x", "lat": 1.0, "lon": 2.0}]),
    ],
)
def test_the_servers_own_ways_of_saying_the_same(field: str, meant: object, read: object) -> None:
    assert differences({"access_right": "open", field: meant}, {"access_right": "open", field: read}) == ()


@pytest.mark.parametrize(
    ("field", "meant", "read"),
    [
        ("license", "cc-by-4.0", "cc-by"),  # which is cc-by-1.0
        ("keywords", ["b", "a"], ["a", "b"]),
        ("creators", [{"name": "Doe, Jane"}], [{"affiliation": None}]),
        ("creators", [{"name": "Doe, Jane"}, {"name": "Roe, Rick"}], [{"name": "Roe, Rick"}, {"name": "Doe, Jane"}]),
        ("title", "Frost days", "Frost day"),
        ("version", "1.10", "1.1"),
        (
            "related_identifiers",
            [{"identifier": "https://example.org/Dataset"}],
            [{"identifier": "https://example.org/data-set"}],
        ),
        ("related_identifiers", [{"identifier": "10.1234/a-b"}], [{"identifier": "10.1234/ab"}]),
        ("related_identifiers", [{"identifier": "urn:nbn:de:1-2"}], [{"identifier": "urn:nbn:de:12"}]),
        ("grants", [{"id": "10.13039/1::5"}], [{"id": "10.13039/2::5"}]),
    ],
)
def test_what_is_not_the_same(field: str, meant: object, read: object) -> None:
    assert differences({field: meant}, {"access_right": "open", field: read}) == (field,)


texts = st.text(max_size=30)


@given(
    st.fixed_dictionaries(
        {}, optional={"title": texts, "description": texts, "keywords": st.lists(texts), "version": texts}
    )
)
def test_the_canonical_form_is_its_own_canonical_form(metadata: dict[str, Any]) -> None:
    metadata |= {
        "communities": [{"identifier": "b"}, {"identifier": "a"}, {"identifier": "b"}],
        "grants": [{"id": "10.13039/1::5"}],
    }
    once = canonical(metadata)
    assert canonical(once) == once
    assert differences(metadata, predicted(metadata)) == ()


@pytest.mark.parametrize("day", ["2026-11-26", "2026", "2001-02/2003"])
@pytest.mark.parametrize("licence", ["cc-zero", "cc-by-4.0", {"id": "CC-BY-4.0"}])
def test_what_the_server_chose_is_kept(day: str, licence: object) -> None:
    chosen = {"publication_date": day, "license": licence, "imprint_publisher": "Zenodo"}
    assert to_keep(chosen) == chosen


@pytest.mark.parametrize("value", [None, 7, "", " ", [], {}, "now", "\0", {"id": None}])
def test_what_no_server_takes_is_not_kept_to_be_sent(value: object) -> None:
    assert to_keep({"publication_date": value, "license": value}) == {}
