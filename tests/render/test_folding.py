from __future__ import annotations

from publishpipe.model.steps import Step
from publishpipe.render.folding import MOST, folded

DONE = tuple(Step("upload", f"kept-{n}", done="there") for n in range(MOST))
MANY = tuple(Step("upload", f"{n}.csv", "send it", 1000 * n) for n in range(300))


def test_few_steps_are_all_shown() -> None:
    assert tuple(folded((Step("create"), *DONE, *MANY[:MOST]))) == (Step("create"), *DONE, *MANY[:MOST])


def test_of_many_uploads_the_first_are_shown_and_how_many_more_with_their_bytes() -> None:
    *first, rest, last = folded((*MANY, Step("publish", irreversible=True)))
    assert (tuple(first), last.action) == (MANY[:MOST], "publish")
    assert (rest.key, rest.pending, rest.irreversible) == ("upload:and 280 more", True, False)
    assert rest.bytes + sum(step.bytes for step in first) == sum(step.bytes for step in MANY)
