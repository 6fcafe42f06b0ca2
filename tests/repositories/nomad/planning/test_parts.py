"""Packing: bounded, complete, in order, folders together where they fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from publishpipe.files import archive
from publishpipe.repositories.nomad.planning.parts import packed


def test_everything_that_fits_is_one_part() -> None:
    assert packed({"b": 1, "a/x": 2}, 10_000) == (("a/x", "b"),)
    assert packed({}, 10_000) == ()


def test_a_folder_stays_together_where_it_fits() -> None:
    sizes = {"one/a": 400, "one/b": 400, "two/a": 400, "two/b": 400, "z": 10}
    assert packed(sizes, 1300) == (("one/a", "one/b"), ("two/a", "two/b", "z"))


def test_a_folder_that_is_too_large_is_split_by_its_folders() -> None:
    sizes = {f"all/{run}/{file}": 400 for run in ("r1", "r2", "r3") for file in "ab"}
    parts = packed(sizes, 1300)
    assert [{name.rpartition("/")[0] for name in part} for part in parts] == [{"all/r1"}, {"all/r2"}, {"all/r3"}]


def test_a_file_beyond_the_bound_is_a_part_of_its_own() -> None:
    assert packed({"a": 10, "big": 5000, "c": 10}, 1000) == (("a",), ("big",), ("c",))


names = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(lambda parts: "/".join([*parts, "file"]))


@given(st.dictionaries(names, st.integers(0, 3000)), st.integers(500, 5000))
def test_each_file_is_in_one_part_and_no_zip_is_too_long(sizes: dict[str, int], bound: int) -> None:
    parts = packed(sizes, bound)
    assert [name for part in parts for name in part] == sorted(sizes)
    for part in parts:
        assert len(part) == 1 or archive.length([(name, sizes[name]) for name in part]) <= bound
