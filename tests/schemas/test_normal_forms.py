from __future__ import annotations

import pytest

from publishpipe.schemas.formats import FORMATS
from publishpipe.schemas.normal_forms import corrections


@pytest.mark.parametrize(
    ("form", "written", "meant"),
    [
        ("edtf", "1928-1939", "1928/1939"),
        ("edtf", "1928 - 1939", "1928/1939"),
        ("edtf", "20230105", "2023-01-05"),
        ("edtf", "2023/01/05", "2023-01-05"),
        ("edtf", "2023-1-5", "2023-01-05"),
        ("edtf", "05.01.2023", "2023-01-05"),
        ("edtf", "2023-01-05T10:00:00Z", "2023-01-05"),
        ("edtf", "2020-01-01 to 2020-02-01", "2020-01-01/2020-02-01"),
        ("edtf", "1/5/2023", ""),  # May in some countries, January in others
        ("edtf", "20231399", ""),
        ("edtf", "2023-02-30", ""),
        ("edtf", "1939-1928", ""),
        ("date", "05.01.2023", "2023-01-05"),
        ("http-url", "github.com/x/y", "https://github.com/x/y"),
        ("http-url", "x y", ""),
    ],
)
def test_the_first_correction_that_fits_is_what_is_meant(form: str, written: str, meant: str) -> None:
    assert next((guess for guess in corrections(written) if FORMATS.conforms(guess, form)), "") == meant
