"""What a manifest says of what was read: it means the same, is as short as can be, and the schema takes it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishpipe.local.zenodo.schemas.identifiers import RECORD_SCHEMES
from publishpipe.model.facts import Metadata
from publishpipe.model.placeholders import fill, used
from publishpipe.repositories.zenodo.metadata import native
from publishpipe.repositories.zenodo.metadata.canonical import canonical, differences, normal, pinned, with_marker
from publishpipe.repositories.zenodo.metadata.declared import declared
from publishpipe.repositories.zenodo.metadata.texts import clean_html
from publishpipe.repositories.zenodo.metadata.vocabularies import languages, native_licenses
from publishpipe.schemas.loader import load, validator
from tests.repositories.zenodo.recorded import answers, complaints

#: What every deposition here has, and a manifest needs not say.
SILENT = {"access_right": "open", "imprint_publisher": "Zenodo"}
MARK = "urn:uuid:00000000-0000-4000-8000-000000000000"
FULL = {"title", "upload_type", "creators"}
#: What Zenodo has nothing against, and no manifest can say.
WRONG = {"native_custom_fields: empty texts in lists": "a community has no name"}

ANSWERS = answers()
#: What Zenodo itself has nothing against, and can be published as it is.
SOUND = [(note, answer) for note, answer in ANSWERS if not complaints(answer)]
READ = [(note, native.manifest(answer)) for note, answer in ANSWERS]
WHOLE = [(note, native.manifest(answer)) for note, answer in SOUND if native.manifest(answer).keys() >= FULL]


@pytest.mark.parametrize("read", [read for _, read in READ], ids=[note for note, _ in READ])
def test_what_a_server_was_seen_to_show_is_declared_so_that_it_means_the_same(read: Metadata) -> None:
    said = fill(declared(read), {})
    chosen = pinned(said, read)
    assert chosen.keys() <= {"imprint_publisher"}
    assert differences({**chosen, **said}, read) == ()
    assert declared(normal(read)) == declared(read)
    assert canonical(declared(canonical(read))) == canonical(said), "without names that an id tells"
    assert declared(said) == declared(read)


def _marked(note: str, read: Metadata) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=WRONG[note])] if note in WRONG else []
    return pytest.param(read, id=note, marks=marks)


@pytest.mark.parametrize("read", [_marked(*one) for one in WHOLE])
def test_it_is_a_manifests_metadata(read: Metadata) -> None:
    assert [problem.message for problem in validator("zenodo-metadata.v1").iter_errors(declared(read))] == []


def test_there_are_enough_recordings_to_mean_something() -> None:
    assert len(WHOLE) > 120
    assert WRONG.keys() <= {note for note, _ in WHOLE}


@pytest.mark.parametrize(
    ("read", "said"),
    [
        pytest.param({}, {}, id="nothing but what goes without saying"),
        pytest.param({"title": "", "keywords": [], "notes": None}, {}, id="nothing that is empty"),
        pytest.param({"access_right": "restricted"}, {"access_right": "restricted"}, id="access that is not open"),
        pytest.param({"imprint_publisher": "Springer"}, {"imprint_publisher": "Springer"}, id="another publisher"),
        pytest.param({"doi": "10.1234/x"}, {"doi": "10.1234/x"}, id="a DOI of one's own"),
        pytest.param({"embargo_date": "2026-01-01", "embargo_reason": "law"}, {}, id="nothing of an embargo that was lifted"),
        pytest.param({"access_right": "embargoed", "embargo_date": "9999-01-01", "embargo_reason": "law"}, {"access_right": "embargoed", "embargo_date": "9999-01-01", "embargo_reason": "law"}, id="an embargo"),
        pytest.param({"access_conditions": "ask"}, {}, id="not what the server does not keep"),
        pytest.param({"communities": [{"identifier": "b"}, {"identifier": "a"}]}, {"communities": [{"identifier": "a"}, {"identifier": "b"}]}, id="communities in order"),
        pytest.param({"grants": [{"id": "10.13039/501100000780::5"}]}, {"grants": [{"id": "00k4n6c32::5"}]}, id="grants by the ids that the server has"),
        pytest.param({"funding": [{"funder": "F", "award": {"number": "5"}}]}, {"funding": [{"funder": "F", "award": {"number": "5"}}]}, id="and of one's own in words"),
        pytest.param({"dates": [{"type": "collected", "date": "2020/2021"}]}, {"dates": [{"type": "Collected", "date": "2020/2021"}]}, id="types of dates in the manifest's words"),
        pytest.param({"dates": [{"type": "other", "date": "2020"}]}, {"dates": [{"type": "Other", "date": "2020"}]}, id="of other dates, too"),
        pytest.param({"contributors": [{"name": "Roe", "role": "other"}]}, {"contributors": [{"name": "Roe", "type": "Other"}]}, id="and of other people"),
        pytest.param({"license": {"id": "cc-by-4.0"}}, {"license": "cc-by-4.0"}, id="a licence by its id alone"),
        pytest.param({"license": ["mit", {"title": "Mine"}]}, {"license": ["mit", {"title": "Mine"}]}, id="several licences"),
        pytest.param({"license": "of-a-future-server"}, {"license": "of-a-future-server"}, id="a licence that nobody knows"),
        pytest.param({"language": "deu"}, {"language": "deu"}, id="a language in the server's words"),
        pytest.param({"languages": ["deu", "eng"]}, {"languages": ["deu", "eng"]}, id="or more"),
        pytest.param({"creators": [{"name": "Doe, Jane", "affiliation": None}]}, {"creators": [{"name": "Doe, Jane"}]}, id="people without what they do not have"),
        pytest.param({"creators": [{"name": "Doe, Jane", "orcid": "0000-0002-1694-233X"}]}, {"creators": [{"name": "Doe, Jane", "orcid": "0000-0002-1694-233X"}]}, id="a whole ORCID iD"),
        pytest.param({"creators": [{"name": "Doe", "role": "datacurator"}]}, {"creators": [{"name": "Doe", "role": "DataCurator"}]}, id="a role in the manifest's words"),
        pytest.param({"creators": [{"name": "Doe", "affiliations": [{"name": "CERN", "ror": "01ggx4157"}]}]}, {"creators": [{"name": "Doe", "affiliations": [{"name": "CERN", "ror": "01ggx4157"}]}]}, id="the name of what has an id"),
        pytest.param({"contributors": [{"name": "Roe", "role": "supervisor"}]}, {"contributors": [{"name": "Roe", "type": "Supervisor"}]}, id="a supervisor stays a contributor"),
        pytest.param({"contributors": [{"name": "Roe", "type": "organization", "role": "editor"}]}, {"contributors": [{"name": "Roe", "type": "organization", "role": "Editor"}]}, id="a role of an organisation, whose type is that"),
        pytest.param({"related_identifiers": [{"identifier": "10.1/x", "relation": "iscitedby", "scheme": "doi"}]}, {"related_identifiers": [{"identifier": "10.1/x", "relation": "isCitedBy", "scheme": "doi"}]}, id="a relation in the manifest's words"),
        pytest.param(with_marker({"alternate_identifiers": [{"identifier": "10.1/x"}]}, MARK), {"alternate_identifiers": [{"identifier": "10.1/x"}, {"identifier": MARK}]}, id="what looks like the mark of a release"),
        pytest.param({"related_identifiers": [{"identifier": MARK, "relation": "cites"}]}, {"related_identifiers": [{"identifier": MARK, "relation": "cites"}]}, id="or is cited"),
        pytest.param({"title": "How ${doi} works"}, {"title": "How $${doi} works"}, id="no placeholder, but what looks like one"),
        pytest.param({"keywords": ["${version}", "${x}"]}, {"keywords": ["$${version}", "$${x}"]}, id="at any depth, and words of no meaning, too"),
    ],
)  # fmt: skip
def test_it_is_said_in_the_manifests_words(read: dict[str, Any], said: dict[str, Any]) -> None:
    assert declared({**SILENT, **read}) == said


def test_what_people_look_for_comes_first_and_what_is_long_last() -> None:
    read = {
        "custom": {"code:x": "y"},
        "funding": [{"funder": "x"}],
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
        *("related_identifiers", "references", "grants", "funding", "custom"),
    ]


def test_what_was_read_is_left_as_it_is() -> None:
    read = {
        **with_marker({}, MARK),
        "dates": [{"type": "valid", "date": "2020"}],
        "communities": [{"identifier": "x"}],
        "contributors": [{"name": "Doe", "role": "editor"}],
    }
    before = repr(read)
    declared(read)
    assert repr(read) == before


def test_every_licence_that_the_server_shows_is_declared_by_a_name_that_means_that_one() -> None:
    shown = {*native_licenses().values()}
    assert len(shown) > 400
    for one in shown:
        said = declared({"license": one})["license"]
        assert native.record({"license": said})["metadata"]["rights"] == [{"id": one}]


def test_every_language_that_the_server_shows_is_declared_as_itself() -> None:
    shown = {*languages().values()}
    assert len(shown) > 150
    for one in shown:
        said = declared({"language": one})["language"]
        assert native.record({"language": said})["metadata"]["languages"] == [{"id": one}]


def test_every_scheme_that_the_server_shows_is_one_that_the_schema_takes() -> None:
    assert set(load("zenodo-metadata.v1")["$defs"]["scheme"]["enum"]) >= RECORD_SCHEMES


texts = st.text(max_size=12) | st.sampled_from(["${doi}", "$${doi}", "$$${version}", "<b>${conceptdoi}</b>", "$"])
words = st.sampled_from(["a", "b", "${doi}"])
more = st.fixed_dictionaries(
    {},
    optional={
        "affiliation": words,
        "role": st.sampled_from(["Editor", "datacurator"]),
        "type": st.sampled_from(["person", "organization"]),
    },
)
names = st.sampled_from(["Doe, Jane", "Plato", "a, b, c", "${doi}", "Doe "])
people: st.SearchStrategy[dict[str, Any]] = st.builds(lambda name, parts: {"name": name, **parts}, names, more)
parts: dict[str, st.SearchStrategy[Any]] = {
    "title": texts,
    "description": texts,
    "notes": texts.map(clean_html),  # as no server holds anything else
    "additional_descriptions": st.lists(
        st.fixed_dictionaries({"description": words, "type": st.sampled_from(["notes", "methods", "abstract"])}),
        max_size=3,
    ),
    "version": texts,
    "keywords": st.lists(texts, max_size=3),
    "license": st.lists(st.sampled_from(sorted(native_licenses())), min_size=1, max_size=2),
    "languages": st.lists(st.sampled_from(sorted(languages())), max_size=2),
    "upload_type": st.sampled_from(["publication", "dataset"]),
    "publication_type": st.sampled_from(["article", "thesis"]),
    "communities": st.lists(st.builds(lambda word: {"identifier": word}, words), max_size=3),
    "grants": st.lists(st.builds(lambda word: {"id": word}, words), max_size=3),
    "funding": st.lists(st.builds(lambda word: {"funder": word}, words), max_size=2),
    "creators": st.lists(people, max_size=2, unique_by=lambda person: person["name"]),
    "thesis_supervisors": st.lists(st.builds(lambda name: {"name": name}, words), max_size=2),
    "imprint_publisher": st.sampled_from(["Zenodo", "Springer"]),
    "doi": st.just("10.1234/x"),
}
held = st.fixed_dictionaries({"access_right": st.sampled_from(["open", "closed", "restricted"])}, optional=parts)


@settings(deadline=None)
@given(held)
def test_a_manifest_that_is_written_means_what_was_read_and_fills_nothing_in(meant: dict[str, Any]) -> None:
    read = native.manifest(native.record(meant))
    said = declared(read)
    assert used(said) == frozenset()
    again = fill(said, {})
    assert differences({**pinned(again, read), **again}, read) == ()
    assert declared(native.manifest(native.record(again))) == said
