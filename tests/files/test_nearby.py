from __future__ import annotations

from pathlib import Path

import pytest

from publishpipe.files.nearby import meant


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("dta.csv", "data.csv"),
        ("Data.CSV", "data.csv"),
        ("data.txt", "data.csv"),
        ("result/frost.nc", "results/frost.nc"),
        ("results/forst.nc", "results/frost.nc"),
        ("result/*.nc", "results/*.nc"),
        ("b.csv", ""),
        ("hiden", ""),
        ("*.nc", ""),
        ("*.CSV", "*.csv"),
        ("results/f*.NC", "results/f*.nc"),
        ("b*.CSV", ""),
        ("weather.nc", ""),
        ("data.csv/x", ""),
    ],
)
def test_a_file_is_guessed_by_its_name_and_by_those_of_its_folders(tmp_path: Path, written: str, there: str) -> None:
    for name in ("data.csv", "results/frost.nc", ".hidden", "a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert meant(tmp_path, written) == there
