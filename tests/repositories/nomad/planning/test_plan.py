"""Planning as a table: (manifest, recorded, observed) → steps. No network, no files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from publishpipe.errors import InputError
from publishpipe.model.facts import FileFact, merge
from publishpipe.repositories.nomad.facts import Facts, Patch
from publishpipe.repositories.nomad.models import Entry, Upload
from publishpipe.repositories.nomad.planning.observation import Holding, Observation, remembered
from publishpipe.repositories.nomad.planning.plan import outlook
from publishpipe.repositories.nomad.planning.state import Goal, in_one_go

METADATA: dict[str, Any] = {"upload_name": "Silicon", "comment": "Good.", "datasets": ["Study"], "coauthors": ["bob"]}
A, B = FileFact(10, "a" * 32), FileFact(20, "b" * 32)
GOAL = Goal({"a": A, "b": B}, (("a", "b"),), METADATA, publish=True)
TWO = replace(GOAL, parts=(("a",), ("b",)))
FACTS: Facts = {
    "id": "u1",
    "files": {"a": {"size": 10, "md5": "a" * 32}, "b": {"size": 20, "md5": "b" * 32}},
    "processing": "done",
    "datasets": {"Study": {"id": "d1", "made": True}},
    "people": {"bob": {"id": "p1"}},
    "metadata": {"upload_name": "Silicon", "comment": "Good.", "datasets": ["d1"], "coauthors": ["p1"]},
}
NOT_PROCESSED: Patch = {"processing": None}
NEW: Facts = {"id": "u1", "people": {"bob": {"id": "p1"}}}
UPLOAD = Upload("u1", "Silicon", status="SUCCESS", author="me", coauthors=frozenset({"p1"}))
MARKED = replace(UPLOAD, name="Silicon [pp:01234567]", coauthors=frozenset())
ENTRY = Entry("a", comment="Good.", datasets=frozenset({"d1"}))
BAD = replace(ENTRY, mainfile="b", status="FAILURE", errors=("no",))
DRAFT = Holding(UPLOAD, (ENTRY,), {"a": A, "b": B})
PUBLISHED = replace(DRAFT, upload=replace(UPLOAD, published_at="2026-11-21T00:00:00Z"))
END = ["describe", "verify", "publish"]
ALL = ["create", "upload:part-1", "wait", "dataset:Study", *END]
WITH_DOI = replace(GOAL, metadata={**METADATA, "datasets": [{"name": "Study", "doi": True}]})


def with_metadata(**fields: Any) -> Goal:
    return replace(GOAL, metadata={**METADATA, **fields})


@dataclass
class Case:
    """What is there, and what is left to do."""

    name: str
    pending: list[str]
    goal: Goal = GOAL
    facts: Facts = field(default_factory=lambda: FACTS)
    held: Holding | None = DRAFT
    drift: tuple[str, ...] = ()


CASES = [
    Case("nothing yet", ALL, facts={}, held=None),
    Case("a draft is enough", ALL[:-1], goal=replace(GOAL, publish=False), facts={}, held=None),
    Case("two parts", ["create", "upload:part-1", "upload:part-2", *ALL[2:]], goal=TWO, facts={}, held=None),
    Case("created, and nothing more", ALL[1:], facts=NEW, held=Holding(MARKED)),
    Case("one part is there", ["upload:part-2", "wait", "dataset:Study", *END], goal=TWO, facts={**NEW, "files": {"a": FACTS["files"]["a"]}}, held=Holding(MARKED, (), {"a": A})),
    Case("sent, but nobody knows which bytes", ALL[1:], facts=NEW, held=Holding(MARKED, (), {"a": FileFact(10), "b": FileFact(20)})),
    Case("sent, not processed together", ["wait", "dataset:Study", *END], facts={**NEW, "files": FACTS["files"]}, held=replace(DRAFT, upload=MARKED, entries=(Entry("a"),))),
    Case("processing", ["wait", "dataset:Study", *END], facts={**NEW, "files": FACTS["files"], "processing": "started"}, held=replace(DRAFT, upload=replace(MARKED, running=True), entries=())),
    Case("processing, and not unpacked yet", ["wait", "dataset:Study", *END], facts={**NEW, "files": FACTS["files"], "processing": "started"}, held=Observation(replace(MARKED, running=True)).held({**FACTS, "processing": "started"})),
    Case("processed", ["dataset:Study", *END], facts={**NEW, "files": FACTS["files"], "processing": "done"}, held=replace(DRAFT, upload=MARKED, entries=(Entry("a"),))),
    Case("an entry failed", ["wait", *END], held=replace(DRAFT, entries=(ENTRY, BAD))),
    Case("an entry failed, but any will do", ["publish"], goal=replace(GOAL, entries="any"), held=replace(DRAFT, entries=(ENTRY, BAD))),
    Case("every entry failed, and any would do", ["wait", *END], goal=replace(GOAL, entries="any"), held=replace(DRAFT, entries=(BAD,))),
    Case("nothing was recognised", ["wait", *END], held=replace(DRAFT, entries=())),
    Case("processing failed, a later edit turned it to success", ["wait", *END], facts=merge(FACTS, NOT_PROCESSED)),
    Case("an edit failed after processing went well", END, held=replace(DRAFT, upload=replace(UPLOAD, status="FAILURE"))),
    Case("described, not published", ["publish"]),
    Case("complete draft", [], goal=replace(GOAL, publish=False)),
    Case("the draft was deleted by somebody", ["create", "upload:part-1", "wait", *END], held=None),
    Case("a file changed here, same size", ["upload:part-1", "wait", *END], goal=replace(GOAL, files={"a": FileFact(10, "c" * 32), "b": B})),
    Case("a file is not wanted any more", ["remove:b", "wait", *END], goal=replace(GOAL, files={"a": A}, parts=(("a",),))),
    Case("a file was added there", ["remove:x", "wait", *END], held=replace(DRAFT, files={**DRAFT.files, "x": A}), drift=("file x was added",)),
    Case("a file was made by NOMAD's processing", ["publish"], facts={**FACTS, "generated": ["x"]}, held=replace(DRAFT, files={**DRAFT.files, "x": A})),
    Case("a file was removed there", ["upload:part-1", "wait", *END], held=replace(DRAFT, files={"a": A}), drift=("file b was removed",)),
    Case("a file was replaced there", ["upload:part-1", "wait", *END], held=replace(DRAFT, files={"a": A, "b": FileFact(21)}), drift=("file b was replaced",)),
    Case("the comment changed here", END, goal=with_metadata(comment="Better.")),
    Case("the comment changed there", END, held=replace(DRAFT, entries=(replace(ENTRY, comment="Hacked."),)), drift=("metadata comment",)),
    Case("one entry of two has no comment", END, held=replace(DRAFT, entries=(ENTRY, replace(ENTRY, comment=""))), drift=("metadata comment",)),
    Case("the name was changed there", END, held=replace(DRAFT, upload=replace(UPLOAD, name="Hacked")), drift=("metadata upload_name",)),
    Case("what the manifest never named is left alone", ["publish"], held=replace(DRAFT, entries=(replace(ENTRY, references=("https://by.parser/",)),))),
    Case("what was named once is taken back", END, goal=replace(GOAL, metadata={"upload_name": "Silicon"})),
    Case("another dataset is left alone", ["publish"], held=replace(DRAFT, entries=(replace(ENTRY, datasets=frozenset({"d1", "d2"})),))),
    Case("a new dataset", ["dataset:More", *END], goal=with_metadata(datasets=["Study", "More"])),
    Case("the main author among the coauthors", ["publish"], goal=with_metadata(coauthors=["bob", "me"])),
    Case("published", [], held=PUBLISHED),
    Case("published, the comment changed here", ["describe", "verify"], goal=with_metadata(comment="Better."), held=PUBLISHED),
    Case("published, a DOI is asked for", ["dataset-doi:Study"], goal=WITH_DOI, held=PUBLISHED),
    Case("published, the DOI is there", [], goal=WITH_DOI, facts={**FACTS, "datasets": {"Study": {"id": "d1", "doi": "10.1/x"}}}, held=PUBLISHED),
    Case("published under embargo", [], goal=with_metadata(embargo_length=12), held=replace(PUBLISHED, upload=replace(PUBLISHED.upload, embargo=12))),
    Case("published by somebody, and nothing is to be for good", [], goal=replace(WITH_DOI, publish=False), held=PUBLISHED),
    Case("the embargo is over", [], goal=with_metadata(embargo_length=12), held=PUBLISHED),
    Case("the embargo is lifted", ["describe", "verify"], goal=with_metadata(embargo_length=0), held=replace(PUBLISHED, upload=replace(PUBLISHED.upload, embargo=12))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_plan_is_what_is_missing(case: Case) -> None:
    made = outlook(case.goal, case.facts, case.held)
    assert [step.key for step in made.steps if step.pending] == case.pending
    assert made.drift == case.drift


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_steps_come_in_order_and_two_kinds_cannot_be_undone(case: Case) -> None:
    order = "create remove upload wait dataset describe verify publish dataset-doi".split()
    steps = outlook(case.goal, case.facts, case.held).steps
    assert [order.index(step.action) for step in steps] == sorted(order.index(step.action) for step in steps)
    assert all(step.irreversible == (step.action in {"publish", "dataset-doi"}) for step in steps)


@pytest.mark.parametrize(
    ("goal", "held", "message"),
    [
        (replace(GOAL, files={"a": A, "b": FileFact(20, "c" * 32)}), PUBLISHED, "never changes files"),
        (replace(GOAL, files={"a": A}, parts=(("a",),)), PUBLISHED, r"b \(removed\)"),
        (replace(GOAL, files={"a": A, "b": B, "c": A}, parts=(("a", "b", "c"),)), PUBLISHED, "differ: c"),
        (
            with_metadata(embargo_length=24),
            replace(PUBLISHED, upload=replace(PUBLISHED.upload, embargo=12)),
            "only lift",
        ),
        (replace(with_metadata(comment="Better."), publish=False), PUBLISHED, "without a draft"),
    ],
)
def test_what_a_published_upload_cannot_become_is_an_error_that_names_the_way_out(
    goal: Goal, held: Holding, message: str
) -> None:
    with pytest.raises(InputError, match=message) as error:
        outlook(goal, FACTS, held)
    assert error.value.hint


@pytest.mark.parametrize(("held", "way_out"), [(DRAFT, "publishpipe discard"), (PUBLISHED, "It stays")])
def test_a_dataset_with_a_doi_gives_no_entry_back(held: Holding, way_out: str) -> None:
    facts: Facts = {**FACTS, "datasets": {"Study": {"id": "d1", "doi": "10.5072/d1"}}}
    with pytest.raises(InputError, match="Study has a DOI") as error:
        outlook(with_metadata(datasets=[]), facts, held)
    assert way_out in error.value.hint
    outlook(with_metadata(datasets=[]), facts, replace(held, entries=(replace(ENTRY, datasets=frozenset()),)))


def test_the_plan_says_where_files_come_from_if_their_names_do_not() -> None:
    goal = replace(GOAL, origins={"a": "from etc/passwd", "b": "3 files from raw/"})
    summaries = {step.key: step.summary for step in outlook(goal, {}, None).steps}
    assert summaries["upload:part-1"] == "send 2 files (a: from etc/passwd; b: 3 files from raw/)"


def test_a_single_first_part_needs_no_call_to_process() -> None:
    assert in_one_go(GOAL, {}, Holding(MARKED))
    assert not in_one_go(TWO, {}, Holding(MARKED))
    assert not in_one_go(GOAL, {}, Holding(MARKED, (), {"a": A}))


def test_what_is_remembered_plans_like_what_is_observed() -> None:
    assert remembered({}) is None
    published: Facts = {**FACTS, "versions": [{"id": "u1", "published_at": "2026-11-21T00:00:00Z"}]}
    assert not [step for step in outlook(GOAL, published, remembered(published)).steps if step.pending]
    draft = outlook(GOAL, FACTS, remembered(FACTS)).steps
    assert [step.key for step in draft if step.pending] == ["publish"]
