from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.errors import RefusedError, UsageError
from publishpipe.model.contents import Content
from publishpipe.model.plan import Plan, as_json, confirm_needed, digest, keep_all
from publishpipe.model.steps import Step, batches, until
from publishpipe.schemas.loader import validator

STEPS = (
    Step("create"),
    Step("upload", "a", bytes=3, parallel=True, repeatable=True),
    Step("upload", "b", bytes=4, parallel=True, repeatable=True, done="there"),
    Step("describe", repeatable=True),
    Step("publish", irreversible=True),
)


@pytest.mark.parametrize(
    ("key", "last"),
    [(None, "publish"), ("create", "create"), ("upload", "upload:b"), ("upload:a", "upload:a"), ("publish", "publish")],
)
def test_until_includes_the_step_it_names(key: str | None, last: str) -> None:
    assert until(STEPS, key) == STEPS[: [step.key for step in STEPS].index(last) + 1]


def test_until_an_unknown_step_names_those_that_exist() -> None:
    with pytest.raises(UsageError, match="upload:c") as caught:
        until(STEPS, "upload:c")
    assert caught.value.hint == "The steps are: create, upload:a, upload:b, describe, publish"


def test_only_neighbours_that_are_parallel_run_side_by_side() -> None:
    assert [[step.key for step in batch] for batch in batches(STEPS)] == [
        ["create"],
        ["upload:a", "upload:b"],
        ["describe"],
        ["publish"],
    ]


steps = st.lists(st.builds(Step, st.sampled_from("ab"), st.text(max_size=2), parallel=st.booleans()))


@given(steps)
def test_batches_keep_every_step_and_its_place(some: list[Step]) -> None:
    assert [step for batch in batches(some) for step in batch] == some
    assert all(len(batch) == 1 or all(step.parallel for step in batch) for batch in batches(some))


PLAN = Plan("m.yaml", "zenodo", "sandbox", "https://x/", "0" * 64, STEPS)
LOSING = replace(PLAN, losses=("notes (by hand)", "method (x)"))
DONE = tuple(replace(step, done="it is") for step in STEPS)


@pytest.mark.parametrize(
    ("plan", "steps", "needed"),
    [
        pytest.param(PLAN, STEPS, True, id="what cannot be undone"),
        pytest.param(PLAN, STEPS[:-1], False, id="what can be"),
        pytest.param(PLAN, DONE, False, id="what is done"),
        pytest.param(PLAN, [], False, id="nothing"),
        pytest.param(LOSING, STEPS[:-1], True, id="what can be undone, and removes something"),
        pytest.param(LOSING, STEPS[:1], True, id="the first step of that"),
        pytest.param(LOSING, DONE, False, id="what is done, though something else is there"),
        pytest.param(LOSING, [], False, id="nothing of that"),
    ],
)
def test_what_is_final_or_removes_something_needs_a_yes(plan: Plan, steps: Sequence[Step], needed: bool) -> None:  # noqa: FBT001
    assert confirm_needed(plan, steps) is needed


def test_no_general_yes_stands_for_a_loss() -> None:
    keep_all(PLAN)
    with pytest.raises(RefusedError, match=r"notes \(by hand\); method \(x\)") as refused:
        keep_all(LOSING)
    assert refused.value.state == "Nothing was sent."
    assert "publishpipe plan MANIFEST --out release.plan" in refused.value.hint


def test_totals_count_what_is_pending() -> None:
    value = as_json(PLAN)
    assert value["totals"] == {"steps": 4, "bytes": 3, "requests": 4, "at_least": True}  # as nobody looked
    assert as_json(replace(PLAN, looks=2))["totals"] == {"steps": 4, "bytes": 3, "requests": 6}
    assert [step["status"] for step in value["steps"]] == ["pending", "pending", "done", "pending", "pending"]


def test_what_there_is_none_of_is_not_told() -> None:
    assert as_json(PLAN).keys().isdisjoint({"drift", "losses", "notes", "reserved_doi"})
    told = as_json(replace(LOSING, drift=("metadata title",), notes=("kept",), reserved_doi="10.5281/zenodo.1"))
    assert told["losses"] == ["notes (by hand)", "method (x)"]
    assert (told["drift"], told["notes"], told["reserved_doi"]) == (["metadata title"], ["kept"], "10.5281/zenodo.1")
    assert [problem.message for problem in validator("plan.v1").iter_errors(told)] == []


def test_the_digest_depends_on_values_and_not_on_their_order() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
    assert digest(["a", "b"]) != digest(["b", "a"])


def test_json_tells_every_file_its_origin_and_what_an_archive_holds() -> None:
    raw = Content("raw.zip", 12, "2 files from raw/", ("a.nc", "b.nc"))
    value = as_json(replace(PLAN, contents=(Content("a", 3), raw)))
    validator("plan.v1").validate(value)
    assert value["files"] == [
        {"file": "a", "size": 3},
        {"file": "raw.zip", "size": 12, "origin": "2 files from raw/", "members": 2},
    ]
