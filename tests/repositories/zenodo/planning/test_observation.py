"""How a record stands, as tables: what was seen, and what the lockfile remembers, as the plan gets it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishpipe.errors import ServerError
from publishpipe.model.facts import merge, told
from publishpipe.model.plan import digest
from publishpipe.repositories.zenodo.facts import Facts, Version
from publishpipe.repositories.zenodo.metadata.canonical import canonical
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING
from publishpipe.repositories.zenodo.models import Deposition, State, Stored
from publishpipe.repositories.zenodo.planning.observation import Family, Holding, Observation, remembered
from publishpipe.repositories.zenodo.planning.patches import read_back

DOI, CONCEPT_DOI = "10.5281/zenodo.1", "10.5281/zenodo.0"
READ = {"title": "Frost days", "access_right": "open"}
STORED = {"a": Stored(10, "a" * 32), "b": Stored(20, "b" * 32)}
SEEN = Deposition("1", "0", "draft", DOI, "", STORED, READ, NOTHING, "2026-11-21T00:00:00Z")
DONE = replace(SEEN, state="published", concept_doi=CONCEPT_DOI)
OPEN = replace(DONE, state="editing")
#: What the record holds beyond what a manifest can say.
BEYOND = {**NOTHING, "metadata": {"title": "Frost days", "of_the_future": "x"}}
NEWER: Version = {"id": "2", "doi": "10.5281/zenodo.2", "published_at": "2026-11-22T00:00:00Z"}
DRAFT = Holding("draft", DOI, "", STORED, READ)
RECORD = Holding("published", DOI, CONCEPT_DOI, STORED, READ)


@dataclass(frozen=True)
class Seen:
    """What was seen, and what of it is held; `editing` and `newer` are what the observation says of itself."""

    name: str
    seen: Observation
    held: Holding | None
    editing: bool = False
    newer: Version | None = None


SEEN_CASES = [
    Seen("nothing", Observation(), None),
    Seen("nothing, whatever else was found out", Observation(None, True, Family(True), ("x",), True), None),  # noqa: FBT003
    Seen("a draft", Observation(SEEN), DRAFT),
    Seen("a draft that shows a file first", Observation(replace(SEEN, preview="a")), replace(DRAFT, preview="a")),
    Seen("a record", Observation(DONE), RECORD),
    Seen("an edit, whoever opened it", Observation(OPEN), replace(RECORD, state="editing"), editing=True),
    Seen("a record alone", Observation(DONE, family=Family()), RECORD),
    Seen("the draft of a new version beside it", Observation(DONE, family=Family(has_draft=True)), replace(RECORD, has_draft=True)),
    Seen("a search shows that", Observation(DONE, family=Family(has_draft=True, draft="2")), replace(RECORD, has_draft=True, draft="2")),
    Seen("a newer version is told by its DOI", Observation(DONE, family=Family(newer=NEWER)), replace(RECORD, newer="10.5281/zenodo.2"), newer=NEWER),
    Seen("or by its id, where it has none", Observation(DONE, family=Family(newer={**NEWER, "doi": None})), replace(RECORD, newer="2"), newer={**NEWER, "doi": None}),
    Seen("what no manifest can say", Observation(replace(DONE, held=BEYOND)), replace(RECORD, kept=("of_the_future",))),
    Seen("the draft beside it is told once it was looked at", Observation(replace(DONE, is_latest=False, has_draft=True)), RECORD),
    Seen("an edit hides what is public", Observation(OPEN, hidden=True), replace(RECORD, state="editing", hidden=True), editing=True),
    Seen("what is missing and what was begun changes nothing", Observation(SEEN, True, None, ("x",), True), DRAFT),  # noqa: FBT003
]  # fmt: skip


@pytest.mark.parametrize("case", SEEN_CASES, ids=lambda case: case.name)
def test_what_was_seen_is_held(case: Seen) -> None:
    assert case.seen.held() == case.held
    assert case.seen.editing == case.editing
    assert case.seen.newer == case.newer


@pytest.mark.parametrize("seen", [SEEN, DONE, OPEN], ids=["draft", "record", "edit"])
def test_what_is_there_is_there(seen: Deposition) -> None:
    assert Observation(seen).there is seen


def test_what_is_gone_is_an_error_with_a_way_on() -> None:
    with pytest.raises(ServerError, match="is gone") as gone:
        _ = Observation(family=Family(has_draft=True)).there
    assert "Run the same command again" in gone.value.hint


ONCE: Facts = {
    "id": "1",
    "doi": DOI,
    "concept_doi": CONCEPT_DOI,
    "files": {"a": {"size": 10, "md5": "a" * 32}, "b": {"size": 20, "md5": "b" * 32}},
    "metadata": canonical(READ),
    "versions": [{"id": "1", "doi": DOI, "published_at": "2026-11-21T00:00:00Z"}],
}
KNOWN = replace(RECORD, metadata=canonical(READ))


@dataclass(frozen=True)
class Remembered:
    """What the lockfile has, and what the server should hold by that."""

    name: str
    facts: Facts
    held: Holding | None
    state: State = field(default="draft")


REMEMBERED = [
    Remembered("nothing", {}, None),
    Remembered("nothing but what was begun", {"marker": "urn:uuid:0", "intents": {"create": "x"}, "base_url": "u"}, None),
    Remembered("what was given up", {"files": {}, "versions": []}, None),
    Remembered("an id alone", {"id": "1"}, Holding()),
    Remembered("a first draft", {"id": "1", "doi": DOI, "metadata": canonical(READ), "files": ONCE["files"]}, replace(DRAFT, metadata=canonical(READ))),
    Remembered("what is shown first", {"id": "1", "preview": "a"}, Holding(preview="a")),
    Remembered("a record", ONCE, KNOWN),
    Remembered("an edit of ours", {**ONCE, "editing": True}, replace(KNOWN, state="editing")),
    Remembered("the draft of a new version", {**ONCE, "id": "2", "doi": "10.5281/zenodo.2"}, replace(KNOWN, state="draft", doi="10.5281/zenodo.2")),
    Remembered("it is no edit, whatever was edited before", {**ONCE, "id": "2", "editing": True}, replace(KNOWN, state="draft")),
    Remembered("the second version", {**ONCE, "id": "2", "versions": [*ONCE["versions"], {**NEWER}]}, KNOWN),
]  # fmt: skip


@pytest.mark.parametrize("case", REMEMBERED, ids=lambda case: case.name)
def test_what_the_lockfile_says_is_remembered(case: Remembered) -> None:
    assert remembered(case.facts) == case.held


def test_what_it_holds_is_json_that_says_what_is_held_and_not_how_that_was_found_out() -> None:
    seen = replace(DONE, held=BEYOND, preview="a")
    whole = Observation(seen, True, Family(True, NEWER, "3"), ("x",), True)  # noqa: FBT003
    assert Observation().as_json() is None
    assert json.loads(json.dumps(whole.as_json())) == {
        "state": "published",
        "doi": DOI,
        "concept_doi": CONCEPT_DOI,
        "files": {"a": {"size": 10, "md5": "a" * 32}, "b": {"size": 20, "md5": "b" * 32}},
        "metadata": {"title": "Frost days", "access_right": "open"},
        "has_draft": True,
        "newer": "10.5281/zenodo.2",
        "preview": "a",
        "kept": ["of_the_future"],
        "hidden": False,
        "review": "",
        "reviewed_elsewhere": False,
    }


SHOWN = replace(DONE, preview="a")
WHOLE = Observation(SHOWN, family=Family())
SAME = [
    ("it was looked at again", replace(WHOLE, current=True)),
    ("a new version was begun in this run", replace(WHOLE, begun=True)),
    ("a community is missing", replace(WHOLE, missing=("x",))),
    ("the versions beside it were not looked at", replace(WHOLE, family=None)),
    ("its files come in another order", replace(WHOLE, deposition=replace(SHOWN, files=dict(reversed(STORED.items()))))),
    ("the server says the same in other words", replace(WHOLE, deposition=replace(SHOWN, metadata={**READ, "title": " Frost days ", "notes": ""}))),
    ("the record holds the same in another form", replace(WHOLE, deposition=replace(SHOWN, held={**NOTHING, "metadata": {"title": {"en": "x"}}}))),
]  # fmt: skip
MOVED = [
    ("nothing is there", Observation()),
    ("somebody opened an edit", replace(WHOLE, deposition=OPEN)),
    ("somebody began a new version", replace(WHOLE, family=Family(has_draft=True))),
    ("somebody published a newer version", replace(WHOLE, family=Family(newer=NEWER))),
    ("a file was replaced", replace(WHOLE, deposition=replace(SHOWN, files={**STORED, "a": Stored(10, "b" * 32)}))),
    ("another file is shown first", replace(WHOLE, deposition=DONE)),
    ("another title", replace(WHOLE, deposition=replace(SHOWN, metadata={**READ, "title": "Hacked"}))),
    ("it has a DOI of its own now", replace(WHOLE, deposition=replace(SHOWN, metadata={**READ, "doi": "10.1234/x"}))),
    ("it has what no manifest can say", replace(WHOLE, deposition=replace(SHOWN, held=BEYOND))),
    ("what is public is not known any more", replace(WHOLE, hidden=True)),
]


def test_a_saved_plan_holds_though_a_search_shows_late_what_is_open() -> None:
    late, shown = (replace(WHOLE, family=Family(has_draft=True, draft=draft)) for draft in ("", "2"))
    assert digest(shown.as_json()) == digest(late.as_json())


@pytest.mark.parametrize("seen", [row[1] for row in SAME], ids=[row[0] for row in SAME])
def test_a_saved_plan_still_holds(seen: Observation) -> None:
    assert digest(seen.as_json()) == digest(WHOLE.as_json())


@pytest.mark.parametrize("seen", [row[1] for row in MOVED], ids=[row[0] for row in MOVED])
def test_a_saved_plan_does_not_hold_any_more(seen: Observation) -> None:
    assert digest(seen.as_json()) != digest(WHOLE.as_json())


names = st.sampled_from(["a", "b", "c"])
files = st.dictionaries(names, st.builds(Stored, st.integers(0, 2), st.sampled_from(["1" * 32, "2" * 32])))
metadata = st.fixed_dictionaries({}, optional={"title": names, "notes": names, "doi": names})


@settings(deadline=None)
@given(st.sampled_from([SEEN, DONE, OPEN]), files, metadata, st.sampled_from(["", "a"]))
def test_what_was_read_back_is_remembered_as_it_was_seen(
    kind: Deposition, stored: dict[str, Stored], described: dict[str, Any], preview: str
) -> None:
    deposition = replace(kind, files=stored, metadata={**READ, **described}, preview=preview)
    versions: list[Version] = [deposition.version()] if deposition.submitted else []
    facts = merge(Facts(), read_back({}, deposition, {}))
    editing = deposition.state == "editing"
    known = told(Facts({**facts, "concept_doi": kind.concept_doi, "versions": versions, "preview": preview, "editing": editing}))  # fmt: skip
    held = Observation(deposition).held()
    assert held is not None
    assert remembered(known) == replace(held, metadata=canonical(held.metadata))
