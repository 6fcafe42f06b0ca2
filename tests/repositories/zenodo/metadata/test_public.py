"""What a record shows to all, in the words of the deposit API: a table, and what a real server was seen to show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from publishpipe.errors import ServerError
from publishpipe.repositories.zenodo.metadata.canonical import canonical, differences
from publishpipe.repositories.zenodo.metadata.public import UNTOLD, deposited
from tests.repositories.zenodo.metadata.test_canonical import RECORDINGS

SCENARIOS = ("access", "communities", "edit", "newversion", "publish", "records_search")
#: Where the two do differ: the public record does not show what its edit says, or the deposition was read before.
APART = {
    "public record still has the old title": {"title", "publication_date"},
    "record as application/json": {"communities"},
    "record as application/vnd.zenodo.v1+json": {"communities"},
}


def pairs() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(note, public answer, metadata of the deposition of that id that was answered before)."""
    for scenario in SCENARIOS:
        depositions: dict[str, dict[str, Any]] = {}
        for exchange in json.loads((RECORDINGS / f"{scenario}.json").read_text("utf-8"))["exchanges"]:
            answer = exchange.get("response", {}).get("body", {}).get("json")
            if not (isinstance(answer, dict) and isinstance(answer.get("metadata"), dict) and "id" in answer):
                continue
            number, metadata = str(answer["id"]).replace("|int", ""), answer["metadata"]
            if "upload_type" in metadata:
                depositions[number] = metadata
            if number in depositions and "type" in metadata.get("resource_type", ()):
                yield exchange["note"], answer, depositions[number]


PAIRS = list(pairs())


@pytest.mark.parametrize(("note", "answer", "metadata"), PAIRS, ids=[note for note, _, _ in PAIRS])
def test_both_ways_to_read_a_record_say_the_same(note: str, answer: dict[str, Any], metadata: dict[str, Any]) -> None:
    own = {"prereserve_doi": metadata.get("prereserve_doi", {})}
    left = canonical({**deposited(answer), **own})
    right = canonical({name: value for name, value in metadata.items() if name not in UNTOLD})
    assert {name for name in left.keys() | right.keys() if left.get(name) != right.get(name)} == APART.get(note, set())


def test_there_are_enough_recordings_to_mean_something() -> None:
    assert len(PAIRS) >= 11
    assert APART.keys() <= {note for note, _, _ in PAIRS}


LEAST = {"title": "x", "resource_type": {"title": "Dataset", "type": "dataset"}}


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        pytest.param({}, {"upload_type": "dataset"}, id="a type without a subtype"),
        pytest.param({"resource_type": {"title": "Plot", "type": "image", "subtype": "plot"}}, {"upload_type": "image", "image_type": "plot"}, id="a type of image"),
        pytest.param({"resource_type": {"type": "publication", "subtype": "article"}}, {"upload_type": "publication", "publication_type": "article"}, id="a type of publication"),
        pytest.param({"resource_type": {"type": "software", "subtype": ""}}, {"upload_type": "software"}, id="an empty subtype"),
        pytest.param({"license": {"id": "cc-zero"}}, {"upload_type": "dataset", "license": "cc-zero"}, id="a licence"),
        pytest.param({"communities": [{"id": "b"}, {"id": "a"}]}, {"upload_type": "dataset", "communities": [{"identifier": "a"}, {"identifier": "b"}]}, id="communities"),
        pytest.param({"grants": [{"code": "5", "internal_id": "10.13039/1::5"}]}, {"upload_type": "dataset", "grants": [{"id": "10.13039/1::5"}]}, id="grants"),
        pytest.param({"journal": {"title": "J", "volume": "1", "issue": "2", "pages": "3"}}, {"upload_type": "dataset", "journal_title": "J", "journal_volume": "1", "journal_issue": "2", "journal_pages": "3"}, id="a journal"),
        pytest.param({"meeting": {"title": "C", "acronym": "C24", "session_part": "1", "url": "https://c.example/"}}, {"upload_type": "dataset", "conference_title": "C", "conference_acronym": "C24", "conference_session_part": "1", "conference_url": "https://c.example/"}, id="a conference"),
        pytest.param({"thesis": {"university": "HU"}}, {"upload_type": "dataset", "thesis_university": "HU"}, id="a university"),
        pytest.param({"imprint": {"publisher": "P", "place": "B", "isbn": "978-3-16-148410-0"}}, {"upload_type": "dataset", "imprint_place": "B", "imprint_isbn": "978-3-16-148410-0"}, id="a book, but for its publisher"),
        pytest.param({"part_of": {"title": "Book", "pages": "1-10"}}, {"upload_type": "dataset"}, id="not the book that it is part of"),
        pytest.param({"relations": {"version": [{"index": 0}]}}, {"upload_type": "dataset"}, id="not its versions"),
        pytest.param({"alternate_identifiers": [{"identifier": "10.1/x"}]}, {"upload_type": "dataset", "related_identifiers": [{"identifier": "10.1/x", "relation": "isAlternateIdentifier"}]}, id="an alternate identifier"),
        pytest.param({"alternate_identifiers": [{"identifier": "10.1/x"}], "related_identifiers": [{"identifier": "10.1/y", "relation": "cites", "scheme": "doi"}]}, {"upload_type": "dataset", "related_identifiers": [{"identifier": "10.1/y", "relation": "cites"}, {"identifier": "10.1/x", "relation": "isAlternateIdentifier"}]}, id="an alternate identifier behind the others"),
        pytest.param({"journal": None, "grants": None, "communities": None, "related_identifiers": None, "alternate_identifiers": None}, {"upload_type": "dataset"}, id="what is null"),
        pytest.param({"keywords": ["b", "a"], "version": "1", "custom": {"x:y": ["z"]}}, {"upload_type": "dataset", "keywords": ["b", "a"], "version": "1", "custom": {"x:y": ["z"]}}, id="what both call the same"),
    ],
)  # fmt: skip
def test_a_public_record_is_told_in_the_words_of_the_deposit_api(shown: dict[str, Any], told: dict[str, Any]) -> None:
    read = deposited({"metadata": {**LEAST, **shown}})
    assert canonical(read) == canonical({"title": "x", **told})
    assert differences({"title": "x", **told}, {"access_right": "open", **read}) == ()
    assert not read.keys() & {"resource_type", "journal", "meeting", "imprint", "thesis", "part_of", "relations"}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="nothing"),
        pytest.param([], id="a list"),
        pytest.param({}, id="no metadata"),
        pytest.param({"metadata": None}, id="null metadata"),
        pytest.param({"metadata": {"title": "x"}}, id="no type"),
        pytest.param({"metadata": {"resource_type": {"id": "dataset"}}}, id="the native shape"),
        pytest.param({"metadata": {**LEAST, "license": {}}}, id="a licence without an id"),
        pytest.param({"metadata": {**LEAST, "license": None}}, id="a null licence"),
        pytest.param({"metadata": {**LEAST, "grants": [{"code": "5"}]}}, id="a grant without an id"),
        pytest.param({"metadata": {**LEAST, "communities": ["x"]}}, id="communities by their names"),
        pytest.param({"metadata": {**LEAST, "journal": "J"}}, id="a journal by its name"),
        pytest.param({"metadata": {**LEAST, "alternate_identifiers": 1}}, id="a number of identifiers"),
    ],
)
def test_an_answer_that_makes_no_sense_is_an_error_of_the_server(answer: object) -> None:
    with pytest.raises(ServerError, match="makes no sense"):
        deposited(answer)
