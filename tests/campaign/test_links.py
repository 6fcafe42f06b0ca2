"""Releases that name each other's DOIs: their order, and what becomes of them when one fails in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from publishpipe.campaign.planning.links import Act, acts, circle, groups
from publishpipe.campaign.planning.pace import seconds
from publishpipe.repositories.values import DoiKnown
from tests.campaign.many import ARCHIVE, Many, results

BOTH = {"data": frozenset({"structures"}), "structures": frozenset({"data"})}
WHEN: dict[str, DoiKnown] = {"data": "drafted", "structures": "published", "other": "published"}


def test_drafts_come_first_and_what_others_wait_for_is_published_first() -> None:
    assert acts(["data", "structures"], BOTH, WHEN, {"data": "create", "structures": ""}) == [
        Act("data", "create"),
        Act("structures", "verify"),
        Act("structures"),
        Act("data"),
    ]


def test_what_is_known_is_not_waited_for() -> None:
    assert acts(["data", "structures"], BOTH, WHEN, {}) == [
        Act("structures", "verify"),
        Act("data", "verify"),
        Act("structures"),
        Act("data"),
    ]


def test_two_of_zenodo_need_nothing_but_their_drafts() -> None:
    links, when = {"a": frozenset({"b"}), "b": frozenset({"a"})}, dict.fromkeys("ab", "drafted")
    assert acts("ab", links, when, {"a": "create", "b": "new-version"}) == [  # type: ignore[arg-type]  # their words
        Act("a", "create"),
        Act("b", "new-version"),
        Act("a", "verify"),
        Act("b", "verify"),
        Act("a"),
        Act("b"),
    ]


def test_a_circle_of_publications_is_named() -> None:
    links = {"structures": frozenset({"other"}), "other": frozenset({"structures"})}
    assert set(circle(links, WHEN)) == {"structures", "other"}
    assert circle({"other": frozenset({"other"})}, WHEN)
    assert not circle(BOTH, WHEN)


def test_only_what_is_bound_is_done_together() -> None:
    links = {"a": frozenset({"c"}), "d": frozenset({"c"})}
    assert groups(["a", "b", "c", "d", "e"], links) == [("a", "c", "d"), ("b",), ("e",)]


@pytest.mark.parametrize(
    ("requests", "per_window", "left", "expected"),
    [(100, 0, 0, 0), (100, 133, 42.0, 0), (134, 133, 42.0, 60), (8001, 8000, 1800.0, 3600), (5000, 133, 60.0, 2220)],
)
def test_the_rate_limit_says_how_long_it_takes(requests: int, per_window: int, left: float, expected: float) -> None:
    assert seconds(requests, per_window, left) == expected


def holds(many: Many) -> None:
    """Both are published once, each naming the DOI of the other, and nothing is left over."""
    data, structures = many.facts("data.lock.json"), many.facts("structures.lock.json", "nomad/sandbox")
    assert many.titles() == [f"Table {many.mark}"]
    assert structures["doi"] in data["metadata"]["description"]
    (upload,) = many.ask("nomad/api/v1/uploads")["data"]
    assert (upload["published"], upload["upload_name"]) == (True, f"Structures {many.mark}")
    (entry,) = many.ask(f"nomad/api/v1/uploads/{upload['upload_id']}/entries")["data"]
    assert entry["entry_metadata"]["references"] == [f"https://doi.org/{data['doi']}"]
    assert len(many.ask("nomad/api/v1/datasets", prefix=f"Set {many.mark}")["data"]) == 1
    record = many.ask(f"api/records/{data['id']}")
    assert structures["doi"] in record["metadata"]["description"]


def test_zenodo_and_nomad_name_each_other_from_the_first_day(many: Many) -> None:
    many.pair()
    told = many.run("plan")
    assert "In this order, as they name each other: data (create), structures (verify), structures, data." in told
    assert many.counts()["done"] == 2
    holds(many)
    assert many.counts()["unchanged"] == 2
    assert "2 match, 0 do not" in many.run("verify")


@pytest.mark.parametrize("path", ["/api/files/*", "/api/records/*/draft"])
def test_when_one_fails_the_next_run_goes_on(many: Many, path: str) -> None:
    many.pair()
    many.server.fault(f"status=400 PUT {path} times=0")
    events = many.apply(code=1)
    assert [name for name, one in results(events).items() if one["status"] == "failed"] == ["data"]
    many.server.fault()
    many.apply()
    holds(many)


def test_when_what_must_come_first_fails_the_other_waits(many: Many) -> None:
    """The structures are not as they should be: the table, which names their DOI, stays a draft."""
    many.pair()
    (many.folder / "one.archive.yaml").write_text("data: {m_def: nomad.nothing.of.this.Kind}\n")
    events = many.apply(code=1)
    assert (events[-1]["failed"], events[-1]["left"]) == (1, 1)
    assert many.titles() == [f"Table {many.mark}*"]
    (many.folder / "one.archive.yaml").write_text(ARCHIVE)
    many.apply()
    holds(many)


def test_what_names_a_release_that_cannot_be_is_not_begun(many: Many) -> None:
    """The table asks a community that is not there: the structures, which name it, are not made."""
    many.pair()
    path = many.folder / "data.yaml"
    sound = path.read_text()
    path.write_text(sound.replace("publish: true", "  communities: [{identifier: nobody-knows-it}]\npublish: true"))
    events = many.apply(code=3)
    assert (events[-1]["failed"], events[-1]["left"]) == (1, 1)
    assert many.ask("nomad/api/v1/uploads")["data"] == []
    path.write_text(sound)
    many.apply()
    holds(many)


def test_a_doi_that_never_comes_is_a_problem_of_the_manifest(many: Many) -> None:
    many.pair()
    path = many.folder / "structures.yaml"
    path.write_text(path.read_text().replace(", doi: true", ""))
    assert "names the DOI of structures, which never has one" in many.run("validate", code=3)


def test_a_circle_is_a_problem_that_names_it(many: Many, tmp_path: Path) -> None:
    many.pair()
    text = (many.folder / "structures.yaml").read_text()
    (tmp_path / "structures.yaml").write_text(text.replace("release.data.doi", "release.more.doi"))
    (tmp_path / "more.yaml").write_text(text.replace("release.data.doi", "release.structures.doi"))
    (tmp_path / many.name).write_text("campaign: 1\nmanifests: [structures.yaml, more.yaml]\n")
    assert "each of these must be published before the next" in many.run("validate", code=3)


def test_a_new_version_of_one_is_named_by_the_other(many: Many) -> None:
    """The table's files change: it gets a DOI of its own, which the structures name from then on."""
    many.pair()
    many.apply()
    before = many.facts("data.lock.json")["doi"]
    (many.folder / "table.txt").write_text(f"{many.mark}, corrected: ${{release.structures.doi}}\n")
    events = many.apply(code=0)
    after = many.facts("data.lock.json")["doi"]
    assert after != before
    assert results(events)["structures"]["status"] == "done"
    (upload,) = many.ask("nomad/api/v1/uploads")["data"]
    (entry,) = many.ask(f"nomad/api/v1/uploads/{upload['upload_id']}/entries")["data"]
    assert entry["entry_metadata"]["references"] == [f"https://doi.org/{after}"]
