"""Datasets belong to the account: other manifests, people and web pages delete them and have DOIs registered for them."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.conformance.nomad.conftest import Releases
from tests.conformance.nomad.server import Nomad, Release
from tests.killing import proxied
from tests.program import program


def sharing(releases: Releases, name: str, **options: Any) -> Release:
    """A release into a dataset of that name, with a DOI."""
    release = releases(metadata={"datasets": [{"name": name, "doi": True}]}, **options)
    release.save()
    return release


def dataset(nomad: Nomad, name: str) -> dict[str, Any]:
    (found,) = nomad.datasets(name)
    return found


@pytest.mark.sample
def test_a_doi_that_another_manifest_registered_is_taken_over(nomad: Nomad, releases: Releases) -> None:
    name = f"publishpipe test {uuid4().hex[:12]}"
    first, second = sharing(releases, name), sharing(releases, name)
    first.apply("--until", f"dataset:{name}")
    assert f"dataset {name}: without a DOI" in first.run("status", first.path.name)[0]
    doi = second.apply()[-1]["doi"]
    assert doi == dataset(nomad, name)["doi"]
    assert f"dataset {name}: {doi}" in first.run("status", first.path.name)[0]
    events = first.apply()
    assert events[-1]["doi"] == doi
    status = {event["key"]: event["status"] for event in events if event["event"] == "step"}
    assert status[f"dataset-doi:{name}"] == "skipped"
    held = {
        item["dataset_name"]
        for entry in nomad.entries(first.facts["id"])
        for item in entry["entry_metadata"]["datasets"]
    }
    assert held == {name}
    assert first.apply()[-1]["status"] == "unchanged"


def test_a_doi_that_somebody_registers_in_the_last_moment_is_taken_over(nomad: Nomad, releases: Releases) -> None:
    name = f"publishpipe test {uuid4().hex[:12]}"
    with proxied(nomad.origin) as proxy:
        release = sharing(releases, name, origin=proxy.url)

        def meanwhile(method: str, path: str) -> None:
            if method == "POST" and path.endswith("/action/doi"):
                nomad.ask("POST", f"datasets/{dataset(nomad, name)['dataset_id']}/action/doi")

        proxy.meanwhile = meanwhile
        assert release.apply()[-1]["doi"] == dataset(nomad, name)["doi"]


def test_a_dataset_that_was_deleted_is_made_again(nomad: Nomad, releases: Releases) -> None:
    name = f"publishpipe test {uuid4().hex[:12]}"
    release = sharing(releases, name)
    release.apply("--until", "describe")
    gone = dataset(nomad, name)["dataset_id"]
    nomad.ask("DELETE", f"datasets/{gone}")
    steps = {step["key"]: step["status"] for step in release.apply("--until", "verify")[0]["steps"]}
    assert steps[f"dataset:{name}"] == "pending"
    result = release.apply()[-1]
    assert dataset(nomad, name)["dataset_id"] != gone
    assert result["doi"] == dataset(nomad, name)["doi"]
    assert release.apply()[-1]["status"] == "unchanged"


@pytest.mark.sample
def test_a_dataset_that_went_with_its_upload_is_made_again(nomad: Nomad, releases: Releases) -> None:
    """As a discard leaves both that was killed before it could write that down."""
    name = f"publishpipe test {uuid4().hex[:12]}"
    release = releases(metadata={"datasets": [name]})
    release.save()
    release.apply("--until", "verify")
    lock = release.folder / "release.lock.json"
    known = lock.read_bytes()
    release.run("discard", release.path.name, "--yes")
    assert not nomad.datasets(name)
    lock.write_bytes(known)
    assert release.apply()[-1]["status"] == "done"
    (entry,) = nomad.entries(release.facts["id"])
    assert [item["dataset_name"] for item in entry["entry_metadata"]["datasets"]] == [name]
    assert release.apply()[-1]["status"] == "unchanged"


def test_a_dataset_that_is_known_to_be_there_costs_no_request(nomad: Nomad, releases: Releases) -> None:
    with proxied(nomad.origin) as proxy:
        release = releases(metadata={"datasets": [f"publishpipe test {uuid4().hex[:12]}"]}, origin=proxy.url)
        release.options["metadata"] = {**release.metadata, "datasets": [{"name": release.metadata["datasets"][0]}]}
        release.save()
        release.apply()
        proxy.seen.clear()
        assert release.apply()[-1]["status"] == "unchanged"
        assert not [path for _, path in proxy.seen if "/datasets" in path]


@pytest.mark.sample
def test_changed_files_are_published_on_the_way_that_the_refusal_names(nomad: Nomad, releases: Releases) -> None:
    name = f"publishpipe test {uuid4().hex[:12]}"
    first = sharing(releases, name)
    doi = first.apply()[-1]["doi"]
    first.write(**{"run/table.csv": "x,y\n1,2\n3,4\n"})
    _, err = first.run("apply", first.path.name, "--yes", code=3)
    assert f"what has a DOI would then stand for both, {name} ({doi})" in err
    copy = first.folder / "again.yaml"
    copy.write_bytes(first.path.read_bytes())
    for _ in range(2):
        first.run("apply", copy.name, "--yes")
        assert [item["published"] for item in nomad.uploads(first.name)] == [True, True]
        assert dataset(nomad, name)["doi"] == doi


def test_datasets_of_ones_own_are_listed_newest_first_with_their_dois(nomad: Nomad, releases: Releases) -> None:
    word = f"publishpipe-{uuid4().hex[:12]}"
    release = releases(metadata={"datasets": [{"name": f"{word} with a DOI", "doi": True}]})
    release.save()
    doi = release.apply()[-1]["doi"]
    for user, name in (("alice", f"{word} draft"), ("bob", f"{word} of bob")):
        nomad.ask("POST", "datasets/", user, json={"dataset_name": name, "dataset_type": "owned"})
    assert _own_datasets(nomad, "alice", word) == [(f"{word} draft", None), (f"{word} with a DOI", doi)]
    assert _own_datasets(nomad, "bob", word) == [(f"{word} of bob", None)]


def _own_datasets(nomad: Nomad, user: str, word: str) -> list[tuple[str, str | None]]:
    """Name and DOI of each that `publishpipe list --datasets` shows."""
    there = "-r", "nomad", "-e", "sandbox", "--url", nomad.base_url
    process = program("list", "--datasets", "-q", word, "--json", *there, tokens={nomad.origin: nomad.token(user)})
    out, err = process.communicate(timeout=110)
    assert process.returncode == 0, err
    return [(item["title"], item["doi"]) for item in json.loads(out)["items"]]
