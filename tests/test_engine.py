"""How many files are sent at once, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from publishpipe.engine import worthwhile
from publishpipe.model.steps import Step
from tests.conftest import Release, Server

SIZES = st.lists(st.integers(0, 10**12), min_size=1)
LATENCY = st.floats(0, 60) | st.just(inf)  # before the first answer nobody knows it


def steps(sizes: list[int]) -> list[Step]:
    return [Step("upload", str(number), bytes=size) for number, size in enumerate(sizes)]


@given(SIZES, LATENCY, LATENCY)
def test_more_are_sent_at_once_where_answers_take_longer(sizes: list[int], one: float, other: float) -> None:
    few, many = (worthwhile(steps(sizes), latency) for latency in sorted((one, other)))
    assert 4 <= few <= many <= 8


@given(SIZES, LATENCY)
def test_fewer_are_sent_at_once_where_all_are_larger(sizes: list[int], latency: float) -> None:
    assert worthwhile(steps([size + 10**8 for size in sizes]), latency) <= worthwhile(steps(sizes), latency)


def test_small_files_far_away_are_sent_eight_at_once_and_large_ones_or_near_ones_four() -> None:
    assert worthwhile(steps([1000] * 100), 0.1) == 8
    assert worthwhile(steps([1000] * 100), 0.001) == 4
    assert worthwhile(steps([10**9] * 100), 0.1) == 4


def test_the_largest_is_sent_first(server: Server, releases: Callable[..., Release]) -> None:
    release = releases("sizes", files=4)
    for number, size in enumerate((1, 3000, 20, 400)):
        (release.folder / f"data-{number}.csv").write_bytes(b"x" * size)
    release.apply("--jobs", "1")
    names = [line.rpartition("/")[2] for line in server.log() if line.startswith("PUT /api/files/")]
    assert names[-4:] == ["data-1.csv", "data-3.csv", "data-2.csv", "data-0.csv"]
