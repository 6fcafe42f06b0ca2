"""Answers are typed at the door: what has another form is a server's error, and never reaches the lockfile."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.errors import ServerError
from publishpipe.repositories.zenodo.models import Deposition, Stored

ANSWER: dict[str, Any] = {
    "id": 12,
    "conceptrecid": "11",
    "conceptdoi": "10.5281/zenodo.11",
    "doi": "10.5281/zenodo.12",
    "state": "done",
    "submitted": True,
    "created": "2026-11-26T12:00:00.5+00:00",
    "links": {"bucket": "https://zenodo.org/api/files/0a1b2c3d-0000-4000-8000-000000000000"},
    "files": [{"filename": "a.csv", "filesize": 3, "checksum": "0" * 32}],
    "metadata": {"title": "T", "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}], "version": 2},
}


def test_what_is_right_is_read_whatever_way_it_is_said() -> None:
    seen = Deposition.of(ANSWER)
    assert (seen.id, seen.concept_id, seen.bucket[:8]) == ("12", "11", "0a1b2c3d")
    assert seen.files == {"a.csv": Stored(3, "0" * 32)}
    assert seen.version() == {
        "id": "12",
        "doi": "10.5281/zenodo.12",
        "version": "2",
        "published_at": "2026-11-26T12:00:00.5+00:00",
    }
    prefixed = {**ANSWER, "files": [{"filename": "a.csv", "filesize": 3.0, "checksum": "md5:" + "0" * 32}]}
    assert Deposition.of(prefixed) == seen
    assert Deposition.of({**ANSWER, "id": "12", "conceptrecid": 11}) == seen


ODD: list[tuple[str, Any]] = [
    ("id", "../depositions/5"),
    ("id", True),
    ("id", 1.5),
    ("id", "١٢"),
    ("conceptrecid", "x"),
    ("conceptdoi", 5),
    ("doi", 5),
    ("doi", "zenodo.12"),
    ("state", "error"),
    ("state", None),
    ("submitted", "yes"),
    ("created", 5),
    ("created", "yesterday"),
    ("links", []),
    ("links", {"bucket": "https://zenodo.org/api/files/../x"}),
    ("files", {}),
    ("files", [{"filename": "a.csv", "filesize": -1, "checksum": "0" * 32}]),
    ("files", [{"filename": "a.csv", "filesize": True, "checksum": "0" * 32}]),
    ("files", [{"filename": "a.csv", "filesize": 3, "checksum": "sha256:" + "0" * 64}]),
    ("files", [{"filename": "a\ud800.csv", "filesize": 3, "checksum": "0" * 32}]),
    ("files", [{"filename": None, "filesize": 3, "checksum": "0" * 32}]),
    ("metadata", []),
    ("metadata", {"related_identifiers": ["x"]}),
    ("metadata", {"communities": 5}),
]


@pytest.mark.parametrize(("field", "value"), ODD)
def test_what_has_another_form_is_an_answer_that_makes_no_sense(field: str, value: Any) -> None:
    with pytest.raises(ServerError, match="makes no sense"):
        Deposition.of({**ANSWER, field: value})


@pytest.mark.parametrize("field", ["id", "state", "submitted", "created", "files", "metadata"])
def test_what_must_be_told_is_missed(field: str) -> None:
    with pytest.raises(ServerError, match="makes no sense"):
        Deposition.of({name: value for name, value in ANSWER.items() if name != field})
