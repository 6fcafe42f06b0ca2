from __future__ import annotations

from dataclasses import replace

from publishpipe.model.contents import Content
from publishpipe.model.steps import Step
from publishpipe.render.folding import MOST, folded
from tests.render.test_text import PLAN

DONE = tuple(Step("upload", f"kept-{n}", done="there") for n in range(MOST))
MANY = tuple(Step("upload", f"{n}.csv", "send it", 1000 * n) for n in range(300))


def test_few_steps_are_all_shown() -> None:
    steps = (Step("create"), *DONE, *MANY[:MOST])
    assert tuple(folded(replace(PLAN, steps=steps))) == steps


def test_of_many_uploads_the_first_are_shown_and_how_many_more_with_their_bytes() -> None:
    *first, rest, last = folded(replace(PLAN, steps=(*MANY, Step("publish", irreversible=True))))
    assert (tuple(first), last.action) == (MANY[:MOST], "publish")
    assert (rest.key, rest.pending, rest.irreversible) == ("upload:… and 280 more", True, False)
    assert rest.bytes + sum(step.bytes for step in first) == sum(step.bytes for step in MANY)


def test_a_file_from_elsewhere_hides_behind_no_others() -> None:
    contents = tuple(Content(step.subject, 1, "from etc/key" if step is MANY[200] else "") for step in MANY)
    shown = tuple(folded(replace(PLAN, steps=MANY, contents=contents)))
    assert MANY[200] in shown
    assert shown[-1].subject == "… and 279 more"
