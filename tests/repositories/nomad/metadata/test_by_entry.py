"""What patterns say of single entries, and that one edit makes the server hold it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.model.facts import Metadata
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata import by_entry
from publishpipe.repositories.nomad.metadata.fields import differences, edit, held_of_entries, meant, named_datasets
from publishpipe.repositories.nomad.models import Entry, Upload

MAINFILES = ["a.out", "raw/b.out", "raw/deep/c.out"]
SOME: Metadata = {
    "comment": "all",
    "entries_metadata": {"raw/**": {"comment": "raw"}, "raw/deep/*": {"comment": "deep", "external_id": "c"}},
}


@pytest.mark.parametrize(
    ("mainfile", "fields"),
    [
        ("a.out", {"comment": "all"}),
        ("raw/b.out", {"comment": "raw"}),
        ("raw/deep/c.out", {"comment": "deep", "external_id": "c"}),
    ],
)
def test_the_last_pattern_that_fits_counts_before_what_is_said_of_all(mainfile: str, fields: Metadata) -> None:
    assert by_entry.fields(SOME, mainfile) == fields


def test_patterns_without_an_entry_are_named() -> None:
    assert by_entry.unmatched(SOME, ["a.out", "raw/b.out"]) == ["raw/deep/*"]


def test_every_dataset_is_made_once_with_a_doi_if_one_is_asked_for_anywhere() -> None:
    special = {"raw/*": {"datasets": ["A", {"name": "B", "doi": True}, {"id": "C"}]}}
    assert named_datasets({"datasets": [{"name": "A", "doi": True}, "B"], "entries_metadata": special}) == (
        {"name": "A", "doi": True},
        {"name": "B", "doi": True},
        {"id": "C"},
    )


def test_a_change_of_patterns_shows_against_what_the_lockfile_remembers() -> None:
    facts: Facts = {"metadata": meant(SOME, {})}
    remembered = Entry("", comment="all")
    assert not differences(meant(SOME, facts), facts, Upload("u"), [remembered])
    changed = {**SOME, "entries_metadata": {"raw/**": {"comment": "other"}}}
    assert differences(meant(changed, facts), facts, Upload("u"), [remembered]) == ("entries_metadata",)


def test_the_fields_of_all_are_shown_from_entries_that_have_no_others() -> None:
    entries = [Entry("raw/b.out", comment="raw"), Entry("a.out", comment="all")]
    shown = held_of_entries(meant(SOME, {}), {}, entries)
    assert shown["comment"] == "all"
    assert shown["entries_metadata"] == SOME["entries_metadata"]
    odd = held_of_entries(meant(SOME, {}), {}, [replace(entries[0], comment="by hand")])
    assert odd["entries_metadata"] == {"raw/b.out": {"comment": "by hand"}}


IDS = st.lists(st.sampled_from(["d1", "d2", "d3"]), unique=True, max_size=2).map(sorted)
TEXTS = st.sampled_from(["", "one", "two"])
URLS = st.lists(st.sampled_from(["https://a.org/", "https://b.org/"]), unique=True, max_size=2).map(sorted)
FIELDS = {"comment": TEXTS, "external_id": TEXTS, "references": URLS, "datasets": IDS}
SAID = st.fixed_dictionaries({}, optional=FIELDS)
PATTERNS = st.dictionaries(st.sampled_from(["*", "raw/**", "**/c.out", "a.out"]), SAID.filter(bool), max_size=3)
DESCRIBED = st.builds(lambda said, some: {**said, "entries_metadata": some}, SAID, PATTERNS)


def edited(entry: Entry, change: Metadata) -> Entry:
    """What NOMAD makes of it: see `local.nomad.processing.changes`."""
    new: dict[str, Any] = dict(change)
    if "datasets" in new:
        new["datasets"] = entry.datasets | {*new["datasets"].get("add", ())} - {*new["datasets"].get("remove", ())}
        new["datasets"] -= {*change["datasets"].get("remove", ())}
    if "references" in new:
        new["references"] = tuple(new["references"])
    return replace(entry, **new)


@given(DESCRIBED, DESCRIBED, st.sampled_from([frozenset[str](), frozenset({"foreign"})]))
def test_one_edit_makes_all_entries_as_they_are_meant(before: Metadata, wanted: Metadata, mine: frozenset[str]) -> None:
    facts: Facts = {}
    entries = [Entry(mainfile, datasets=mine) for mainfile in MAINFILES]
    for described in (before, wanted):
        meaning = meant(described, facts)
        names = differences(meaning, facts, Upload("u"), entries)
        sent = edit(meaning, facts, names, entries)
        entries = [edited(entry, {**sent.metadata, **sent.entries.get(entry.mainfile, {})}) for entry in entries]
        assert not differences(meaning, facts, Upload("u"), entries)
        facts = {"metadata": {name: meaning[name] for name in described}}
        assert not differences(meant(described, facts), facts, Upload("u"), entries)
    for entry in entries:
        assert entry.datasets - mine == {*by_entry.fields(wanted, entry.mainfile).get("datasets", ())}
        for name in ("comment", "external_id"):
            assert getattr(entry, name) == by_entry.fields(wanted, entry.mainfile).get(name, "")
