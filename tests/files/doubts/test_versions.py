"""Old and new side by side, and what only looks like that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.files.doubts.versions import side_by_side


@pytest.mark.parametrize(
    "paths",
    [
        ["data-1.0.tar.gz", "data-1.1.tar.gz"],
        ["frost_0.9.zip", "frost_1.0.zip"],
        ["results_v1.csv", "results_v2.csv"],
        ["results.csv", "results_v2.csv"],
        ["results V1.csv", "results V2.csv"],
        ["x (1).csv", "x.csv"],
        ["x - Copy.csv", "x.csv"],
        ["x_final.csv", "x_final2.csv"],
        ["x.csv", "x_final.csv"],
        ["model.nc", "model_old.nc"],
        ["raw/a_v1.csv", "raw/a_v2.csv"],
        ["a.v1.2.csv", "a.v1.3.csv"],
    ],
)
def test_versions_of_one_file_are_found(paths: list[str]) -> None:
    assert list(side_by_side([*paths, "README.md", "other_v7.csv", "else-1.0.zip"])) == [tuple(sorted(paths))]


@pytest.mark.parametrize(
    "paths",
    [
        [f"frame-{number:03}.png" for number in range(900)],
        ["tas_2015.nc", "tas_2016.nc"],
        ["alpha_0.1.csv", "alpha_0.2.csv"],  # measured with another alpha
        ["run1.csv", "run2.csv"],
        ["a (1).jpg", "a (2).jpg"],  # views of one thing
        ["speed_old.csv", "speed_new.csv"],  # compared
        ["data_v1.csv", "data_v1.json"],
        ["jan/a_v1.csv", "feb/a_v2.csv"],
        ["api_v1.py", "api_v2.py"],  # what it reads has versions
        ["a.csv", "final.csv"],
        [f"sample_v{number}.csv" for number in range(9)],
        ["cover.csv", "recover.csv"],
        ["frost-2015.01.zip", "frost-2015.02.zip"],
        ["src/tests/model_v0.json", "src/tests/model_v1.json"],
        ["data-1.0.tar.gz"],
    ],
)
def test_series_and_comparisons_are_none(paths: list[str]) -> None:
    assert list(side_by_side(paths)) == []


@given(st.lists(st.text(st.sampled_from("ab_v12.-() /"), min_size=1), max_size=20))
def test_the_order_of_files_does_not_matter_and_none_is_in_two_groups(paths: list[str]) -> None:
    paths = sorted(set(paths))
    groups = list(side_by_side(paths))
    assert sorted(groups) == sorted(side_by_side(paths[::-1]))
    told = [path for group in groups for path in group]
    assert len(told) == len(set(told))
    assert set(told) <= set(paths)
