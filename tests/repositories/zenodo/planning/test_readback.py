"""Is what Zenodo answered what was wanted? As a table: (wanted, answer) → nothing, or an error that names what is not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.errors import NotTakenError, ServerError
from publishpipe.model.facts import FileFact
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING
from publishpipe.repositories.zenodo.models import Deposition, Stored
from publishpipe.repositories.zenodo.planning.readback import (
    files_are_stored,
    is_public_as_meant,
    metadata_is_stored,
    preview_is_stored,
)
from publishpipe.repositories.zenodo.planning.state import Goal

MEANT = {"title": "Frost days", "upload_type": "dataset"}
CHOSEN = {"publication_date": "2026-11-21", "license": "cc-zero", "imprint_publisher": "Zenodo"}
READ = {**MEANT, **CHOSEN, "access_right": "open"}
STORED = {"a": Stored(10, "a" * 32), "b": Stored(20, "b" * 32)}
ANSWER = Deposition("1", "0", "draft", "10.5281/zenodo.1", "", STORED, READ, NOTHING, "2026-11-21")
GOAL = Goal({"a": FileFact(10, "a" * 32), "b": FileFact(20, "b" * 32)}, MEANT)
ONCE: Facts = {"id": "1", "versions": [{"id": "1", "published_at": "2026-11-21"}]}
JOINING = [{"identifier": "x"}]
TITLED = "title: sent 'Frost days', stored 'Hacked'"


@dataclass(frozen=True)
class Described:
    """What was sent more than `MEANT`, how what is stored differs from `READ`, and what is said of it."""

    name: str
    sent: dict[str, Any]
    stored: dict[str, Any]
    told: str = ""
    facts: Facts = field(default_factory=Facts)


DESCRIBED = [
    Described("the same", {}, {}),
    Described("what the server chooses is its own affair", {}, {"license": "cc-by-4.0", "publication_date": "1999"}),
    Described("but not where the manifest chose", {"license": "cc-by-4.0"}, {}, "license: sent 'cc-by-4.0', stored 'cc0-1.0'"),
    Described("its own words for the same", {"license": "CC0-1.0", "access_right": "open", "language": "de"}, {"language": "deu"}),
    Described("another title", {}, {"title": "Hacked"}, TITLED),
    Described("two fields, in order", {"notes": "cold"}, {"title": "Hacked"}, f"notes: sent 'cold', stored None; {TITLED}"),
    Described("a field too many", {}, {"notes": "by hand"}, "notes: sent None, stored 'by hand'"),
    Described("a dropped date", {"publication_date": "2024-02-30"}, {}, "publication_date: sent '2024-02-30', stored '2026-11-21'"),
    Described("a closed record is told in the server's words", {"access_right": "closed"}, {}, "access_right: sent 'restricted', stored 'open'"),
    Described("communities are asked by a draft", {"communities": JOINING}, {}, "communities: sent [{'identifier': 'x'}], stored None"),
    Described("of a published record, too", {"communities": JOINING}, {}, "communities: sent [{'identifier': 'x'}], stored None", facts=ONCE),
    Described("it is in others already, which is no matter", {}, {"communities": JOINING}, facts=ONCE),
    Described("a first draft names others, which is", {}, {"communities": JOINING}, "communities: sent None, stored [{'identifier': 'x'}]"),
    Described("another DOI than is meant", {"doi": "10.1234/ice"}, {"doi": "10.1234/frost"}, "doi: sent '10.1234/ice', stored '10.1234/frost'"),
    Described("a DOI that is not meant any more", {}, {"doi": "10.1234/frost"}, "doi: sent None, stored '10.1234/frost'"),
    Described("what a short form leaves as it is there", {"creators": [{"name": "Doe"}]}, {"creators": [{"name": "Doe", "role": "editor"}]}),
    Described("and what was sent with it, if something else differs", {"creators": [{"name": "Doe", "affiliation": "HU"}]}, {"creators": [{"name": "Doe", "role": "editor"}]}, "creators: sent [{'role': 'editor', 'name': 'Doe', 'affiliation': 'HU'}], stored [{'name': 'Doe', 'role': 'editor'}]"),
]  # fmt: skip


@pytest.mark.parametrize("case", DESCRIBED, ids=lambda case: case.name)
def test_metadata_that_were_not_stored_are_named_with_both_values(case: Described) -> None:
    answer = replace(ANSWER, metadata={**READ, **case.stored})
    if not case.told:
        metadata_is_stored({**MEANT, **case.sent}, answer, case.facts)
        return
    with pytest.raises(ServerError) as wrong:
        metadata_is_stored({**MEANT, **case.sent}, answer, case.facts)
    assert wrong.value.message == f"Zenodo answered with success but did not store what was sent: {case.told}"
    assert "goes on with the same draft" in wrong.value.hint


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ([("metadata.title", "Too short.")], "title"),
        (
            [("metadata.publisher", "Missing data."), ("metadata.creators.0.person_or_org", "Bad one. Bad two.")],
            "imprint_publisher, creators[0]",
        ),
        ([("metadata.languages.0", "Invalid value xx."), ("metadata.languages.0.id", "Bad.")], "language"),
    ],
)
def test_what_zenodo_says_is_wrong_is_told_in_the_manifests_words(errors: list[tuple[str, str]], told: str) -> None:
    """Even if all that it holds is what was sent."""
    meant = {**MEANT, "language": "xx", "creators": [{"name": "Doe"}]}
    with pytest.raises(NotTakenError) as wrong:
        metadata_is_stored(meant, replace(ANSWER, metadata={**READ, **meant}, errors=tuple(errors)), {})
    assert wrong.value.message == f"Zenodo does not take this metadata: {told}"
    assert [why for _, why in wrong.value.faults] == [why for _, why in errors]
    assert {place[0] for place, _ in wrong.value.faults} == {"metadata"}
    assert "goes on with the same draft" in wrong.value.hint


@pytest.mark.parametrize(
    ("meant", "stored", "message"),
    [
        ("", "", ""),
        ("a", "a", ""),
        ("a", "b", "Zenodo holds b as the one to show first; wanted is a."),
        ("a", "", "Zenodo holds no file as the one to show first; wanted is a."),
        ("", "b", "Zenodo holds b as the one to show first; wanted is none."),
    ],
)
def test_the_file_shown_first_is_the_one_that_was_meant(meant: str, stored: str, message: str) -> None:
    if not message:
        preview_is_stored(meant, stored)
        return
    with pytest.raises(ServerError) as wrong:
        preview_is_stored(meant, stored)
    assert wrong.value.message == message
    assert wrong.value.hint.startswith("Nothing was published.")


@dataclass(frozen=True)
class Held:
    """What the server holds instead of `STORED`, and which files are named."""

    name: str
    stored: dict[str, Stored]
    named: str = ""
    goal: Goal = GOAL


HELD = [
    Held("all", STORED),
    Held("in another order", {"b": STORED["b"], "a": STORED["a"]}),
    Held("other bytes of the same number", {**STORED, "a": Stored(10, "c" * 32)}, "a"),
    Held("another number of bytes", {**STORED, "b": Stored(21, "b" * 32)}, "b"),
    Held("one is missing", {"a": STORED["a"]}, "b"),
    Held("one is too many", {**STORED, "x": Stored(1, "c" * 32)}, "x (removed)"),
    Held("one under another name", {"a": STORED["a"], "x": STORED["b"]}, "b, x (removed)"),
    Held("each other's bytes", {"a": STORED["b"], "b": STORED["a"]}, "a, b"),
    Held("none", {}, "a, b"),
    Held("a file here whose md5 nobody knows", STORED, "a", replace(GOAL, files={**GOAL.files, "a": FileFact(10)})),
]


@pytest.mark.parametrize("case", HELD, ids=lambda case: case.name)
def test_files_that_are_not_there_as_they_are_here_are_named(case: Held) -> None:
    answer = replace(ANSWER, files=case.stored)
    if not case.named:
        files_are_stored(case.goal, answer)
        is_public_as_meant(case.goal, MEANT, answer, {})
        return
    with pytest.raises(ServerError) as wrong:
        files_are_stored(case.goal, answer)
    assert wrong.value.message == f"Zenodo does not hold these files as they are here: {case.named}"
    assert wrong.value.hint.startswith("Nothing was published.")
    with pytest.raises(ServerError) as public:
        is_public_as_meant(case.goal, MEANT, answer, {})
    assert public.value.message.endswith(f"changed the draft just before: {case.named}.")


PUBLISHED: list[tuple[str, dict[str, Any], dict[str, Stored], Facts, str]] = [
    ("as it was verified", {}, STORED, {}, ""),
    ("another title", {"title": "Hacked"}, STORED, {}, "title"),
    ("a field and a file", {"title": "Hacked"}, {"a": STORED["a"]}, {}, "title, b"),
    ("the server chose", {"license": "cc-by-4.0"}, STORED, {}, ""),
    ("it is in a community", {"communities": JOINING}, STORED, ONCE, ""),
]


@pytest.mark.parametrize(("stored", "files", "facts", "named"), [row[1:] for row in PUBLISHED], ids=[row[0] for row in PUBLISHED])  # fmt: skip
def test_what_was_published_instead_is_named_and_not_said_to_be_unpublished(
    stored: dict[str, Any], files: dict[str, Stored], facts: Facts, named: str
) -> None:
    answer = replace(ANSWER, state="published", metadata={**READ, **stored}, files=files)
    if not named:
        is_public_as_meant(GOAL, MEANT, answer, facts)
        return
    with pytest.raises(ServerError) as wrong:
        is_public_as_meant(GOAL, MEANT, answer, facts)
    assert wrong.value.message == (
        f"It is published as 10.5281/zenodo.1, but somebody changed the draft just before: {named}."
    )
    assert wrong.value.hint == "publishpipe plan MANIFEST shows what sets it right."


names = st.sampled_from(["a", "b", "c"])
sizes = st.integers(0, 2)
sums = st.sampled_from(["1" * 32, "2" * 32])


@given(st.dictionaries(names, st.tuples(sizes, sums)), st.dictionaries(names, st.tuples(sizes, sums)))
def test_files_are_stored_only_if_both_sides_are_equal(
    here: dict[str, tuple[int, str]], there: dict[str, tuple[int, str]]
) -> None:
    goal = replace(GOAL, files={name: FileFact(*file) for name, file in here.items()})
    try:
        files_are_stored(goal, replace(ANSWER, files={name: Stored(*file) for name, file in there.items()}))
    except ServerError as wrong:
        assert here != there
        named = {name.removesuffix(" (removed)") for name in wrong.message.partition(": ")[2].split(", ")}
        assert named == {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)}
    else:
        assert here == there
