"""A new version that says of itself what was said of the last one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publishpipe.model.facts import FileFact
from publishpipe.repositories.zenodo.facts import Facts
from publishpipe.repositories.zenodo.models import Stored
from publishpipe.repositories.zenodo.planning.doubts import of_new_version
from publishpipe.repositories.zenodo.planning.observation import Holding
from publishpipe.repositories.zenodo.planning.state import Goal

SAID = {"title": "Frost days", "version": "1.0", "publication_date": "2020-01-01"}
FACTS: Facts = {
    "id": "1",
    "versions": [{"id": "1", "published_at": "2026-05-01T10:00:00Z", "version": "1.0"}],
    "metadata": SAID,
}
PUBLISHED = Holding("published", files={"a.csv": Stored(1, "old")}, metadata=SAID)
CHANGED = Goal({"a.csv": FileFact(1, "new")}, SAID)


def told(goal: Goal, facts: Facts, held: Holding | None) -> list[str]:
    return [str(place[1]) for place, _, _ in of_new_version(goal, facts, held)]


def test_the_same_version_and_date_are_told() -> None:
    assert told(CHANGED, FACTS, PUBLISHED) == ["version", "publication_date"]


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"version": "1.1"}, ["publication_date"]),
        ({"publication_date": "2026-06-01"}, ["version"]),
        ({"version": "1.1", "publication_date": "2021-01-01"}, []),
    ],
)
def test_what_is_new_is_not_told(fields: dict[str, str], left: list[str]) -> None:
    assert told(replace(CHANGED, metadata={**SAID, **fields}), FACTS, PUBLISHED) == left


def test_what_the_manifest_leaves_out_is_not_told() -> None:
    assert told(replace(CHANGED, metadata={"title": "Frost days"}), FACTS, PUBLISHED) == []


def test_a_first_release_and_an_edit_are_no_new_version() -> None:
    assert told(CHANGED, {}, None) == []
    assert told(CHANGED, {"id": "1", "metadata": SAID}, replace(PUBLISHED, state="draft")) == []
    same = replace(CHANGED, files={"a.csv": FileFact(1, "old")}, metadata={**SAID, "title": "Frosty days"})
    assert told(same, FACTS, PUBLISHED) == []


def test_it_is_told_of_a_new_version_that_is_begun() -> None:
    begun: Facts = {**FACTS, "id": "2"}
    draft = replace(PUBLISHED, state="draft")
    assert told(CHANGED, begun, draft) == ["version", "publication_date"]
    chosen = {**SAID, "version": "1.1", "publication_date": "2026-06-01"}  # and described already
    assert told(replace(CHANGED, metadata=chosen), {**begun, "metadata": chosen}, draft) == []
