"""Nobody is shown a regular expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from publishpipe.errors import InputError, ServerError
from publishpipe.model import shapes
from publishpipe.repositories import REPOSITORIES
from publishpipe.repositories.nomad.models import Upload
from publishpipe.repositories.zenodo.models import Deposition, Place
from publishpipe.schemas.loader import load
from publishpipe.schemas.words import FORMS
from publishpipe.state.lockfile import Lockfile
from tests.repositories.zenodo.test_models import ANSWER, PLACE


def patterns(schema: Any) -> Iterator[str]:
    """Every pattern of a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for part in schema.values():
            yield from patterns(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from patterns(part)


def test_every_form_of_a_lockfile_and_of_a_plan_has_words() -> None:
    names = ("lock.v2", "zenodo-lock.v2", "nomad-lock.v2", "plan.v1")
    assert {pattern for name in names for pattern in patterns(load(name))} == {*FORMS}


def test_what_a_lockfile_holds_is_told_in_words(tmp_path: Any) -> None:
    path = tmp_path / "m.lock.json"
    for facts, told in (
        ('"doi": "none"', "zenodo/sandbox/doi: 'none' is not a DOI such as 10.5281/zenodo.1234567"),
        ('"id": "0"', "zenodo/sandbox/id: '0' is not a number such as 1234567"),
        ('"intents": {"create": "now"}', "intents/create: 'now' is not a time with its zone: write it as 2024-01-02T"),
    ):
        path.write_text(f'{{"lock": 1, "releases": {{"zenodo/sandbox": {{"base_url": "x", {facts}}}}}}}')
        with pytest.raises(InputError) as wrong:
            Lockfile(path, "zenodo/sandbox", REPOSITORIES["zenodo"].LOCK)
        assert told in wrong.value.problems[0].message


def test_what_cannot_be_kept_is_told_in_words(tmp_path: Any) -> None:
    lock = Lockfile(tmp_path / "m.lock.json", "zenodo/sandbox", REPOSITORIES["zenodo"].LOCK)
    with pytest.raises(ServerError, match="cannot be kept: id: '0' is not a number such as 1234567"):
        lock.record({"id": "0"})


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (lambda: Deposition.of({**ANSWER, "id": "x"}), "'x' is not an id, a number such as 1234567"),
        (lambda: Deposition.of({**ANSWER, "is_published": "odd"}), "'odd' is neither true nor false"),
        (lambda: Deposition.of({**ANSWER, "created": "odd"}), "'odd' is not a time such as 2024-01-02T03:04:05Z"),
        (
            lambda: Place.of({**PLACE, "links": {"bucket": "x"}}),
            "'x' is not an id, 36 of the characters 0-9, a-f and -",
        ),
        (
            lambda: Upload.of({"upload_id": "x"}),
            "'x' is not the id of an upload or a dataset, 22 letters, digits, _ or -",
        ),
    ],
)
def test_what_a_server_says_is_told_in_words(read: Any, told: str) -> None:
    with pytest.raises(ServerError) as wrong:
        read()
    assert told in wrong.value.message


def test_a_doi_a_checksum_and_a_time_are_told_in_words() -> None:
    for read, told in (
        (shapes.doi, "is not a DOI such as 10.5281/zenodo.1234567"),
        (shapes.md5, "is not an md5, 32 of the characters 0-9 and a-f"),
        (shapes.moment, "is not a time such as 2024-01-02T03:04:05Z"),
    ):
        with pytest.raises(ValueError, match=told):
            read("odd")
