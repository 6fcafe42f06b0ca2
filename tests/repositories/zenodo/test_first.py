from __future__ import annotations

from typing import Any

import pytest

from publishpipe.repositories.zenodo.first import UNDESCRIBED, UNLICENSED, first_metadata


@pytest.mark.parametrize(
    ("given", "license_"),
    [
        pytest.param("MIT", "MIT", id="an id in any case"),
        pytest.param(" mit ", "mit", id="blanks around it"),
        pytest.param("https://spdx.org/licenses/MIT.html", "mit", id="SPDX's address"),
        pytest.param("https://creativecommons.org/licenses/by/4.0/", "cc-by-4.0", id="Creative Commons' address"),
        pytest.param("https://www.apache.org/licenses/LICENSE-2.0", {"title": "See the link", "link": "https://www.apache.org/licenses/LICENSE-2.0"}, id="an address that names none surely"),
        pytest.param("BSD 3-Clause License", "bsd-3-clause", id="a name in words"),
        pytest.param("GPL or so", {"title": "GPL or so"}, id="no version: none is chosen"),
        pytest.param("MIT OR Apache-2.0", ["MIT", "Apache-2.0"], id="an SPDX expression"),
        pytest.param(["MIT", "Our own"], ["MIT", {"title": "Our own"}], id="a list"),
        pytest.param({"title": "Ours", "link": "https://example.org"}, {"title": "Ours", "link": "https://example.org"}, id="one's own"),
    ],
)  # fmt: skip
def test_a_licence_is_one_of_zenodos_list_or_stays_as_it_is(given: Any, license_: Any) -> None:
    assert first_metadata({"license": given})[0]["license"] == license_


def test_a_licence_that_is_left_out_is_told_where_zenodo_would_choose_one() -> None:
    assert first_metadata({"title": "Frost"})[1] == (UNLICENSED, UNDESCRIBED)
    assert first_metadata({"access_right": "restricted", "description": "Frost"})[1] == ()


def test_languages_and_states_are_those_that_zenodo_knows() -> None:
    custom = {
        "code:codeRepository": "https://github.com/x/y",
        "code:programmingLanguage": [{"id": "Jupyter Notebook"}, {"id": "C++"}, {"id": "Klingon"}],
        "code:developmentStatus": {"id": "actif"},
    }
    metadata, doubts = first_metadata({"license": "mit", "description": "Frost", "custom": custom})
    assert metadata["custom"] == {
        "code:codeRepository": "https://github.com/x/y",
        "code:programmingLanguage": [{"id": "jupyter_notebook"}, {"id": "c++"}],
    }
    assert doubts == (
        "code:programmingLanguage: Zenodo knows no Klingon",
        "code:developmentStatus: Zenodo knows no actif",
    )


def test_what_one_is_asked_for_comes_first() -> None:
    assert list(first_metadata({"version": "1", "title": "Frost", "license": "mit"})[0]) == [
        "title",
        "license",
        "version",
    ]
