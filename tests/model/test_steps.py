from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.errors import UsageError
from publishpipe.model.steps import Plan, Step, as_json, batches, confirm_needed, digest, until

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


def test_what_is_done_needs_no_confirmation() -> None:
    assert confirm_needed(STEPS)
    assert not confirm_needed(STEPS[:-1])
    assert not confirm_needed([Step("publish", irreversible=True, done="published")])


def test_totals_count_what_is_pending() -> None:
    value = as_json(Plan("m.yaml", "zenodo", "sandbox", "https://x/", "0" * 64, STEPS))
    assert value["totals"] == {"steps": 4, "bytes": 3, "requests": 4}
    assert [step["status"] for step in value["steps"]] == ["pending", "pending", "done", "pending", "pending"]
    assert "drift" not in value


def test_the_digest_depends_on_values_and_not_on_their_order() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
    assert digest(["a", "b"]) != digest(["b", "a"])
