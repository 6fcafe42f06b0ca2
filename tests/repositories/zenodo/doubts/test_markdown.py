"""Markdown where HTML is shown, and what only looks like it."""

from __future__ import annotations

import pytest

from publishpipe.repositories.zenodo.doubts.markdown import doubts, kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# Heading\nof frost", "a heading"),
        ("Frost\n\n### Methods", "a heading"),
        ("Files:\n- one\n- two", "a list"),
        ("* one\n\n* two", "a list"),
        ("1. one\n   goes on\n2. two", "a list"),
        ("see [the page](https://example.org/a)", "a link"),
        ("<p>see [the page](https://example.org/a)</p>", "a link"),
        ("**Methods**: we counted", "bold"),
        ("run `make demo` first", "code"),
        ("```\nmake demo\n```", "code"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a table"),
        ("First.\n\nSecond.", "blank lines between paragraphs"),
    ],
)
def test_markdown_is_named(text: str, kind: str) -> None:
    assert kind in list(kinds(text))


@pytest.mark.parametrize(
    "text",
    [
        "<p>Days with frost.</p>\n\n<p>From four models.</p>",
        "Days with frost, -5 to -1 degrees, on one line\nand the next - as editors wrap it.",
        "<pre># a comment\n- x</pre>",
        "<p>Run <code>**kwargs</code> and [1] (see the notes)</p>",
        "issue #5 and C# and 5 * 3 * 2",
        "``quoted'' and `quoted' as TeX has it, and `another'",
        "x ** 2 ** 3, f(**kwargs) and a**b",
        "the `x",
        "[1] https://example.org",
        "a = [1](2)",
        "1. January was cold",
        "- 5 degrees",
        "<ul>\n\n<li>- one</li>\n\n<li>- two</li>\n\n</ul>",
        "no heading: #frost",
    ],
)
def test_what_only_looks_like_it(text: str) -> None:
    assert list(kinds(text)) == []


def test_each_text_is_told_with_its_place_and_only_a_description_can_be_a_file() -> None:
    text = "# Heading\n- one\n- two"
    more = [{"description": "<p>fine</p>", "type": "other"}, {"description": text, "type": "other"}]
    found = list(doubts({"description": text, "notes": text, "method": "fine", "additional_descriptions": more}))
    assert [place for place, _, _ in found] == [
        ("metadata", "description"),
        ("metadata", "notes"),
        ("metadata", "additional_descriptions", 1, "description"),
    ]
    assert found[0][1] == "description is shown as HTML, not as Markdown, and has a heading, a list"
    assert ["{file: README.md}" in hint for _, _, hint in found] == [True, False, False]
