"""What Zenodo does to texts, as tables, and the laws that comparing them needs."""

from __future__ import annotations

import pytest
from ftfy import fix_text
from hypothesis import given, settings
from hypothesis import strategies as st

from publishpipe.repositories.zenodo.metadata.texts import clean, clean_html, is_plain


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("", ""),
        (" \t padded \n", "padded"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\u2028b", "a\nb"),
        ("zero\u200bwidth", "zerowidth"),
        ("bell\x07, form\x0cfeed, nul\x00", "bell, formfeed, nul"),
        ("tab\tstays", "tab\tstays"),
        ("\u200b \u200b", ""),
        ("not a character\uffff", "not a character"),
        ("\ufeffmark", "mark"),
        ("e\u0301", "é"),
        ("\u201cquoted\u201d \u2018it\u2019", "\"quoted\" 'it'"),
        ("ﬁne", "fine"),
        ("MÃ¼ller", "Müller"),
        ("Müller", "Müller"),
        ("R &amp; D", "R & D"),
        ("a &lt; b", "a < b"),
        ("<b> &amp; D", "<b> &amp; D"),
        ("a < b & c", "a < b & c"),
        ("😀", "😀"),
        ("日本語", "日本語"),
    ],
)
def test_a_plain_text_is_repaired(given_text: str, kept: str) -> None:
    assert clean(given_text) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    ("given_html", "kept"),
    [
        ("", ""),
        (" <p>a</p> ", "<p>a</p>"),
        ("plain", "plain"),
        ("<b>open", "<b>open</b>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("<!-- hidden -->x", "x"),
        ("<script>x</script>y", "xy"),
        ("<h5>a</h5><h6>b</h6>", "<h5>a</h5>\nb"),
        ("<img src='https://x.example/a.png'>", ""),
        ("<P CLASS=c onclick='x'>a</P>", "<p>a</p>"),
        ("<a href='https://x.example/' title='t' target='_blank'>l</a>", '<a href="https://x.example/" title="t">l</a>'),
        ("<a href='javascript:x'>l</a>", "<a>l</a>"),
        ("<abbr title='t' id='i'>a</abbr>", '<abbr title="t">a</abbr>'),
        ("<p title='t'>a</p>", "<p>a</p>"),
        ("<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>", "<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>"),
        ("<p>a\u200bb\x07</p>", "<p>ab</p>"),
    ],
)  # fmt: skip
def test_html_keeps_what_every_layer_lets_through(given_html: str, kept: str) -> None:
    assert clean_html(given_html) == kept
    assert clean_html(kept) == kept


pieces = st.text(max_size=20) | st.lists(
    st.sampled_from(["<b>", "</b>", "<", ">", "&", "&amp;", "&lt;", "amp;", "lt;", "<!--", "-->", "\u200b", " ", "x", "<a href='x'>", "Ã¼", '"']),
    max_size=8,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(pieces)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_html(clean_html(text)) == clean_html(text)


@settings(deadline=None)
@given(pieces)
def test_space_around_a_text_makes_no_difference(text: str) -> None:
    assert clean(f" {text}\n") == clean(text)
    assert clean_html(f" {text}\n") == clean_html(text)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_what_is_not_given_to_ftfy_is_what_it_would_leave_as_it_is(text: str) -> None:
    if is_plain(text):
        assert fix_text(text) == text
