"""Planning as a table: (manifest, recorded, observed) → steps. No network, no files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.errors import RefusedError
from publishpipe.model.facts import FileFact
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.metadata.canonical import canonical, lifted, with_marker
from publishpipe.repositories.zenodo.models import Stored
from publishpipe.repositories.zenodo.planning.observation import Holding, remembered
from publishpipe.repositories.zenodo.planning.plan import outlook
from publishpipe.repositories.zenodo.planning.state import Goal

METADATA = {"title": "Frost days", "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}]}
CHOSEN = {"publication_date": "2026-11-21", "license": "cc-zero", "imprint_publisher": "Zenodo"}
READ = {**METADATA, **CHOSEN, "access_right": "open", "creators": [{"name": "Doe, Jane", "affiliation": None}]}
A, B = FileFact(10, "a" * 32), FileFact(20, "b" * 32)
STORED_A, STORED_B = Stored(10, "a" * 32), Stored(20, "b" * 32)
GOAL = Goal({"a.csv": A, "b.csv": B}, METADATA, publish=True)
DRAFT = Holding(doi="10.5281/zenodo.1", files={"a.csv": STORED_A, "b.csv": STORED_B}, metadata=READ)
PUBLISHED = replace(DRAFT, state="published", concept_doi="10.5281/zenodo.0")
EDITING = replace(PUBLISHED, state="editing")
MARKED = with_marker(READ, "urn:uuid:0")
FACTS: Facts = {
    "id": "1",
    "pinned": CHOSEN,
    "metadata": canonical(READ),
    "files": {"a.csv": {"size": 10, "md5": "a" * 32}, "b.csv": {"size": 20, "md5": "b" * 32}},
}
ONCE: Facts = {**FACTS, "versions": [{"id": "1", "doi": "10.5281/zenodo.1", "published_at": "2026-11-21"}]}
TWICE: Facts = {**FACTS, "id": "2", "versions": [{**ONCE["versions"][0], "files": FACTS["files"]}]}
NEXT = replace(DRAFT, doi="10.5281/zenodo.2", concept_doi="10.5281/zenodo.0")
RETITLED = replace(GOAL, metadata={**METADATA, "title": "Days of frost"})
CHANGED = replace(GOAL, files={"a.csv": FileFact(10, "c" * 32), "b.csv": B})
JOINING = replace(GOAL, metadata={**METADATA, "communities": [{"identifier": "x"}]})
EMBARGO = {"access_right": "embargoed", "embargo_date": "2026-01-01"}
SHOWING_A, SHOWING_B = replace(GOAL, preview="a.csv"), replace(GOAL, preview="b.csv")
UNDER_EMBARGO = replace(GOAL, metadata=lifted({**METADATA, **EMBARGO}, "2026-01-01"))
STILL_UNDER_EMBARGO = replace(GOAL, metadata=lifted({**METADATA, **EMBARGO}, "2025-12-31"))
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
    notes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


CASES = [
    Case("nothing yet", ALL, facts={}, held=None),
    Case("a draft is enough", ALL[:-1], goal=replace(GOAL, publish=False), facts={}, held=None),
    Case("created, and nothing more", ALL[1:], held=replace(DRAFT, files={}, metadata=MARKED), facts={"id": "1", "metadata": canonical(MARKED)}),
    Case("one file is there", ["upload:b.csv", "describe", "verify", "publish"], held=replace(DRAFT, files={"a.csv": STORED_A}, metadata=MARKED), facts={"id": "1"}),
    Case("described, not published", ["publish"]),
    Case("complete draft", [], goal=replace(GOAL, publish=False)),
    Case("published", [], held=PUBLISHED, facts=ONCE),
    Case("published, though a draft would do", [], goal=replace(GOAL, publish=False), held=PUBLISHED, facts=ONCE),
    Case("the draft was deleted by somebody", ALL, held=None),
    Case("a file changed here", ["upload:a.csv", "verify", "publish"], goal=replace(GOAL, files={"a.csv": FileFact(10, "c" * 32), "b.csv": B})),
    Case("a file whose md5 is not known has another size", ["upload:a.csv", "verify", "publish"], goal=replace(GOAL, files={"a.csv": FileFact(11), "b.csv": B})),
    Case("a file is not wanted any more", ["remove:b.csv", "verify", "publish"], goal=replace(GOAL, files={"a.csv": A})),
    Case("the title changed here", ["describe", "verify", "publish"], goal=replace(GOAL, metadata={**METADATA, "title": "Days of frost"})),
    Case("the title changed there", ["describe", "verify", "publish"], held=replace(DRAFT, metadata={**READ, "title": "Hacked"}), drift=("metadata title",), notes=("apply replaces what was written on the server: title (Hacked)",)),
    Case("a field was added there", ["describe", "verify", "publish"], held=replace(DRAFT, metadata={**READ, "notes": "by hand"}), losses=("notes (by hand)",)),
    Case("fields were added there", ["describe", "verify", "publish"], held=replace(DRAFT, metadata={**READ, "keywords": ["ä"], "custom": {"code:x": ["y"]}}), drift=("metadata custom",), losses=('keywords (["ä"])', 'custom code:x (["y"])')),
    Case("a field is not said any more", ["describe", "verify", "publish"], held=replace(DRAFT, metadata={**READ, "notes": "cold"}), facts={**FACTS, "metadata": canonical({**READ, "notes": "cold"}), "said": {"notes": "cold", "title": "Frost days"}}),
    Case("a field is not said any more, and another was added there", ["describe", "verify", "publish"], held=replace(DRAFT, metadata={**READ, "notes": "cold", "method": "x"}), facts={**FACTS, "metadata": canonical({**READ, "notes": "cold"}), "said": {"notes": "cold", "title": "Frost days"}}, losses=("method (x)",)),
    Case("a DOI of one's own is not to be any more", ["describe", "verify", "publish"], held=replace(DRAFT, doi="10.1234/x", metadata={**READ, "doi": "10.1234/x"}), facts={**FACTS, "metadata": canonical({**READ, "doi": "10.1234/x"}), "said": {"doi": "10.1234/x", "title": "Frost days"}}),
    Case("a draft is to get a DOI of one's own", ["describe", "verify", "publish"], goal=replace(GOAL, metadata={**METADATA, "doi": "10.1234/x"})),
    Case("what a short form leaves was added there", ["publish"], held=replace(DRAFT, metadata={**READ, "creators": [{"name": "Doe, Jane", "role": "editor"}]})),
    Case("a file was replaced there", ["upload:a.csv", "verify", "publish"], held=replace(DRAFT, files={"a.csv": Stored(10, "f" * 32), "b.csv": STORED_B}), drift=("file a.csv was replaced",)),
    Case("a file was removed there", ["upload:b.csv", "verify", "publish"], held=replace(DRAFT, files={"a.csv": STORED_A}), drift=("file b.csv was removed",)),
    Case("a file was added there", ["remove:x.csv", "verify", "publish"], held=replace(DRAFT, files={**DRAFT.files, "x.csv": STORED_A})),
    Case("killed between describe and its outcome", ["publish"], facts={**FACTS, "metadata": canonical(MARKED)}),
    Case("published, the community has not decided yet", [], goal=JOINING, held=PUBLISHED, facts={**ONCE, "communities": ["x"]}),
    Case("published, and a community is to be asked", ["edit", "describe", "verify", "publish"], goal=JOINING, held=PUBLISHED, facts=ONCE),
    Case("published, and a community is left out", [], held=replace(PUBLISHED, metadata={**READ, "communities": [{"identifier": "x"}]}), facts=ONCE),
    Case("published, and metadata changed", ["edit", "describe", "verify", "publish"], goal=RETITLED, held=PUBLISHED, facts=ONCE),
    Case("published, and an edit is not to be published", ["edit", "describe", "verify"], goal=replace(RETITLED, publish=False), held=PUBLISHED, facts=ONCE),
    Case("the embargo of what is published is over", [], goal=UNDER_EMBARGO, held=replace(PUBLISHED, metadata={**READ, "embargo_date": "2026-01-01"}), facts=ONCE),
    Case("the embargo is over, and the server has not lifted it yet", [], goal=UNDER_EMBARGO, held=replace(PUBLISHED, metadata=lifted({**READ, **EMBARGO}, "2026-01-01")), facts=ONCE),
    Case("the embargo lasts", [], goal=STILL_UNDER_EMBARGO, held=replace(PUBLISHED, metadata=lifted({**READ, **EMBARGO}, "2025-12-31")), facts=ONCE),
    Case("the embargo lasts, and somebody opened the files", ["edit", "describe", "verify", "publish"], goal=STILL_UNDER_EMBARGO, held=replace(PUBLISHED, metadata={**READ, "embargo_date": "2026-01-01"}), facts=ONCE),
    Case("an embargo is put on what is open", ["edit", "describe", "verify", "publish"], goal=replace(GOAL, metadata={**METADATA, "access_right": "embargoed", "embargo_date": "9998-01-01"}), held=PUBLISHED, facts=ONCE),
    Case("the edit is open", ["describe", "verify", "publish"], goal=RETITLED, held=EDITING, facts={**ONCE, "editing": True}),
    Case("the edit is described", ["publish"], goal=RETITLED, held=replace(EDITING, metadata={**READ, "title": "Days of frost"}), facts={**ONCE, "editing": True}),
    Case("the edit is complete and stays one", [], goal=replace(GOAL, publish=False), held=EDITING, facts={**ONCE, "editing": True}),
    Case("somebody edits what is as meant", [], held=EDITING, facts=ONCE),
    Case("published, and metadata changed there", ["edit", "describe", "verify", "publish"], held=replace(PUBLISHED, metadata={**READ, "title": "Hacked"}), facts=ONCE, drift=("metadata title",), notes=("apply replaces what was written on the server: title (Hacked)",)),
    Case("published, and a file changed", ["new-version", "upload:a.csv", "describe", "verify", "publish"], goal=CHANGED, held=PUBLISHED, facts=ONCE),
    Case("published, a file and metadata changed", ["new-version", "upload:a.csv", "describe", "verify", "publish"], goal=replace(CHANGED, metadata=RETITLED.metadata), held=PUBLISHED, facts=ONCE),
    Case("published, and a file left out", ["new-version", "remove:b.csv", "describe", "verify", "publish"], goal=replace(GOAL, files={"a.csv": A}), held=PUBLISHED, facts=ONCE),
    Case("published, and a file renamed", ["new-version", "remove:b.csv", "upload:c.csv", "describe", "verify", "publish"], goal=replace(GOAL, files={"a.csv": A, "c.csv": B}), held=PUBLISHED, facts=ONCE),
    Case("published, and a new version is not to be", ["new-version", "upload:a.csv", "describe", "verify"], goal=replace(CHANGED, publish=False), held=PUBLISHED, facts=ONCE),
    Case("a file that names its DOI goes up with each version", ["new-version", "upload:a.csv", "upload:b.csv", "describe", "verify", "publish"], goal=replace(CHANGED, naming_doi=frozenset({"b.csv"})), held=PUBLISHED, facts=ONCE),
    Case("a file that names its DOI is no change", [], goal=replace(GOAL, naming_doi=frozenset({"b.csv"})), held=PUBLISHED, facts=ONCE),
    Case("a file is to be shown first", ["describe", "verify", "publish"], goal=SHOWING_A),
    Case("it is shown first", ["publish"], goal=SHOWING_A, held=replace(DRAFT, preview="a.csv")),
    Case("it is not to be shown first any more", ["describe", "verify", "publish"], held=replace(DRAFT, preview="a.csv"), facts={**FACTS, "preview": "a.csv"}),
    Case("somebody chose what is shown first, and nobody here cares", ["publish"], held=replace(DRAFT, preview="a.csv")),
    Case("published, and somebody chose what is shown first", [], held=replace(PUBLISHED, preview="a.csv"), facts=ONCE),
    Case("somebody chose another file to be shown first", ["describe", "verify", "publish"], goal=SHOWING_B, held=replace(DRAFT, preview="a.csv"), facts={**FACTS, "preview": "b.csv"}, drift=()),
    Case("the file shown first is replaced", ["upload:a.csv", "describe", "verify", "publish"], goal=replace(CHANGED, preview="a.csv"), held=replace(DRAFT, preview="a.csv")),
    Case("another file is replaced", ["upload:a.csv", "verify", "publish"], goal=replace(CHANGED, preview="b.csv"), held=replace(DRAFT, preview="b.csv")),
    Case("the file shown first goes, and none is to be", ["remove:b.csv", "verify", "publish"], goal=replace(GOAL, files={"a.csv": A}), held=replace(DRAFT, preview="b.csv")),
    Case("published, and another file is to be shown first", ["edit", "describe", "verify", "publish"], goal=SHOWING_B, held=replace(PUBLISHED, preview="a.csv"), facts=ONCE),
    Case("published, and it is shown first", [], goal=SHOWING_B, held=replace(PUBLISHED, preview="b.csv"), facts={**ONCE, "preview": "b.csv"}),
    Case("the new version will bring what is not to be shown first", ["new-version", "upload:a.csv", "describe", "verify", "publish"], goal=CHANGED, held=replace(NEXT, files={}), facts={**TWICE, "files": {}, "preview": "b.csv", "versions": [{**TWICE["versions"][0], "preview": "b.csv"}]}),
    Case("the new version will bring what is to be shown first", ["new-version", "upload:a.csv", "verify", "publish"], goal=replace(CHANGED, preview="b.csv"), held=replace(NEXT, files={}), facts={**TWICE, "files": {}, "versions": [{**TWICE["versions"][0], "preview": "b.csv"}]}),
    Case("files changed while an edit of ours is open", ["new-version", "upload:a.csv", "describe", "verify", "publish"], goal=CHANGED, held=EDITING, facts={**ONCE, "editing": True}),
    Case("the new version has its files", ["upload:a.csv", "verify", "publish"], goal=CHANGED, held=NEXT, facts=TWICE),
    Case("the new version has no files yet", ["new-version", "upload:a.csv", "verify", "publish"], goal=CHANGED, held=replace(NEXT, files={}), facts={**TWICE, "files": {}}),
    Case("published, and a field was added there", ["edit", "describe", "verify", "publish"], held=replace(PUBLISHED, metadata={**READ, "notes": "by hand"}), facts=ONCE, losses=("notes (by hand)",)),
    Case("published, and it was taken into a community", [], held=replace(PUBLISHED, metadata={**READ, "communities": [{"identifier": "y"}]}), facts=ONCE),
    Case("what no manifest can say is kept", [], held=replace(PUBLISHED, kept=("a", "b", "c", "d")), facts=ONCE, notes=("the record holds what no manifest can say, and keeps it: a, b, c and 1 more",)),
    Case("somebody has published a newer one, and nothing is to be done", [], held=replace(PUBLISHED, newer="10.5281/zenodo.2"), facts=ONCE, notes=("a newer version is published, 10.5281/zenodo.2, which this lockfile does not know: get the newest lockfile (git pull); only if there is none, adopt takes it over",)),
    Case("somebody has begun a new version, and nothing is to be done", [], held=replace(PUBLISHED, has_draft=True), facts=ONCE, notes=("a draft of a new version is open, which this lockfile does not know: get the newest lockfile (git pull); only if there is none, adopt takes it over",)),
    Case("and a search shows it", [], held=replace(PUBLISHED, has_draft=True, draft="2"), facts=ONCE, notes=("a draft of a new version is open, 2, which this lockfile does not know: get the newest lockfile (git pull); only if there is none, adopt takes it over",)),
    Case("the lockfile of an older publishpipe is in the words of the deposit API", [], goal=replace(GOAL, metadata={**METADATA, "communities": [{"identifier": "x"}]}), held=replace(PUBLISHED, metadata={**READ, "license": "cc0-1.0"}), facts={**ONCE, "communities": ["x"], "metadata": {**canonical(READ), "license": "cc-zero", "communities": ["x"]}}),
    Case("the new version is complete", ["publish"], goal=CHANGED, held=replace(NEXT, files={"a.csv": Stored(10, "c" * 32), "b.csv": STORED_B}), facts={**TWICE, "files": {"a.csv": {"size": 10, "md5": "c" * 32}, "b.csv": {"size": 20, "md5": "b" * 32}}}),
]  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_the_plan_is_what_is_missing(case: Case) -> None:
    made = outlook(case.goal, case.facts, case.held)
    assert [step.key for step in made.steps if step.pending] == case.pending
    assert made.drift == case.drift
    assert made.notes == case.notes
    assert made.losses == case.losses


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_steps_come_in_order_and_only_publish_cannot_be_undone(case: Case) -> None:
    order = ["create", "new-version", "edit", "remove", "upload", "describe", "verify", "publish"]
    steps = outlook(case.goal, case.facts, case.held).steps
    assert [order.index(step.action) for step in steps] == sorted(order.index(step.action) for step in steps)
    assert [step.action for step in steps if step.irreversible] == [
        step.action for step in steps if step.action == "publish"
    ]


OURS: Facts = {**ONCE, "editing": True}
REFUSED = [
    ("somebody edits what is to be edited", RETITLED, ONCE, EDITING, "edit of .* is open"),
    ("somebody edits what is to get a new version", CHANGED, ONCE, EDITING, "edit of .* is open"),
    (
        "somebody's edit is what the manifest wants, but not published",
        RETITLED,
        ONCE,
        replace(EDITING, metadata={**READ, "title": "Days of frost"}),
        "edit of .* is open",
    ),
    ("somebody has begun a new version", CHANGED, ONCE, replace(PUBLISHED, has_draft=True), "draft of a new version"),
    (
        "somebody has published a newer one",
        CHANGED,
        ONCE,
        replace(PUBLISHED, newer="10.5281/zenodo.2"),
        "not the latest",
    ),
    ("a record with a DOI of its own", CHANGED, ONCE, replace(PUBLISHED, concept_doi=""), "DOI of its own"),
    ("another DOI", replace(GOAL, metadata={**METADATA, "doi": "10.1/x"}), ONCE, PUBLISHED, "wants another DOI"),
    ("a new version with the same files", GOAL, TWICE, NEXT, "same files"),
    ("the same but for the DOI in them", replace(CHANGED, restated=frozenset({"a.csv"})), TWICE, NEXT, "same files"),
]


@pytest.mark.parametrize(("goal", "facts", "held", "why"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_cannot_be_or_is_not_ours_is_refused(goal: Goal, facts: Facts, held: Holding, why: str) -> None:
    with pytest.raises(RefusedError, match=why) as refused:
        outlook(goal, facts, held)
    assert refused.value.hint
    assert refused.value.state


def test_the_plan_says_in_words_what_a_change_becomes() -> None:
    version = outlook(replace(GOAL, files={"a.csv": FileFact(10, "c" * 32), "c.csv": B}), ONCE, PUBLISHED).steps
    summaries = {step.key: step.summary for step in version}
    assert summaries["new-version"] == ("files changed (a.csv, c.csv, b.csv (removed)): a new version with its own DOI")
    assert summaries["upload:c.csv"] == "send c.csv, which was b.csv: Zenodo cannot rename"
    edit = outlook(RETITLED, ONCE, PUBLISHED).steps
    assert edit[0].summary == "metadata only (title): the same DOI"
    assert edit[-1].summary == "publish the edit; the DOI stays 10.5281/zenodo.1"


def test_the_plan_says_where_a_file_comes_from_if_its_name_does_not() -> None:
    goal = replace(GOAL, origins={"a.csv": "from etc/passwd", "b.csv": "3 files from raw/"})
    for steps, verb in ((outlook(goal, {}, None).steps, "send"), (outlook(goal, ONCE, PUBLISHED).steps, "replace")):
        summaries = {step.key: step.summary for step in steps}
        assert summaries["upload:a.csv"] == f"{verb} a.csv (from etc/passwd)"
        assert summaries["upload:b.csv"] == f"{verb} b.csv (3 files from raw/)"


def test_twenty_files_are_planned_as_twenty_four_requests_and_two_looks_beside_the_first() -> None:
    goal = replace(GOAL, files={f"{number}.csv": FileFact(1) for number in range(20)})
    assert sum(step.requests for step in outlook(goal, {}, None).steps) == 26
    rehearsal = replace(goal, rehearsal=True)
    assert sum(step.requests for step in outlook(rehearsal, {}, None).steps) == 24
    joining = replace(goal, metadata=JOINING.metadata)  # which the other API is told, so one looks what became of it
    assert sum(step.requests for step in outlook(joining, {}, None).steps) == 28


def test_what_is_remembered_plans_like_what_is_observed() -> None:
    assert remembered({}) is None
    states: list[tuple[Facts, Holding]] = [(ONCE, PUBLISHED), (OURS, EDITING), (TWICE, NEXT), (FACTS, DRAFT)]
    for facts, held in states:
        known: Facts = {**facts, "doi": held.doi, "concept_doi": held.concept_doi}
        for goal in (RETITLED, CHANGED)[facts is TWICE :]:
            assert outlook(goal, known, remembered(known)) == outlook(goal, known, held)


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
    facts = ONCE if publish else FACTS
    after = outlook(goal, facts, Holding("published" if publish else "draft", files=held, metadata=READ))
    assert not [step for step in after.steps if step.pending]
