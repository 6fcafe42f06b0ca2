"""Answers are typed at the door: what has another form is a server's error, and never reaches the lockfile."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.errors import ServerError
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import canonical
from publishpipe.repositories.zenodo.models import Deposition, Place, Stored
from tests.repositories.zenodo.recorded import answers, complaints

DOI, CONCEPT_DOI = "10.5281/zenodo.12", "10.5281/zenodo.11"
OPEN = {"record": "public", "files": "public", "embargo": {"active": False, "reason": None}}
METADATA: dict[str, Any] = {
    "title": "T",
    "resource_type": {"id": "dataset", "title": {"en": "Dataset"}},
    "creators": [{"person_or_org": {"type": "personal", "family_name": "Doe", "given_name": "Jane"}}],
    "version": "2",
    "of_the_future": "x",
}
ANSWER: dict[str, Any] = {
    "id": "12",
    "created": "2026-11-26T12:00:00.5+00:00",
    "is_published": True,
    "is_draft": False,
    "parent": {"id": "11", "communities": {}, "pids": {"doi": {"identifier": CONCEPT_DOI, "provider": "datacite"}}},
    "pids": {"doi": {"identifier": DOI, "provider": "datacite"}},
    "versions": {"is_latest": True, "is_latest_draft": True, "index": 1},
    "files": {"enabled": True, "entries": {"a.csv": {"key": "a.csv", "size": 3, "checksum": "md5:" + "0" * 32}}},
    "metadata": METADATA,
    "custom_fields": {},
    "access": OPEN,
}


def test_what_is_right_is_read_whatever_way_it_is_said() -> None:
    seen = Deposition.of(ANSWER)
    assert (seen.id, seen.concept_id, seen.doi, seen.concept_doi) == ("12", "11", DOI, CONCEPT_DOI)
    assert seen.files == {"a.csv": Stored(3, "0" * 32)}
    assert canonical(seen.metadata) == {
        "title": "T",
        "upload_type": "dataset",
        "creators": [{"name": "Doe, Jane"}],
        "version": "2",
        "access_right": "open",
    }
    assert seen.held == {part: ANSWER[part] for part in ("metadata", "custom_fields", "access", "pids")}
    assert seen.version() == {"id": "12", "doi": DOI, "version": "2", "published_at": "2026-11-26T12:00:00.5+00:00"}
    bare = {**ANSWER["files"], "entries": {"a.csv": {"size": 3.0, "checksum": "0" * 32}}}
    assert Deposition.of({**ANSWER, "files": bare}) == seen
    assert Deposition.of({**ANSWER, "id": 12, "parent": {**ANSWER["parent"], "id": 11}}) == seen


def test_what_the_lockfile_keeps_is_in_the_manifests_words() -> None:
    seen = Deposition.of(ANSWER)
    assert seen.facts() == Facts(
        id="12",
        concept_id="11",
        doi=DOI,
        files={"a.csv": {"size": 3, "md5": "0" * 32}},
        metadata=canonical(seen.metadata),
    )
    assert Deposition.of({**ANSWER, "pids": {}, "files": {"enabled": False}}).facts().keys() == {
        *("id", "concept_id", "metadata"),
    }


DRAFT = {"is_published": False, "is_draft": True, "pids": {}}


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        pytest.param({}, {"state": "published", "submitted": True, "published": True}, id="what is published"),
        pytest.param({"is_draft": True}, {"state": "editing", "submitted": True, "published": False}, id="an edit"),
        pytest.param(DRAFT, {"state": "draft", "submitted": False, "published": False, "doi": ""}, id="a draft"),
        pytest.param({"is_published": False}, {"state": "draft"}, id="a draft, whatever else it says"),
        pytest.param({"pids": {"doi": {"identifier": "10.1234/x", "provider": "external"}}}, {"doi": "10.1234/x"}, id="a DOI of one's own"),
        pytest.param({"parent": {"id": "11", "pids": {}}}, {"concept_doi": ""}, id="which has none of a concept"),
        pytest.param({"files": {"enabled": True, "default_preview": "a.csv", "entries": {}}}, {"preview": "a.csv", "files": {}}, id="a file shown first"),
        pytest.param({"files": {"enabled": True, "default_preview": None, "entries": None}}, {"preview": "", "files": {}}, id="none, and no files"),
        pytest.param({}, {"is_latest": True, "has_draft": False, "may_edit": True}, id="the latest version"),
        pytest.param({"versions": {"is_latest": True, "is_latest_draft": False}}, {"is_latest": True, "has_draft": True}, id="beside the draft of the next"),
        pytest.param({"versions": {"is_latest": False, "is_latest_draft": False}}, {"is_latest": False, "has_draft": False}, id="an older version, whose draft is not to be told"),
        pytest.param({"versions": {"is_latest": True}}, {"has_draft": False, "may_edit": False}, id="of somebody else, who has what drafts they have"),
        pytest.param({}, {"errors": ()}, id="no errors"),
        pytest.param({"errors": [{"field": "metadata.title", "messages": ["Short.", "Bad."]}, {"field": "pids.doi", "messages": ["x"], "severity": "error"}]}, {"errors": (("metadata.title", "Short. Bad."), ("pids.doi", "x"))}, id="errors, in order"),
        pytest.param({"errors": [{"field": "files.enabled", "messages": ["No files."]}, {"field": "files", "messages": ["x"]}]}, {"errors": ()}, id="but that there are no files"),
        pytest.param({"errors": [{"field": "metadata.funding", "messages": ["Name a grant."], "severity": "info"}, {"field": "metadata.title", "messages": ["x"], "severity": "warning"}]}, {"errors": ()}, id="nor what is advice"),
    ],
)  # fmt: skip
def test_how_it_stands_is_read(shown: dict[str, Any], read: dict[str, Any]) -> None:
    seen = Deposition.of({**ANSWER, **shown})
    assert {name: getattr(seen, name) for name in read} == read


@pytest.mark.parametrize(
    ("inside", "asked", "named"),
    [
        ({}, [], []),
        ({"entries": [{"slug": "b"}, {"slug": "a"}]}, [], ["a", "b"]),
        ({}, ["c", "a"], ["a", "c"]),
        ({"entries": [{"slug": "b"}]}, ["c", "b"], ["b", "c"]),
    ],
)
def test_it_is_of_the_communities_that_it_is_in_and_that_it_asks(
    inside: dict[str, Any], asked: list[str], named: list[str]
) -> None:
    parent = {**ANSWER["parent"], "communities": inside}
    seen = Deposition.of({**ANSWER, "parent": parent, "custom_fields": {"legacy:communities": asked}})
    assert [one["identifier"] for one in seen.metadata.get("communities", ())] == named


@pytest.mark.parametrize(
    ("day", "read"),
    [
        ("2999-01-01", {"access_right": "embargoed", "embargo_date": "2999-01-01", "embargo_reason": "law"}),
        ("2020-01-01", {"access_right": "open"}),
    ],
)
def test_an_embargo_that_is_over_is_none_though_the_server_still_holds_it(day: str, read: dict[str, Any]) -> None:
    access = {"record": "public", "files": "restricted", "embargo": {"active": True, "until": day, "reason": "law"}}
    seen = Deposition.of({**ANSWER, "access": access})
    assert {name: value for name, value in seen.metadata.items() if name in {*read, "embargo_date"}} == read
    assert seen.held["access"] == access


def parent(**parts: object) -> Any:
    return {**ANSWER["parent"], **parts}


def entries(**file: object) -> Any:
    return {"entries": {"a.csv": {"size": 3, "checksum": "0" * 32, **file}}}


ODD: list[tuple[str, Any]] = [
    ("id", "../records/5"),
    ("id", True),
    ("id", 1.5),
    ("id", "١٢"),
    ("parent", []),
    ("parent", {}),
    ("parent", parent(id="x")),
    ("parent", parent(pids=None)),
    ("parent", parent(pids={"doi": {"identifier": 5}})),
    ("parent", parent(communities={"entries": ["x"]})),
    ("parent", parent(communities={"entries": [{"slug": 5}]})),
    ("pids", {"doi": {"identifier": 5}}),
    ("pids", {"doi": {"identifier": "zenodo.12"}}),
    ("pids", {"doi": "10.5281/zenodo.12"}),
    ("pids", ["doi"]),
    ("is_published", "yes"),
    ("is_published", None),
    ("is_draft", 1),
    ("created", 5),
    ("created", "yesterday"),
    ("versions", []),
    ("versions", {}),
    ("versions", {"is_latest": "yes", "is_latest_draft": True}),
    ("versions", {"is_latest": True, "is_latest_draft": None}),
    ("files", []),
    ("files", None),
    ("files", {"entries": ["a.csv"]}),
    ("files", entries(size=-1)),
    ("files", entries(size=True)),
    ("files", entries(checksum="sha256:" + "0" * 64)),
    ("files", entries(checksum=None)),
    ("files", {"entries": {"a\ud800.csv": {"size": 3, "checksum": "0" * 32}}}),
    ("files", {"default_preview": 5}),
    ("metadata", ["title"]),
    ("metadata", {"related_identifiers": ["x"]}),
    ("metadata", {"creators": [{"name": "Doe"}]}),
    ("metadata", {"resource_type": "dataset"}),
    ("metadata", {"locations": []}),
    ("metadata", {"dates": 5}),
    ("custom_fields", "x"),
    ("custom_fields", {"legacy:communities": 5}),
    ("custom_fields", {"legacy:communities": [5]}),
    ("custom_fields", {"journal:journal": ["J"]}),
    ("access", "public"),
    ("access", {"files": "restricted", "embargo": "yes"}),
    ("errors", "x"),
    ("errors", [{"messages": ["x"]}]),
    ("errors", [{"field": "metadata.title", "messages": [5]}]),
]


@pytest.mark.parametrize(("field", "value"), ODD)
def test_what_has_another_form_is_an_answer_that_makes_no_sense(field: str, value: Any) -> None:
    with pytest.raises(ServerError, match="makes no sense"):
        Deposition.of({**ANSWER, field: value})


@pytest.mark.parametrize(
    "field",
    [
        *("id", "parent", "pids", "versions", "files", "created", "is_published", "is_draft"),
        *("metadata", "custom_fields", "access"),
    ],
)
def test_what_must_be_told_is_missed(field: str) -> None:
    """If it were taken for nothing, the next request would make that true."""
    with pytest.raises(ServerError, match="makes no sense"):
        Deposition.of({name: value for name, value in ANSWER.items() if name != field})


@pytest.mark.parametrize("answer", [None, [], 5, "x", {}], ids=str)
def test_what_is_no_draft_and_no_record_makes_no_sense(answer: object) -> None:
    with pytest.raises(ServerError, match="makes no sense"):
        Deposition.of(answer)


#: Recordings that cannot be read, as Zenodo keeps any text as the DOI of a draft.
UNREADABLE = {"native_identifiers: external: bad"}


@pytest.mark.parametrize(("note", "answer"), answers(), ids=[note for note, _ in answers()])
def test_every_answer_that_was_recorded_is_read(note: str, answer: Any) -> None:
    if note in UNREADABLE:
        with pytest.raises(ServerError, match="'mine' is not a DOI"):
            Deposition.of(answer)
        return
    seen = Deposition.of(answer)
    assert [field for field, _ in seen.errors] == complaints(answer)
    assert seen.held["metadata"] == answer["metadata"]
    assert seen.files.keys() == answer["files"].get("entries", {}).keys()
    assert (seen.submitted, seen.published) == (answer["is_published"], not answer["is_draft"])


PLACE: dict[str, Any] = {
    "id": 12,
    "metadata": {"prereserve_doi": {"doi": DOI, "recid": 12}},
    "links": {"bucket": "https://zenodo.org/api/files/0a1b2c3d-0000-4000-8000-000000000000"},
}
BUCKET = "0a1b2c3d-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("answer", "doi"),
    [
        ({}, DOI),
        ({"doi": "10.1234/x"}, "10.1234/x"),
        ({"doi": "", "metadata": {**PLACE["metadata"], "doi": "10.1234/x"}}, "10.1234/x"),
        ({"metadata": {}}, ""),
        ({"metadata": {"prereserve_doi": None}}, ""),
    ],
)
def test_where_files_go_is_read_and_the_doi_that_is_reserved(answer: dict[str, Any], doi: str) -> None:
    assert Place.of({**PLACE, **answer}) == Place(BUCKET, doi)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("links", []),
        ("links", {}),
        ("links", {"bucket": None}),
        ("links", {"bucket": "https://zenodo.org/api/files/../x"}),
        ("links", {"bucket": 5}),
        ("metadata", []),
        ("metadata", {"prereserve_doi": "10.5281/zenodo.12"}),
        ("metadata", {"prereserve_doi": {"doi": "zenodo.12"}}),
        ("doi", 5),
    ],
)
def test_a_place_of_another_form_makes_no_sense(field: str, value: Any) -> None:
    with pytest.raises(ServerError, match="makes no sense"):
        Place.of({**PLACE, field: value})
    if field != "doi":
        with pytest.raises(ServerError, match="makes no sense"):
            Place.of({name: given for name, given in PLACE.items() if name != field})
