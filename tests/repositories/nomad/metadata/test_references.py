"""Which URLs are refused as references, with what reason; the table is that of the real servers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.repositories.nomad.metadata.references import objection
from tests.conformance.nomad.urls import REFUSED, TAKEN, TAKEN_LATELY
from tests.repositories.nomad.test_check import problems


@pytest.mark.parametrize("url", TAKEN)
def test_what_nomad_takes_is_taken(url: str) -> None:
    assert objection(url) is None


@pytest.mark.parametrize("url", [*REFUSED, *TAKEN_LATELY])
def test_what_nomad_refuses_is_refused_with_a_reason_and_a_hint(url: str) -> None:
    found = objection(url)
    assert found
    assert all(found)


@pytest.mark.parametrize(
    ("url", "reason", "hint"),
    [
        ("https://a.b/c", "its host is none that everybody can reach by that name", "give a public address"),
        ("http://localhost/x", "its host is none that everybody can reach by that name", "give a public address"),
        ("https://doi.org/10.1002/(SICI)1<1:A>3", "its path holds <", "write %3C instead of <"),
        ("https://example.org/{a}", "its path holds {", "write %7B instead of {"),
        ("https://example.org/#ä", "its fragment holds ä", "write %C3%A4 instead of ä"),
        ("https://example.org/?a", "a part of its query has no =", "leave the query out, or write name=value"),
        ("https://example.org/a b", "it holds a blank", "write a blank as %20"),
        ("10.1234/abc", "it begins with no word such as https", "write https://…"),
        ("https://[::1", "its host cannot be read", "give a public address"),
    ],
)
def test_the_reason_names_the_part_and_the_hint_mends_it(url: str, reason: str, hint: str) -> None:
    assert objection(url) == (reason, hint)


@given(st.sampled_from('<>{}[]|^`"\\ä'), st.sampled_from(["https://example.org/{}", "https://example.org/#{}"]))
def test_a_character_written_as_the_hint_says_is_taken(sign: str, form: str) -> None:
    if found := objection(form.format(sign)):
        assert objection(form.format(found[1].split()[1])) is None


@given(st.text(max_size=20))
def test_whatever_it_is_there_is_an_answer(rest: str) -> None:
    for url in (rest, f"https://{rest}", f"https://example.org/{rest}", f"https://example.org?{rest}"):
        assert objection(url) is None or all(objection(url) or ())


def test_each_reference_is_told_at_its_line_and_before_anything_is_sent(tmp_path: Path) -> None:
    nowhere = "its host is none that everybody can reach by that name"
    references = "\n".join(f"    - '{url}'" for url in ("https://example.org/x", "https://a.b/c", "https://c.de/<1>"))
    assert problems(tmp_path, f"upload_name: x\n  references:\n{references}") == [
        f"8:7: https://a.b/c is not a URL that NOMAD takes: {nowhere} (give a public address)",
        "9:7: https://c.de/<1> is not a URL that NOMAD takes: its path holds < (write %3C instead of <)",
    ]
