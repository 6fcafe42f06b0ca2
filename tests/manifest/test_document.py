from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.errors import InputError
from publishpipe.manifest import core, document
from publishpipe.manifest.document import parse


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse(text, "m.yaml")
    return [f"{one.file}:{one.line}:{one.column}: {one.message}" for one in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("2024-01-02", "2024-01-02"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0010", 10),
        ("1.10", 1.1),
        ('"1.10"', "1.10"),
        ("!!str 1.10", "1.10"),
        ("true", True),
        ("~", None),
        ("", None),
        ("0x1f", 31),
        ("=", "="),
    ],
)
def test_scalars_are_read_as_people_mean_them(written: str, value: object) -> None:
    assert parse(f"key: {written}\n", "m.yaml").value == {"key": value}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "m.yaml:3:1: duplicate key 'a': first given on line 1"),
        ("a: {b: c: d}\n", "m.yaml:1:8: not valid YAML: a text with ': ' in it must be quoted"),
        (
            "a: !!python/object:os.x {}\n",
            "m.yaml:1:4: the tag tag:yaml.org,2002:python/object:os.x has no meaning here",
        ),
        ("a: !!int x\n", "m.yaml:1:4: 'x' is not an int"),
        ("a: &a [*a]\n", "m.yaml:1:1: its aliases expand to more than a million values"),
        ("? [1]\n: b\n", "m.yaml:1:3: a key must be a plain word"),
        ("ä\x07\n", "m.yaml:1:2: not valid YAML: special characters are not allowed"),
        ("[" * 1000, "m.yaml:1:1: nested too deeply to be a manifest"),
        ('a: "\\ud800"\n', "m.yaml:1:4: holds a NUL or half of a character (a surrogate): no text"),
        ("a: 1e999\n", "m.yaml:1:4: '1e999' is not a float"),
        ("<<: 3\n", "m.yaml:1:1: << can only merge a mapping, or a list of mappings"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, problem: str) -> None:
    assert problems(text) == [problem]


def test_all_duplicate_keys_are_told_at_once() -> None:
    assert len(problems("a: 1\na: 2\nb: {c: 1, c: 2}\n")) == 2


def test_an_alias_bomb_is_refused_in_no_time() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert problems("\n".join(lines)) == ["m.yaml:1:1: its aliases expand to more than a million values"]


def test_anchors_and_merges_are_allowed_and_own_keys_win() -> None:
    text = "base: &base {a: 1, b: 2}\nown: {<<: *base, b: 3}\n"
    document = parse(text, "m.yaml")
    assert document.value["own"] == {"a": 1, "b": 3}
    assert str(document.problem(("own", "a"), "here")) == "m.yaml:1:17: here"


def test_a_missing_place_is_told_at_its_mapping() -> None:
    document = parse("a:\n  b: 1\n", "m.yaml")
    assert str(document.problem(("a", "c"), "missing")) == "m.yaml:2:3: missing"
    assert str(parse("", "m.yaml").problem((), "empty")) == "m.yaml:1:1: empty"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_but_never_crashes(text: str) -> None:
    try:
        parse(text, "m.yaml")
    except InputError as error:
        assert all(problem.line >= 1 and problem.column >= 1 for problem in error.problems)


@given(st.text("ab:{}[],&*|>'\"#- \n~", max_size=40))
def test_the_fast_way_to_read_finds_what_the_other_finds(text: str) -> None:
    try:
        fast = yaml.compose(text, Loader=core._Fast)  # type: ignore[arg-type]  # its base is chosen late
        slow = yaml.compose(text, Loader=core._Loader)
    except yaml.YAMLError:
        return
    assert (fast is None) == (slow is None)
    assert fast is None or slow is None or document._read(fast, fast)[0] == document._read(slow, slow)[0]
