"""Two lockfiles as one: nothing that was learned is lost, and nothing is put together that does not belong together."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.ci.merging import joined, releases, text_of
from publishpipe.errors import InputError

OLD, NEW = "zenodo/sandbox", "zenodo/production"


def section(*versions: str, **facts: Any) -> dict[str, Any]:
    return {"versions": [{"id": version} for version in versions], **facts}


def test_what_one_side_changed_is_that_sides() -> None:
    before = {OLD: section("1"), NEW: section("5")}
    ours, theirs = {**before, OLD: section("1", title="ours")}, {**before, NEW: section("5", title="theirs")}
    assert joined(ours, theirs, before) == {OLD: ours[OLD], NEW: theirs[NEW]}
    assert joined(theirs, ours, before) == {OLD: ours[OLD], NEW: theirs[NEW]}


def test_where_both_changed_something_the_one_that_knows_all_versions_counts() -> None:
    ours, theirs = {OLD: section("1", "2")}, {OLD: section("1", "2", "3")}
    assert joined(ours, theirs, {}) == theirs
    assert joined(theirs, ours, {}) == theirs
    same = {OLD: section("1", "2", draft="mine")}
    assert joined(same, ours, {}) == same
    assert joined(ours, same, {}) == ours


def test_a_section_that_only_one_side_ever_had_is_kept() -> None:
    assert joined({OLD: section("1")}, {NEW: section("5")}, {}) == {OLD: section("1"), NEW: section("5")}


def test_a_section_that_one_side_dropped_is_gone() -> None:
    before = {OLD: section("1"), NEW: section()}
    assert joined({OLD: section("1")}, before, before) == {OLD: section("1")}


def test_two_histories_are_never_put_together() -> None:
    with pytest.raises(InputError, match="know different versions"):
        joined({OLD: section("1", "2")}, {OLD: section("1", "3")}, {OLD: section("1")})


@pytest.mark.parametrize("text", ["[]", "{", '{"lock": 2}', '{"lock": "x", "releases": {}}', "<<<<<<< ours"])
def test_what_is_no_lockfile_is_named(text: str) -> None:
    with pytest.raises(InputError, match="main is damaged"):
        releases(text, "main")


def test_a_newer_format_is_left_alone() -> None:
    with pytest.raises(InputError, match="newer publishpipe"):
        releases('{"lock": 3, "releases": {}}', "main")


def test_a_lockfile_is_written_as_apply_writes_it() -> None:
    text = '{\n  "lock": 2,\n  "releases": {\n    "zenodo/sandbox": {\n      "base_url": "é"\n    }\n  }\n}\n'
    assert text_of(releases(text, "")) == text
    assert text_of(releases("", "")) == ""
