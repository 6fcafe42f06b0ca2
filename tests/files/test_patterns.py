"""Which paths a pattern fits, and that no pattern takes long."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fnmatch import fnmatchcase

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publishpipe.files.patterns import Pattern, fixed_prefix

PARTS = ["**", "*", "a", "b", "a*", "?", "[ab]", "[!a]"]
paths = st.lists(st.sampled_from(["a", "b", "ab", "c"]), min_size=1, max_size=6)


def plainly(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """What it means to fit, as it is told: slow, and easy to believe."""
    if not pattern or not path:
        return not pattern and not path
    if pattern[0] == "**":
        return len(pattern) == 1 or plainly(pattern[1:], path) or plainly(pattern, path[1:])
    return fnmatchcase(path[0], pattern[0]) and plainly(pattern[1:], path[1:])


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6), paths)
@example(["a", "**"], ["a"])
@example(["**", "**"], ["a"])
@example(["**", "a", "**", "**"], ["a", "b"])
def test_a_pattern_fits_what_it_says(parts: list[str], path: list[str]) -> None:
    pattern = Pattern("/".join(parts))
    assert pattern.fits(path) == plainly(parts, path)
    assert pattern.covers(path) == any(plainly(parts, path[:length]) for length in range(1, len(path) + 1))


FLAT = [(f"folder{number % 100}", f"file-{number}.csv") for number in range(10_000)]
DEEP = [("a",) * 100 + (f"{number}",) for number in range(10_000)]
ALIKE = [("a" * 100 + str(number),) for number in range(10_000)]


@pytest.mark.parametrize("paths", [FLAT, DEEP, ALIKE], ids=["flat", "deep", "alike"])
@pytest.mark.parametrize(
    "pattern",
    [
        "/".join(["**/a"] * 12) + "/x",
        ("**/a/" * 51)[:253] + "/x",
        ("**/" * 85)[:-1],
        ("**/*/" * 51)[:253] + "/x",
        ("*/" * 127) + "x",
        ("a/" * 127) + "x",
        ("*a" * 127) + "x",
        ("a*" * 127) + "x",
        ("?*" * 127) + "x",
        "/".join(f"**/[{chr(97 + number)}]" for number in range(26)),
        "/".join(f"*{number}" for number in range(66)),
    ],
    ids=range(11),
)
def test_no_pattern_takes_long(pattern: str, paths: list[tuple[str, ...]]) -> None:
    assert len(pattern) <= 255
    began = time.process_time()
    ready = Pattern(pattern)
    for path in paths:
        ready.fits(path)
    assert time.process_time() - began < 1


def test_the_folders_before_the_first_wildcard_are_known() -> None:
    assert [fixed_prefix(text) for text in ("raw/**", "./a/b/*.c", "a/b", "*/a")] == ["raw/", "a/b/", "a/", ""]
