"""Releases by several people, with fields of single entries: groups, coauthors who go on, `entries_metadata`."""

from __future__ import annotations

import json
import shutil
from typing import Any
from uuid import uuid4

import pytest

from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import ENTRY, Nomad, Release

ONE, TWO = "data/one/b.archive.yaml", "data/two/c.archive.yaml"
TOP = "data/a.archive.yaml"
URL = "https://doi.org/10.1063/5.0104914"


def of_three(releases: Releases, **metadata: Any) -> Release:
    release = releases(metadata={"comment": "Of all.", **metadata})
    release.write(**{"one/b.archive.yaml": ENTRY.format("B"), "two/c.archive.yaml": ENTRY.format("C")})
    return release


def held(nomad: Nomad, release: Release, name: str) -> dict[str, Any]:
    """A field of every entry, by its main file."""
    entries = nomad.entries(release.facts["id"])
    return {entry["mainfile"]: entry["entry_metadata"].get(name) for entry in entries}


def upload(nomad: Nomad, release: Release) -> Any:
    return nomad.ask("GET", f"uploads/{release.facts['id']}")["data"]


@pytest.mark.sample
def test_patterns_give_fields_to_some_entries(nomad: Nomad, releases: Releases) -> None:
    some = {"data/one/*": {"comment": "Of one.", "references": [URL]}, "data/t*/**": {"external_id": "two"}}
    release = of_three(releases, external_id="all", entries_metadata=some)
    release.apply()
    assert held(nomad, release, "comment") == {TOP: "Of all.", ONE: "Of one.", TWO: "Of all."}
    assert held(nomad, release, "references") == {TOP: [], ONE: [URL], TWO: []}
    assert held(nomad, release, "external_id") == {TOP: "all", ONE: "all", TWO: "two"}
    assert release.apply()[-1]["status"] == "unchanged"
    assert "4 of 4 fields match" in release.run("verify", release.path.name)[0]


def test_a_pattern_that_is_changed_or_taken_out_leaves_nothing_behind(nomad: Nomad, releases: Releases) -> None:
    release = of_three(releases, entries_metadata={"data/one/*": {"comment": "Of one.", "references": [URL]}})
    release.apply()
    release.metadata["entries_metadata"] = {"data/two/*": {"comment": "Of two."}}
    release.save()
    out, _ = release.run("plan", release.path.name)
    assert "entries_metadata" in out
    release.apply()
    assert held(nomad, release, "comment") == {TOP: "Of all.", ONE: "Of all.", TWO: "Of two."}
    assert held(nomad, release, "references") == {TOP: [], ONE: [], TWO: []}
    release.metadata["comment"] = "Of most."
    release.save()
    release.apply()
    assert held(nomad, release, "comment") == {TOP: "Of most.", ONE: "Of most.", TWO: "Of two."}
    del release.metadata["entries_metadata"]
    release.save()
    release.apply()
    assert held(nomad, release, "comment") == {TOP: "Of most.", ONE: "Of most.", TWO: "Of most."}
    assert release.apply()[-1]["status"] == "unchanged"


def test_some_entries_are_in_a_dataset_of_their_own(nomad: Nomad, releases: Releases) -> None:
    name = f"publishpipe test {uuid4().hex[:12]}"
    special = {"data/one/*": {"datasets": [{"name": f"{name} one", "doi": True}]}, "data/two/*": {"datasets": []}}
    release = of_three(releases, datasets=[name], entries_metadata=special)
    release.apply()
    sets = {
        mainfile: [item["dataset_name"] for item in items]
        for mainfile, items in held(nomad, release, "datasets").items()
    }
    assert sets == {TOP: [name], ONE: [f"{name} one"], TWO: []}
    (special_one,), (general,) = nomad.datasets(f"{name} one"), nomad.datasets(name)
    assert special_one["doi"]
    assert not general.get("doi")
    assert release.apply()[-1]["status"] == "unchanged"


def test_what_somebody_changed_of_one_entry_is_told_and_set_right(nomad: Nomad, releases: Releases) -> None:
    release = of_three(releases, entries_metadata={"data/one/*": {"comment": "Of one."}})
    release.apply()
    change = {"metadata": {}, "entries": {ONE: {"comment": "By hand."}}, "entries_key": "mainfile"}
    nomad.ask("POST", f"uploads/{release.facts['id']}/edit", json=change)
    nomad.settle(release.facts["id"])
    out, _ = release.run("verify", release.path.name, code=4)
    assert "By hand." in out
    release.apply()
    assert held(nomad, release, "comment") == {TOP: "Of all.", ONE: "Of one.", TWO: "Of all."}


def test_a_pattern_that_fits_no_entry_is_told_before_anything_is_published(nomad: Nomad, releases: Releases) -> None:
    release = of_three(releases, entries_metadata={"data/run/*": {"comment": "A table."}})
    _, err = release.run("apply", release.path.name, "--yes", code=1)
    assert "No entry's main file fits data/run/*" in err
    assert ONE in err
    assert not upload(nomad, release)["published"]
    release.metadata["entries_metadata"] = {"data/none/*": {"comment": "Nothing."}}
    release.save()
    assert "None of these files fits data/none/*" in "".join(release.run("validate", release.path.name))


def test_a_pattern_that_fits_no_entry_changes_nothing_that_is_published(nomad: Nomad, releases: Releases) -> None:
    release = of_three(releases)
    release.apply()
    before = nomad.entries(release.facts["id"])
    release.metadata |= {"entries_metadata": {"data/none/*": {"comment": "Nothing."}}, "comment": "Later."}
    release.save()
    _, err = release.run("apply", release.path.name, "--yes", code=1)
    assert "No entry's main file fits data/none/*" in err
    assert nomad.entries(release.facts["id"]) == before


def test_groups_are_found_by_their_names(nomad: Nomad, releases: Releases) -> None:
    name = f"publishpipe test {uuid4().hex[:12]}"
    made = nomad.ask("POST", "groups", json={"group_name": name, "members": [nomad.users["bob"].id]})["group_id"]
    release = of_three(releases, coauthor_groups=[name], reviewer_groups=["all", made])
    release.apply("--until", "verify")
    assert upload(nomad, release)["coauthor_groups"] == [made]
    assert set(upload(nomad, release)["reviewer_groups"]) == {"all", made}
    listed = json.loads(release_list(releases, nomad, "bob", release.name))["items"]
    assert [(item["id"], item["shared"]) for item in listed] == [(release.facts["id"], True)]
    assert not nomad.uploads(release.name, "carol")  # all may see it, which makes nobody a reviewer
    nomad.ask("GET", f"uploads/{release.facts['id']}", "carol")
    del release.metadata["reviewer_groups"]
    release.save()
    release.apply()
    assert upload(nomad, release)["reviewer_groups"] == []
    assert release.apply()[-1]["status"] == "unchanged"


def test_an_unknown_group_is_told_before_a_file_is_sent(nomad: Nomad, releases: Releases) -> None:
    release = of_three(releases, coauthor_groups=["no such group"])
    _, err = release.run("apply", release.path.name, "--yes", code=3)
    assert "NOMAD knows no group no such group" in err
    assert not nomad.uploads(release.name)


def release_list(releases: Releases, nomad: Nomad, user: str, query: str) -> str:
    """What `publishpipe list` tells somebody."""
    other = releases(user=user)
    out, _ = other.run("list", "-r", "nomad", "-e", "sandbox", "--url", nomad.base_url, "-q", query, "--json")
    return out


@pytest.mark.parametrize("committed", [True, False])
def test_a_coauthor_goes_on_with_a_draft(nomad: Nomad, releases: Releases, *, committed: bool) -> None:
    first = of_three(releases, coauthors=["bob"])
    first.apply("--until", "verify")
    second = releases(user="bob", metadata=first.metadata)
    second.write(**{"one/b.archive.yaml": ENTRY.format("B"), "two/c.archive.yaml": ENTRY.format("C")})
    if committed:
        shutil.copy(first.folder / "release.lock.json", second.folder)
    else:
        second.run("adopt", "--yes", "--", second.path.name, first.facts["id"])
    second.metadata["comment"] = "By the coauthor."
    second.save()
    assert second.apply()[-1]["status"] == "done"
    assert upload(nomad, first)["published"]
    assert held(nomad, first, "comment") == {TOP: "By the coauthor.", ONE: "By the coauthor.", TWO: "By the coauthor."}
    assert second.apply()[-1]["status"] == "unchanged"


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.sample
def test_a_coauthor_without_the_lockfile_is_told_of_what_there_is(
    nomad: Nomad, releases: Releases, *, published: bool
) -> None:
    first = of_three(releases, coauthors=["bob"])
    first.apply(*(() if published else ("--until", "verify")))
    second = releases(user="bob", metadata=first.metadata)
    second.write(**{"one/b.archive.yaml": ENTRY.format("B"), "two/c.archive.yaml": ENTRY.format("C")})
    error = second.apply(code=5)[-1]["error"]
    assert f"{'the published upload' if published else 'the draft'} {first.facts['id']}" in error
    assert [item["upload_id"] for item in nomad.uploads(first.name, "bob")] == [first.facts["id"]]
    second.run("adopt", "--yes", "--", second.path.name, first.facts["id"])
    assert second.apply()[-1]["status"] == ("unchanged" if published else "done")


def test_a_description_is_set_or_told_to_be_unknown(nomad: Nomad, releases: Releases) -> None:
    release = of_three(releases, description="What it is about.")
    process = release.start("apply", release.path.name, "--yes")
    _, err = process.communicate(timeout=110)
    if process.returncode:
        assert "description: Unknown quantity" in err
        assert nomad.files(release.facts["id"]) == {}
    else:
        assert upload(nomad, release)["description"] == "What it is about."
        assert release.apply()[-1]["status"] == "unchanged"


def test_a_file_that_sets_metadata_is_told_and_gives_way(nomad: Nomad, releases: Releases) -> None:
    release = of_three(releases)
    release.write(**{"nomad.yaml": "comment: Of the file.\nexternal_id: of the file\n"})
    out, err = release.run("validate", release.path.name)
    assert "data/nomad.yaml sets metadata" in out + err
    release.apply()
    assert held(nomad, release, "comment") == {TOP: "Of all.", ONE: "Of all.", TWO: "Of all."}
    assert set(held(nomad, release, "external_id").values()) <= {"of the file"}
