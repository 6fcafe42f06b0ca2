"""Planning as a table: (manifest, recorded, observed) → steps. No network, no files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.errors import RefusedError
from publishpipe.facts import Facts, FileFact
from publishpipe.repositories.zenodo.deposition import Stored
from publishpipe.repositories.zenodo.metadata import canonical, with_marker
from publishpipe.repositories.zenodo.plan import Goal, Holding, outlook, remembered

METADATA = {"title": "Frost days", "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}]}
CHOSEN = {"publication_date": "2026-11-21", "license": "cc-zero", "imprint_publisher": "Zenodo"}
READ = {**METADATA, **CHOSEN, "access_right": "open", "creators": [{"name": "Doe, Jane", "affiliation": None}]}
A, B = FileFact(10, "a" * 32), FileFact(20, "b" * 32)
STORED_A, STORED_B = Stored(10, "a" * 32), Stored(20, "b" * 32)
GOAL = Goal({"a.csv": A, "b.csv": B}, METADATA, publish=True)
DRAFT = Holding(doi="10.5281/zenodo.1", files={"a.csv": STORED_A, "b.csv": STORED_B}, metadata=READ)
MARKED = with_marker(READ, "urn:uuid:0")
FACTS: Facts = {
    "id": "1",
    "pinned": CHOSEN,
    "metadata": canonical(READ),
    "files": {"a.csv": {"size": 10, "md5": "a" * 32}, "b.csv": {"size": 20, "md5": "b" * 32}},
}
ALL = ["create", "upload:a.csv", "upload:b.csv", "describe", "verify", "publish"]


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
    Case("created, and nothing more", ALL[1:], held=replace(DRAFT, files={}, metadata=MARKED), facts={"id": "1", "metadata": canonical(MARKED)}),
    Case("one file is there", ["upload:b.csv", "describe", "verify", "publish"], held=replace(DRAFT, files={"a.csv": STORED_A}, metadata=MARKED), facts={"id": "1"}),
    Case("described, not published", ["publish"]),
    Case("complete draft", [], goal=replace(GOAL, publish=False)),
    Case("published", [], held=replace(DRAFT, submitted=True)),
    Case("published, though a draft would do", [], goal=replace(GOAL, publish=False), held=replace(DRAFT, submitted=True)),
    Case("the draft was deleted by somebody", ALL, held=None),
    Case("a file changed here", ["upload:a.csv", "verify", "publish"], goal=replace(GOAL, files={"a.csv": FileFact(10, "c" * 32), "b.csv": B})),
    Case("a file whose md5 is not known has another size", ["upload:a.csv", "verify", "publish"], goal=replace(GOAL, files={"a.csv": FileFact(11), "b.csv": B})),
    Case("a file is not wanted any more", ["remove:b.csv", "verify", "publish"], goal=replace(GOAL, files={"a.csv": A})),
    Case("the title changed here", ["describe", "verify", "publish"], goal=replace(GOAL, metadata={**METADATA, "title": "Days of frost"})),
    Case("the title changed there", ["describe", "verify", "publish"], held=replace(DRAFT, metadata={**READ, "title": "Hacked"}), drift=("metadata title",)),
    Case("a field was added there", ["describe", "verify", "publish"], held=replace(DRAFT, metadata={**READ, "notes": "by hand"}), drift=("metadata notes",)),
    Case("a file was replaced there", ["upload:a.csv", "verify", "publish"], held=replace(DRAFT, files={"a.csv": Stored(10, "f" * 32), "b.csv": STORED_B}), drift=("file a.csv was replaced",)),
    Case("a file was removed there", ["upload:b.csv", "verify", "publish"], held=replace(DRAFT, files={"a.csv": STORED_A}), drift=("file b.csv was removed",)),
    Case("a file was added there", ["remove:x.csv", "verify", "publish"], held=replace(DRAFT, files={**DRAFT.files, "x.csv": STORED_A})),
    Case("killed between describe and its outcome", ["publish"], facts={**FACTS, "metadata": canonical(MARKED)}),
    Case("published, the community has not decided yet", [], goal=replace(GOAL, metadata={**METADATA, "communities": [{"identifier": "x"}]}), held=replace(DRAFT, submitted=True)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_plan_is_what_is_missing(case: Case) -> None:
    made = outlook(case.goal, case.facts, case.held)
    assert [step.key for step in made.steps if step.pending] == case.pending
    assert made.drift == case.drift


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_steps_come_in_order_and_only_publish_cannot_be_undone(case: Case) -> None:
    order = ["create", "remove", "upload", "describe", "verify", "publish"]
    steps = outlook(case.goal, case.facts, case.held).steps
    assert [order.index(step.action) for step in steps] == sorted(order.index(step.action) for step in steps)
    assert [step.action for step in steps if step.irreversible] == [
        step.action for step in steps if step.action == "publish"
    ]


@pytest.mark.parametrize(
    "goal",
    [
        replace(GOAL, files={"a.csv": A}),
        replace(GOAL, files={"a.csv": FileFact(10, "c" * 32), "b.csv": B}),
        replace(GOAL, metadata={**METADATA, "title": "Days of frost"}),
    ],
)
def test_what_is_published_is_never_changed_silently(goal: Goal) -> None:
    with pytest.raises(RefusedError, match=r"published as 10\.5281/zenodo\.1"):
        outlook(goal, FACTS, replace(DRAFT, submitted=True))


def test_twenty_files_are_planned_as_twenty_three_requests() -> None:
    goal = replace(GOAL, files={f"{number}.csv": FileFact(1) for number in range(20)})
    assert sum(step.requests for step in outlook(goal, {}, None).steps) == 23


def test_what_is_remembered_plans_like_what_is_observed() -> None:
    assert remembered({}) is None
    published = {**FACTS, "doi": "10.5281/zenodo.1", "versions": [{"id": "1"}]}
    assert not [step for step in outlook(GOAL, published, remembered(published)).steps if step.pending]


names = st.sampled_from(["a", "b", "c", "d"])
sums = st.sampled_from(["1" * 32, "2" * 32])


@given(st.dictionaries(names, sums, min_size=1), st.dictionaries(names, sums), st.booleans())
def test_doing_the_plan_leaves_nothing_to_do(wanted: dict[str, str], there: dict[str, str], publish: bool) -> None:  # noqa: FBT001  # hypothesis gives it
    goal = Goal({name: FileFact(1, md5) for name, md5 in wanted.items()}, METADATA, publish)
    held: dict[str, Any] = {name: Stored(1, md5) for name, md5 in there.items()}
    made = outlook(goal, FACTS, Holding(files=held, metadata=MARKED))
    for step in made.steps:
        if step.pending and step.action == "upload":
            held[step.subject] = Stored(1, wanted[step.subject])
        if step.pending and step.action == "remove":
            del held[step.subject]
    after = outlook(goal, FACTS, Holding(submitted=publish, files=held, metadata=READ))
    assert not [step for step in after.steps if step.pending]
