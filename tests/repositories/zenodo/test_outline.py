from __future__ import annotations

from typing import Any

import pytest

from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.outline import outline

METADATA = {"title": "Frost days", "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}]}


def told(**metadata: Any) -> dict[str, str]:
    return dict(outline(Wanted({}, {**METADATA, **metadata}, publish=True)))


def test_what_is_cited_and_who_may_do_what_with_it() -> None:
    assert told(version="1.0", license="CC-BY-4.0") == {
        "title": "Frost days",
        "type": "dataset",
        "version": "1.0",
        "creators": "Doe, Jane",
        "license": "cc-by-4.0",
        "access": "open",
    }


@pytest.mark.parametrize(
    ("metadata", "field", "what"),
    [
        ({}, "license", "cc0-1.0, as none is said"),
        ({"upload_type": "software"}, "license", "cc-by-4.0, as none is said"),
        ({"license": ["mit", {"title": "Ours"}]}, "license", "mit, Ours"),
        ({"access_right": "embargoed", "embargo_date": "2030-01-02"}, "access", "embargoed until 2030-01-02"),
        ({"creators": [{"family_name": "Doe", "given_name": "Jane"}, {"name": "CERN"}]}, "creators", "Doe, Jane; CERN"),
        ({"creators": [{"name": f"P{number}"} for number in range(7)]}, "creators", "P0; P1; P2; P3; P4 and 2 more"),
    ],
)
def test_each_line(metadata: dict[str, Any], field: str, what: str) -> None:
    assert told(**metadata)[field] == what


def test_what_is_restricted_has_no_licence_of_its_own() -> None:
    assert "license" not in told(access_right="restricted")
