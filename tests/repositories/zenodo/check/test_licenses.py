from __future__ import annotations

import pytest

from publishpipe.repositories.zenodo.check.licenses import check, meant
from publishpipe.repositories.zenodo.metadata.vocabularies import native_licenses


def hint(name: object) -> str:
    ((_, told, cure),) = check({"license": name})
    assert "is not a licence that Zenodo stores" in told
    return cure


@pytest.mark.parametrize("name", ["cc-by-4.0", "CC-BY-4.0", {"id": "mit"}, {"title": "Ours"}, ["mit", "apache-2.0"]])
def test_what_zenodo_stores_has_no_problems(name: object) -> None:
    assert list(check({"license": name})) == []


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("LGPLv3", ["lgpl-3.0-only", "lgpl-3.0-or-later"]),
        ("GPLv2", ["gpl-2.0-only", "gpl-2.0-or-later"]),
        ("Apache License 2.0", ["apache-2.0"]),
        ("Mozilla Public License 2", []),
        ("MIT License", ["mit"]),
        ("CC BY 4.0", ["cc-by-4.0"]),
        ("CC BY", ["cc-by-4.0"]),
        ("cc by-sa", ["cc-by-sa-4.0"]),
        ("CC0", ["cc0-1.0"]),
        ("cc zero", ["cc0-1.0"]),
        ("cc", []),
        ("", []),
        ("bsd license", ["bsd-1-clause", "bsd-2-clause", "bsd-3-clause", "bsd-4-clause", "0bsd"]),
        ("CC-BY-NC 4.0", ["cc-by-nc-4.0"]),
        ("MPL", ["mpl-2.0", "mpl-1.1", "mpl-1.0"]),
        ("https://creativecommons.org/licenses/by/4.0/", ["cc-by-4.0"]),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode.en", ["cc-by-nc-sa-4.0"]),
        ("https://creativecommons.org/publicdomain/zero/1.0/", ["cc0-1.0"]),
        ("https://spdx.org/licenses/Apache-2.0.html", ["apache-2.0"]),
        ("https://opensource.org/licenses/MIT", ["mit"]),
        ("https://www.gnu.org/licenses/gpl-3.0.en.html", ["gpl-3.0"]),
        ("Appache-2.0", ["apache-2.0"]),
        ("fal", ["lal-1.3"]),
        ("proprietary", []),
        ("all rights reserved", []),
        ("cc-by-nx-4.0", []),
        ("glpl-3.0", []),
        ("CC-BY-NC-5.0", ["cc-by-nc-4.0", "cc-by-nc-3.0", "cc-by-nc-2.5", "cc-by-nc-2.0", "cc-by-nc-1.0"]),
        ("apl-9.0", []),
    ],
)
def test_what_may_be_meant_allows_the_same(name: str, offered: list[str]) -> None:
    assert meant(name.lower()) == offered


def test_a_name_of_several_licences_is_told_with_all_of_them() -> None:
    assert hint("LGPLv3") == "which of these: lgpl-3.0-only, lgpl-3.0-or-later? They do not allow the same"
    assert hint("BSD").startswith("which of these: bsd-1-clause, bsd-2-clause, bsd-3-clause, bsd-4-clause, …?")
    assert hint("cc-by-nc").startswith("which of these: cc-by-nc-4.0, cc-by-nc-3.0, cc-by-nc-2.5, cc-by-nc-2.0, …?")
    assert hint("MIT License") == "did you mean mit?"
    assert "license: {title: …, link: https://…}" in hint("proprietary")


def test_each_place_in_a_list_is_told() -> None:
    assert [place for place, _, _ in check({"license": ["mit", "nothing", {"id": "none"}]})] == [
        ("license", 1),
        ("license", 2),
    ]


def test_every_licence_that_is_offered_is_stored() -> None:
    for name in set(native_licenses().values()):
        assert list(check({"license": name})) == []
