"""What a plan says will be otherwise, as values."""

from __future__ import annotations

from dataclasses import replace

from publishpipe.model.changes import FieldChange, FileChange
from publishpipe.model.facts import FileFact
from publishpipe.model.identity import marker
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.planning.changes import changes
from publishpipe.repositories.zenodo.planning.plan import outlook
from tests.repositories.zenodo.planning.test_plan import (
    CHANGED,
    CHOSEN,
    DRAFT,
    FACTS,
    GOAL,
    MARKED,
    METADATA,
    ONCE,
    PUBLISHED,
    RETITLED,
    SHOWING_A,
    A,
    B,
)


def test_nothing_changes_where_all_is_as_it_should_be() -> None:
    assert list(changes(GOAL, ONCE, PUBLISHED)) == []


def test_a_field_is_told_with_both_of_its_values() -> None:
    assert list(changes(RETITLED, ONCE, PUBLISHED)) == [FieldChange("title", "Frost days", "Days of frost")]
    licensed = replace(GOAL, metadata={**METADATA, "license": "cc-by-4.0"})
    assert list(changes(licensed, ONCE, PUBLISHED)) == [FieldChange("license", "cc0-1.0", "cc-by-4.0")]


def test_what_is_taken_away_or_added_has_one_value() -> None:
    noted = replace(PUBLISHED, metadata={**PUBLISHED.metadata, "notes": "cold"})
    assert list(changes(GOAL, ONCE, noted)) == [FieldChange("notes", "cold", None)]
    noting = replace(GOAL, metadata={**METADATA, "notes": "cold"})
    assert list(changes(noting, ONCE, PUBLISHED)) == [FieldChange("notes", None, "cold")]


def test_what_the_server_chose_for_what_is_left_out_is_no_change() -> None:
    assert CHOSEN["license"] != METADATA.get("license")
    assert list(changes(GOAL, {**ONCE, "pinned": {}}, PUBLISHED)) == []


def test_the_mark_of_an_unfinished_draft_is_nobodys_field() -> None:
    marked = replace(DRAFT, metadata=MARKED)
    assert list(changes(GOAL, FACTS, marked)) == []
    steps = {step.key: step for step in outlook(GOAL, FACTS, marked).steps}
    assert (steps["describe"].pending, steps["describe"].summary) == (True, "set the final metadata")


def test_a_mark_that_was_published_on_the_web_is_nobodys_field_either() -> None:
    facts: Facts = {**ONCE, "base_url": "https://sandbox.zenodo.org/api/", "identity": "frost days"}
    marks = [marker(facts["base_url"], facts["identity"]), "urn:uuid:of-somebody"]
    identifiers = [{"identifier": mark, "scheme": "urn"} for mark in marks]
    marked = replace(PUBLISHED, metadata={**PUBLISHED.metadata, "alternate_identifiers": identifiers})
    assert "of-somebody" in str(outlook(GOAL, facts, marked).losses)
    assert marks[0] not in str(outlook(GOAL, facts, marked))
    assert list(changes(GOAL, facts, replace(marked, metadata={**PUBLISHED.metadata}))) == []


def test_a_doi_that_was_not_known_yet_when_the_draft_was_made_is_no_change() -> None:
    first, later = ({**METADATA, "notes": f"Cite {doi}."} for doi in ("10.5072/reserved", "10.5281/zenodo.1"))
    goal = replace(GOAL, metadata=later, at_first=first)
    draft = replace(DRAFT, metadata={**DRAFT.metadata, "notes": first["notes"]})
    described = next(step for step in outlook(goal, FACTS, draft).steps if step.key == "describe")
    assert (list(changes(goal, FACTS, draft)), described.pending) == ([], True)
    assert list(changes(replace(goal, at_first=later), FACTS, draft)) == [
        FieldChange("notes", first["notes"], later["notes"])
    ]


def test_files_are_told_with_sizes_and_checksums_before_and_after() -> None:
    goal = replace(CHANGED, files={"a.csv": FileFact(10, "c" * 32), "new.zip": B}, origins={"new.zip": "2 files"})
    assert list(changes(goal, ONCE, PUBLISHED)) == [
        FileChange("b.csv", B, None),
        FileChange("a.csv", A, FileFact(10, "c" * 32)),
        FileChange("new.zip", None, B, "2 files"),
    ]


def test_the_file_that_is_shown_first_is_told() -> None:
    assert list(changes(SHOWING_A, ONCE, PUBLISHED)) == [FieldChange("preview", None, "a.csv")]


def test_a_plan_carries_them() -> None:
    assert outlook(RETITLED, ONCE, PUBLISHED).changes == (FieldChange("title", "Frost days", "Days of frost"),)
    assert outlook(GOAL, {}, None).changes == ()
