"""When something looks like a release, and which of two runs gives way."""

from __future__ import annotations

from typing import Literal

import pytest

from publishpipe.errors import LookalikeError
from publishpipe.model.listing import Lookalike
from publishpipe.repositories.lookalikes import has_half
from publishpipe.repositories.rivals import must_give_way

OURS = "2026-11-26T12:00:00+00:00"
EARLIER, JUST_BEFORE, LATER = "2026-11-25T23:00:00+00:00", "2026-11-26T11:59:30Z", "2026-11-26T12:00:01.250+00:00"


@pytest.mark.parametrize(
    ("same", "of", "enough"),
    [
        (0, 0, False),
        (0, 1, False),
        (1, 1, True),
        (1, 2, True),
        (2, 2, True),
        (1, 3, False),
        (2, 3, True),
        (2, 4, True),
        (2, 5, False),
        (3, 5, True),
    ],
)
def test_half_of_the_files_is_enough(same: int, of: int, *, enough: bool) -> None:
    assert has_half(same, of) is enough


def rival(state: str, created: str, same: int | None = None) -> Lookalike:
    kind: Literal["draft", "published"] = "published" if state == "published" else "draft"
    return Lookalike("7", kind, "Frost", "10.1/7", same=same, created=created)


@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize("created", [JUST_BEFORE, OURS, ""])
def test_what_another_run_began_shortly_before_goes_first(state: str, created: str) -> None:
    assert must_give_way([rival(state, created)], since=OURS, files=2, state="")


@pytest.mark.parametrize("created", [EARLIER, LATER])
def test_the_same_files_that_are_published_go_first(created: str) -> None:
    assert must_give_way([rival("published", created, same=2)], since=OURS, files=2, state="")


@pytest.mark.parametrize(("since", "created"), [(OURS, EARLIER), (OURS, LATER), ("", JUST_BEFORE), ("", LATER)])
def test_what_else_is_published_is_no_reason_to_delete_our_own(since: str, created: str) -> None:
    """Nor is anything, where nobody looked before our own draft was made."""
    found = [rival("draft", created), rival("published", created, same=1)]
    with pytest.raises(LookalikeError, match=r"10\.1/7") as told:
        must_give_way(found, since=since, files=2, state="It is kept.")
    assert told.value.state == "It is kept."
    assert not must_give_way([rival("draft", created)], since=since, files=1, state="")


def test_nothing_is_no_rival() -> None:
    assert not must_give_way([], since=OURS, files=1, state="")
