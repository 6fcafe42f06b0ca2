"""The rules as tables: texts, identifiers, dates, queries, and what survives of invalid metadata."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.local.refusal import Refusal
from publishpipe.local.zenodo.schemas import edtf, identifiers, legacy, record
from publishpipe.local.zenodo.schemas.texts import clean_html, clean_text
from publishpipe.local.zenodo.search import query


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("  padded ", "padded"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("zero\u200bwidth, bell\x07, form\x0cfeed", "zerowidth, bell, formfeed"),
        ("e\u0301", "é"),
        ("\u201cquoted\u201d \u2018it\u2019", "\"quoted\" 'it'"),
        ("\ufb01ne", "fine"),
        ("\uff21\uff22", "AB"),
        ("R &amp; D", "R & D"),
        ("<b> &amp; D", "<b> &amp; D"),
    ],
)
def test_texts_are_cleaned_as_the_server_does(given: str, cleaned: str) -> None:
    assert clean_text(given) == cleaned
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("<script>x</script>y", "xy"),
        ("<p onclick='x' style='color:red' class='c'>a</p>", '<p class="c">a</p>'),
        ("<a href='javascript:x' target='_blank'>l</a>", "<a>l</a>"),
        ("<b>open", "<b>open</b>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<!-- hidden -->", ""),
    ],
)
def test_html_is_cleaned_as_the_server_does(given: str, cleaned: str) -> None:
    assert clean_html(given) == cleaned
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize(
    ("given", "scheme", "normal"),
    [
        ("https://doi.org/10.1234/X", "doi", "10.1234/X"),
        ("doi:10.1234/x", "doi", "10.1234/x"),
        ("urn:uuid:0b0f0a3e-8d5c-4c4f-9f1f-3f6d1c1b2a3e", "urn", "urn:uuid:0b0f0a3e-8d5c-4c4f-9f1f-3f6d1c1b2a3e"),
        ("arXiv:math.GT/0309136", "arxiv", "arXiv:math/0309136"),
        ("2101.00001v2", "arxiv", "arXiv:2101.00001v2"),
        ("hdl:10013/epic.33535", "handle", "10013/epic.33535"),
        ("ISBN 978-3-16-148410-0", "isbn", "978-3-16-148410-0"),
        ("00280836", "issn", "0028-0836"),
        ("1234", "pmid", "1234"),
        ("wikidata:Q42", "wikidata", "Q42"),
        ("ark:/12345/x6np1wh8k", "ark", "ark:/12345/x6np1wh8k"),
        ("https://example.org/a", "url", "https://example.org/a"),
        ("https://ror.org/02ex6cf31", "url", "https://ror.org/02ex6cf31"),
        ("0000 0001 2281 955X", "isni", "0000 0001 2281 955X"),
    ],
)
def test_schemes_of_identifiers_are_detected(given: str, scheme: str, normal: str) -> None:
    assert identifiers.detect(given, identifiers.RECORD_SCHEMES) == scheme
    assert identifiers.normal(given, scheme) == normal


@pytest.mark.parametrize(
    "given", ["swh:1:rev:9d76c0b163675505d1a901e5fe5249a2c55609bc", "PMC1234", "mailto:a@b.c", "?"]
)
def test_other_identifiers_are_not_recognised(given: str) -> None:
    assert identifiers.detect(given, identifiers.RECORD_SCHEMES) is None


@pytest.mark.parametrize("date", ["2024", "2024-02", "2024-02-29", "2024/2025", "2024-02-01/2024-02", "0001-01-01"])
def test_dates_and_intervals_are_accepted(date: str) -> None:
    assert not edtf.check_date(date)


@pytest.mark.parametrize(
    "date", ["", "2023-02-29", "29.02.2024", "2025/2024", "2024-1-1", "2024/", "2024-01-01T10:00:00"]
)
def test_other_dates_are_refused(date: str) -> None:
    assert edtf.check_date(date)


DOCUMENT = {
    "id": 7,
    "version": 2,
    "is_published": True,
    "concept": {"id": 6},
    "metadata": {"title": "Frost days in Lapland", "version": "1.0-beta", "subjects": [{"subject": "climate index"}]},
    "pids": {"doi": {"identifier": "10.5281/zenodo.7"}},
    "files": [{"key": "a.csv", "md5": "abc"}],
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("frost", True),
        ("FROST DAYS", True),
        ('"days in lapland"', True),
        ('"lapland days"', False),
        ("rain", False),
        ("rain frost", True),
        ("rain AND frost", False),
        ("frost AND NOT rain", True),
        ("(rain OR frost) AND lapland", True),
        ("title:frost", True),
        ("title:climate", False),
        ('keywords:"climate index"', True),
        ("lapl*", True),
        ("conceptrecid:6", True),
        ("recid:6", False),
        ('doi:"10.5281/zenodo.7"', True),
        ('_files.checksum:"md5:abc"', True),
        ("is_published:true", True),
        ('version:"1.0-beta"', True),
        ("version:2", True),
        ("metadata.title:frost", True),
        ("title:(", False),
        ("(frost", True),
    ],
)
def test_queries_find_what_they_say(text: str, found: bool) -> None:  # noqa: FBT001  # a table
    assert query.matcher(text)(DOCUMENT) is found


def survivors(**metadata: Any) -> Any:
    """What is stored of legacy metadata."""
    return record.load(legacy.deserialise({"metadata": metadata}, "10.5281")).data["metadata"]


def test_what_fails_is_left_out_and_the_rest_stays() -> None:
    stored = survivors(
        title="ab", description="fine", keywords=["a", 1], creators=[{"name": "Doe, J", "orcid": "1234"}]
    )
    assert "title" not in stored
    assert stored["description"] == "fine"
    assert stored["subjects"] == [{"subject": "a"}]
    person = stored["creators"][0]["person_or_org"]
    assert "name" not in person
    assert person["identifiers"] == [{"identifier": "1234---", "scheme": "orcid"}]


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        ({"title": None}, 400),
        ({"custom": None}, 500),
        ({"license": {}}, 400),
        ({"license": {"title": "x"}}, 500),
        ({"creators": ["x"]}, 500),
        ({"creators": [None]}, 400),
        ({"access_right": "secret"}, 400),
        ({"upload_type": "data"}, 400),
        ({"related_identifiers": [{"identifier": "10.1/x"}]}, 500),
        ({"related_identifiers": [{"identifier": "", "relation": "cites"}]}, 400),
        ({"dates": [{"type": "Valid"}]}, 400),
        ({"language": "english"}, 400),
        ({"grants": [{"id": "10.13039/1::1"}]}, 400),
    ],
)
def test_what_the_server_refuses_or_trips_over(metadata: dict[str, Any], status: int) -> None:
    with pytest.raises(Refusal) as refusal:
        survivors(**metadata)
    assert refusal.value.status == status


@pytest.mark.parametrize(
    ("given", "relations"),
    [
        ("isAlternateIdentifier", ("identifiers",)),
        ("CITES", ("related_identifiers",)),
    ],
)
def test_alternate_identifiers_are_kept_apart(given: str, relations: tuple[str, ...]) -> None:
    stored = survivors(related_identifiers=[{"identifier": "10.1234/x", "relation": given}])
    assert tuple(key for key in ("identifiers", "related_identifiers") if key in stored) == relations


@pytest.mark.parametrize(
    ("upload_type", "right", "license_"),
    [("dataset", "open", "cc0-1.0"), ("software", "open", "cc-by-4.0"), ("dataset", "restricted", None)],
)
def test_the_default_licence_depends_on_type_and_access(upload_type: str, right: str, license_: str | None) -> None:
    rights = survivors(title="abc", upload_type=upload_type, access_right=right).get("rights", [{"id": None}])
    assert rights[0]["id"] == license_
