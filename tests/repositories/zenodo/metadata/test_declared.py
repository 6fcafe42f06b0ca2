"""What a manifest says of what was read: it means the same, is as short as can be, and the schema takes it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishpipe.model.placeholders import fill, used
from publishpipe.repositories.zenodo.metadata.canonical import (
    canonical,
    differences,
    languages,
    licenses,
    pinned,
    predicted,
    with_marker,
)
from publishpipe.repositories.zenodo.metadata.declared import declared
from publishpipe.schemas.loader import validator
from tests.repositories.zenodo.metadata.test_canonical import CASES

#: What every deposition here has, and a manifest needs not say.
SILENT = {"access_right": "open", "imprint_publisher": "Zenodo", "prereserve_doi": {"doi": "10.5281/zenodo.1"}}
MARK = "urn:uuid:00000000-0000-4000-8000-000000000000"
FULL = {"title", "upload_type", "creators"}
WRONG = {
    "full metadata": "a date without start and end is written, which no manifest may say",
}


def as_read(value: Any) -> Any:
    """A recorded value, with a date where the recording has a placeholder."""
    if isinstance(value, str):
        return value.replace("{{today}}", "2026-11-21").replace("{{record:1}}", "1")
    if isinstance(value, list):
        return [as_read(item) for item in value]
    return {name: as_read(item) for name, item in value.items()} if isinstance(value, dict) else value


READ = [pytest.param(as_read(read), id=note) for note, _, read in CASES]
WHOLE = [
    pytest.param(
        as_read(read), id=note, marks=[pytest.mark.xfail(strict=True, reason=WRONG[note])] if note in WRONG else []
    )
    for note, _, read in CASES
    if canonical(read).keys() >= FULL and all(person.get("name") for person in read["creators"])
]


@pytest.mark.parametrize("read", READ)
def test_what_a_server_was_seen_to_show_is_declared_so_that_it_means_the_same(read: dict[str, Any]) -> None:
    said = fill(declared(read), {})
    chosen = pinned(said, read)
    assert chosen.keys() <= {"imprint_publisher"}
    assert differences({**chosen, **said}, read) == ()
    assert declared(canonical(read)) == declared(read)


@pytest.mark.parametrize("read", WHOLE)
def test_it_is_a_manifests_metadata(read: dict[str, Any]) -> None:
    assert [problem.message for problem in validator("zenodo-metadata.v1").iter_errors(declared(read))] == []


def test_there_are_enough_recordings_to_mean_something() -> None:
    assert len(WHOLE) > 110


@pytest.mark.parametrize(
    ("read", "said"),
    [
        pytest.param({}, {}, id="nothing but what goes without saying"),
        pytest.param({"title": "", "keywords": [], "notes": None}, {}, id="nothing that is empty"),
        pytest.param({"access_right": "restricted"}, {"access_right": "restricted"}, id="access that is not open"),
        pytest.param({"imprint_publisher": "Springer"}, {"imprint_publisher": "Springer"}, id="another publisher"),
        pytest.param({"doi": "10.5281/zenodo.1"}, {}, id="not Zenodo's own DOI"),
        pytest.param({"doi": "10.1234/x"}, {"doi": "10.1234/x"}, id="a DOI of one's own"),
        pytest.param({"embargo_date": "2026-01-01"}, {}, id="not the date of an embargo that was lifted"),
        pytest.param({"access_right": "embargoed", "embargo_date": "9999-01-01"}, {"access_right": "embargoed", "embargo_date": "9999-01-01"}, id="an embargo"),
        pytest.param({"access_conditions": "ask"}, {}, id="not what the server does not keep"),
        pytest.param({"communities": [{"identifier": "b"}, {"identifier": "a"}]}, {"communities": [{"identifier": "a"}, {"identifier": "b"}]}, id="communities as mappings"),
        pytest.param({"grants": [{"id": "10.13039/1::5", "title": "x"}]}, {"grants": [{"id": "10.13039/1::5"}]}, id="grants by their id alone"),
        pytest.param({"dates": [{"type": "collected", "start": "2020", "end": "2021"}]}, {"dates": [{"type": "Collected", "start": "2020", "end": "2021"}]}, id="types of dates in the manifest's words"),
        pytest.param({"license": {"id": "cc-by-4.0"}}, {"license": "cc-by-4.0"}, id="a licence by its id alone"),
        pytest.param({"license": "of-a-future-server"}, {"license": "of-a-future-server"}, id="a licence that nobody knows"),
        pytest.param({"language": "deu"}, {"language": "deu"}, id="a language in the server's words"),
        pytest.param({"creators": [{"name": "Doe, Jane", "affiliation": None}]}, {"creators": [{"name": "Doe, Jane"}]}, id="people without what they do not have"),
        pytest.param({"creators": [{"name": "Doe, Jane", "orcid": "0000-0002-1694-233X"}]}, {"creators": [{"name": "Doe, Jane", "orcid": "0000-0002-1694-233X"}]}, id="a whole ORCID iD"),
        pytest.param({"contributors": [{"name": "Roe", "type": "Supervisor"}]}, {"contributors": [{"name": "Roe", "type": "Supervisor"}]}, id="a supervisor stays a contributor"),
        pytest.param({"related_identifiers": [{"identifier": "10.1/x", "relation": "cites", "scheme": "doi"}]}, {"related_identifiers": [{"identifier": "10.1/x", "relation": "cites"}]}, id="no scheme, which is the server's guess"),
        pytest.param(with_marker({}, MARK), {}, id="not the mark of a release"),
        pytest.param(with_marker({"related_identifiers": [{"identifier": "10.1/x", "relation": "isAlternateIdentifier"}]}, MARK), {"related_identifiers": [{"identifier": "10.1/x", "relation": "isAlternateIdentifier"}]}, id="but another alternate identifier beside it"),
        pytest.param({"related_identifiers": [{"identifier": MARK, "relation": "cites"}]}, {"related_identifiers": [{"identifier": MARK, "relation": "cites"}]}, id="and a urn:uuid that is cited"),
        pytest.param({"title": "How ${doi} works"}, {"title": "How $${doi} works"}, id="no placeholder, but what looks like one"),
        pytest.param({"keywords": ["${version}", "${x}"]}, {"keywords": ["$${version}", "${x}"]}, id="at any depth, and none but those"),
    ],
)  # fmt: skip
def test_it_is_said_in_the_manifests_words(read: dict[str, Any], said: dict[str, Any]) -> None:
    assert declared({**SILENT, **read}) == said


def test_what_people_look_for_comes_first_and_what_is_long_last() -> None:
    read = {
        "grants": [{"id": "x"}],
        "related_identifiers": [{"identifier": "10.1/x", "relation": "cites"}],
        "keywords": ["x"],
        "license": "cc-zero",
        "creators": [{"name": "Doe"}],
        "version": "1",
        "description": "x",
        "references": ["x"],
        "publication_type": "article",
        "upload_type": "publication",
        "title": "x",
    }
    assert list(declared(read)) == [
        *("title", "upload_type", "publication_type", "description", "creators", "license"),
        *("keywords", "version"),
        *("related_identifiers", "references", "grants"),
    ]


def test_what_was_read_is_left_as_it_is() -> None:
    read = {**with_marker({}, MARK), "dates": [{"type": "valid"}], "communities": [{"identifier": "x"}]}
    before = repr(read)
    declared(read)
    assert repr(read) == before


def test_every_licence_that_the_server_shows_is_declared_by_a_name_that_it_takes_for_that_one() -> None:
    shown = {*licenses().values()} - {""}
    assert len(shown) > 400
    assert {one: predicted(declared({"license": one}))["license"] for one in shown} == {one: one for one in shown}


def test_every_language_that_the_server_shows_is_declared_as_itself() -> None:
    assert {shown: predicted({"language": shown})["language"] for shown in languages().values()} == {
        shown: shown for shown in languages().values()
    }


texts = st.text(max_size=12) | st.sampled_from(["${doi}", "$${doi}", "$$${version}", "<b>${conceptdoi}</b>", "$"])
words = st.sampled_from(["a", "b", "${doi}"])
held = st.fixed_dictionaries(
    {"access_right": st.sampled_from(["open", "closed", "restricted"])},
    optional={
        "title": texts,
        "description": texts,
        "notes": texts,
        "version": texts,
        "keywords": st.lists(texts, max_size=3),
        "license": st.sampled_from(sorted(licenses())),
        "language": st.sampled_from(sorted(languages())),
        "publication_type": st.sampled_from(["article", "thesis"]),
        "communities": st.lists(st.builds(lambda word: {"identifier": word}, words), max_size=3),
        "grants": st.lists(st.builds(lambda word: {"id": word}, words), max_size=3),
        "creators": st.lists(st.builds(lambda name: {"name": name, "affiliation": None}, texts), max_size=2),
        "thesis_supervisors": st.lists(st.builds(lambda name: {"name": name}, words), max_size=2),
        "imprint_publisher": st.sampled_from(["Zenodo", "Springer"]),
        "doi": st.sampled_from(["10.5281/zenodo.1", "10.1234/x"]),
    },
)


@settings(deadline=None)
@given(held)
def test_a_manifest_that_is_written_means_what_was_read_and_fills_nothing_in(sent: dict[str, Any]) -> None:
    read = {**predicted(sent), "prereserve_doi": {"doi": "10.5281/zenodo.1"}}
    said = declared(read)
    assert used(said) == frozenset()
    meant = fill(said, {})
    assert differences({**pinned(meant, read), **meant}, read) == ()
    assert declared(predicted(meant)) == said
