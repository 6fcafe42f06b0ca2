from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.model.similar import distance, nearest

KEYS = ["title", "upload_type", "description", "dates", "lat", "lon", "license", "related_identifiers", "as"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("titel", "title"),
        ("Upload-Type", "upload_type"),
        ("relatedIdentifiers", "related_identifiers"),
        ("desc", "description"),
        ("licence", "license"),
        ("is", ""),
        ("lam", ""),
        ("weather", ""),
        ("", ""),
        (5, ""),
    ],
)
def test_a_word_is_guessed_if_it_is_near_for_its_length(word: object, meant: str) -> None:
    assert nearest(word, KEYS) == meant


LETTERS = st.text("abc", max_size=6)


@given(LETTERS, LETTERS)
def test_the_distance_is_the_same_both_ways_and_nothing_for_the_same_word(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) is (one == other)


@given(LETTERS, LETTERS, st.integers(0, 6))
def test_a_limit_changes_no_distance_below_it(one: str, other: str, most: int) -> None:
    whole = distance(one, other, 9)
    assert whole is not None
    assert distance(one, other, most) == (whole if whole <= most else None)
