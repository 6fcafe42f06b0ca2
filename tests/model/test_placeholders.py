from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.model.placeholders import NAMES, STAND_INS, fill, shown, slips, used

VALUES = {"doi": "10.5281/zenodo.2", "conceptdoi": "10.5281/zenodo.1", "version": "1.0"}

#: Texts in which whatever looks like a placeholder is frequent.
PIECES = st.sampled_from([*map(shown, NAMES), "$", "{", "}", "${", "doi", "${other}", "\\", "\r\n", "\ufeff", "é"])
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
)


def each(value: Any, change: Any) -> Any:
    """A JSON value with every text in it changed, keys aside."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [each(item, change) for item in value]
    return {key: each(item, change) for key, item in value.items()} if isinstance(value, dict) else value


def escaped(text: str) -> str:
    return re.sub(r"\$\{\s*[A-Za-z_][\w.:-]*\s*\}", lambda found: f"${found[0]}", text)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("https://doi.org/${doi}", "https://doi.org/10.5281/zenodo.2"),
        ("${doi}${conceptdoi} v${version}", "10.5281/zenodo.210.5281/zenodo.1 v1.0"),
        ("$${doi}", "${doi}"),
        ("$$${doi}", "$${doi}"),
        ("$$${doi}${doi}", "$${doi}10.5281/zenodo.2"),
        (
            "$$${other} $doi {doi} ${ doi } ${DOI} ${doi:-x} ${doi",
            "$${other} $doi {doi} ${ doi } ${DOI} ${doi:-x} ${doi",
        ),
        (r"$x^2$ \$5 $$\sum$$ ${HOME} $(date) $1", r"$x^2$ \$5 $$\sum$$ ${HOME} $(date) $1"),
        ("\ufeffa\r\nb\rc\n${version}", "\ufeffa\r\nb\rc\n1.0"),
    ],
)
def test_texts_are_filled_in_and_other_dollars_stay(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


def test_texts_at_any_depth_are_filled_in_and_keys_are_not() -> None:
    value = {"a": ["${doi}", {"${doi}": "v${version}"}], "n": 1, "t": True, "none": None}
    assert fill(value, VALUES) == {
        "a": ["10.5281/zenodo.2", {"${doi}": "v1.0"}],
        "n": 1,
        "t": True,
        "none": None,
    }
    assert value["n"] == 1
    assert used(value) == {"doi", "version"}


def test_what_was_filled_in_is_not_filled_again() -> None:
    assert fill("${version} ${doi}", {"version": "${doi}", "doi": "$${version}"}) == "${doi} $${version}"


def test_a_placeholder_without_a_value_never_passes_in_silence() -> None:
    assert fill("${doi}", {"doi": "10.1/x"}) == "10.1/x"
    with pytest.raises(KeyError, match="version"):
        fill(["${doi} ${version}"], {"doi": "10.1/x"})


def test_what_is_used_is_what_is_not_escaped() -> None:
    assert used("${doi} $${conceptdoi} ${other} $version") == {"doi"}
    assert used({"${doi}": ["$$${version}"]}) == frozenset()
    assert used(None) == used(5) == used("") == frozenset()


def test_there_is_a_stand_in_for_each() -> None:
    assert STAND_INS.keys() == set(NAMES)
    assert len(set(STAND_INS.values())) == len(NAMES)


@given(JSON)
def test_without_placeholders_nothing_changes(value: Any) -> None:
    plain = each(value, lambda text: text.replace("}", ""))
    assert fill(plain, {}) == plain
    assert used(plain) == frozenset()


@given(JSON, st.fixed_dictionaries(dict.fromkeys(NAMES, st.text(st.characters(exclude_characters="${}")))))
def test_once_filled_in_nothing_is_left(value: Any, values: dict[str, str]) -> None:
    unescaped = each(value, lambda text: text.replace("$$", "$ "))
    assert used(fill(unescaped, values)) == frozenset()


@given(JSON)
def test_what_is_escaped_comes_back(value: Any) -> None:
    assert used(each(value, escaped)) == frozenset()
    assert fill(each(value, escaped), {}) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("see ${doi", [(1, "${doi has no closing brace", "write ${doi}")]),
        ("a\n(${version) and ${env:HOST, ${doi}", [(2, "${version has no closing brace", "write ${version}"), (2, "${env:HOST has no closing brace", "write ${env:HOST}")]),
        ("${doi } ", [(1, "${doi } stands for nothing", "did you mean ${doi}? for that very text write $${doi }")]),
        ("$${doi x ${doi%/*} ${document", []),
    ],
)  # fmt: skip
def test_a_placeholder_that_nobody_closed_is_a_slip(text: str, told: list[tuple[int, str, str]]) -> None:
    assert [slip[1:] for slip in slips({"a": [text]}, ())] == told
