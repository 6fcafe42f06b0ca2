"""The texts for pages that the native JSON has under `ui`, where no recording looks (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.conftest import NATIVE, Zenodo

NATIVE_METADATA = {
    "title": "A data set",
    "resource_type": {"id": "dataset"},
    "publication_date": "2024-01-02",
    "creators": [{"person_or_org": {"type": "personal", "family_name": "Doe"}}],
    "publisher": "Zenodo",
}


def texts(zenodo: Zenodo, metadata: dict[str, Any], custom_fields: dict[str, Any]) -> dict[str, Any]:
    body = {"metadata": NATIVE_METADATA | metadata, "custom_fields": custom_fields}
    return dict(zenodo.client.post("/records", json=body, headers=NATIVE).raise_for_status().json()["ui"])


@pytest.mark.parametrize(
    ("date", "medium", "long"),
    [
        ("2024/2024", "2024", "2024"),
        ("2024/2025", "2024 - 2025", "2024 - 2025"),
        ("2024-01/2024-01", "Jan 2024", "January 2024"),
        ("2024/2024-03", "Jan - Mar 2024", "January - March 2024"),
        ("2024-03/2024", "Mar - Dec 2024", "March - December 2024"),
        ("2024-01/2025-03", "Jan 2024 - Mar 2025", "January 2024 - March 2025"),
        ("2024-01-02/2024-01-02", "Jan 2, 2024", "Jan 2, 2024"),
        ("2024-01-02/2024-01-05", "Jan 2 - 5, 2024", "Jan 2 - 5, 2024"),
        ("2024-02-02/2024-02", "Feb 2 - 29, 2024", "Feb 2 - 29, 2024"),
        ("2024/2024-03-05", "Jan 1 - Mar 5, 2024", "Jan 1 - Mar 5, 2024"),
        ("2024-12-31/2025", "Dec 31, 2024 - Dec 31, 2025", "Dec 31, 2024 - Dec 31, 2025"),
        (" 2024-02 ", "Feb 2024", "February 2024"),
        ("0024", "24", "24"),
    ],
)
def test_an_interval_says_once_what_both_of_its_ends_share(zenodo: Zenodo, date: str, medium: str, long: str) -> None:
    told = texts(zenodo, {"publication_date": date}, {})
    shown = [told[f"publication_date_l10n_{size}"] for size in ("medium", "long")]
    assert [text.replace("\u2009\u2013\u2009", " - ") for text in shown] == [medium, long]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("journal", {"issue": "3"}, "3, 2024."),
        ("journal", {"title": ""}, "2024."),
        ("imprint", {"edition": "2"}, ""),
        ("imprint", {"pages": "2", "edition": "3", "place": "P"}, "2. P."),
        ("thesis", {"department": "D"}, "D"),
        ("thesis", {"university": "", "department": "D"}, ""),
        ("thesis", {"date_defended": "2024"}, "Defended: 2024"),
    ],
)
def test_what_is_missing_of_a_publication_is_left_out(
    zenodo: Zenodo, field: str, value: dict[str, str], text: str
) -> None:
    assert texts(zenodo, {}, {f"{field}:{field}": value})["publishing_information"] == {field: text}


def test_a_journal_counts_the_year_that_an_interval_begins_in(zenodo: Zenodo) -> None:
    told = texts(zenodo, {"publication_date": "2023-12/2024-03"}, {"journal:journal": {"title": "J", "volume": "2"}})
    assert told["publishing_information"] == {"journal": "J, 2, 2023."}


def test_a_book_without_a_publisher_has_no_text(zenodo: Zenodo) -> None:
    assert "publishing_information" not in texts(zenodo, {"publisher": ""}, {"imprint:imprint": {"title": "B"}})


def test_the_identifiers_of_a_conference_are_not_shown(zenodo: Zenodo) -> None:
    fields = {"meeting:meeting": {"identifiers": [{"identifier": "https://a.example"}]}}
    assert texts(zenodo, {}, fields)["conference"] == {}
