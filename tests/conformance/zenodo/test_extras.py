"""Templates, the file that is shown first, communities and share links, on whichever server ZENODO_URL names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.zenodo.conftest import Releases
from tests.conformance.zenodo.server import Release, Version, Zenodo, md5, until

TEMPLATE = "doi: ${doi}\nall versions: ${conceptdoi}\nversion: ${version}\nliterally: $${doi}\n"
FIRST_SHOWN = [{"path": "data/data-1.csv", "preview": True}, "data/data-0.csv"]


def filled(record: Any) -> str:
    """The template in this record."""
    version = record["metadata"]["version"]
    return f"doi: {record['doi']}\nall versions: {record['conceptdoi']}\nversion: {version}\nliterally: ${{doi}}\n"


def meant(release: Release, record: Any) -> Version:
    """What the manifest wants now, filled in for this record."""
    plain = release.version
    description = release.metadata["description"].replace("${doi}", record["doi"])
    files = {**plain.files, "CITATION.txt": md5(filled(record).encode())}
    return Version(files, {**plain.metadata, "description": description})


def test_templates_have_the_doi_of_their_version(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(description='<p>Cite <a href="https://doi.org/${doi}">this</a>.</p>')
    release.files = ["data/*.csv", {"path": "data/CITATION.txt", "template": True}]
    release.write(**{"CITATION.txt": TEMPLATE})
    first = zenodo.deposition(release.apply()[-1]["id"])
    before = meant(release, first)
    release.is_published(before)
    assert zenodo.content(first["id"], "CITATION.txt").decode() == filled(first)
    assert release.apply()[-1]["status"] == "unchanged"
    release.metadata["version"] = "2"
    release.write(**{"data-0.csv": "other\n"})
    second = zenodo.deposition(release.apply()[-1]["id"])
    release.is_published(before, meant(release, second))
    assert filled(first) != filled(second)
    assert release.apply()[-1]["status"] == "unchanged"


def test_the_file_that_is_shown_first(zenodo: Zenodo, release: Release) -> None:
    release.files = FIRST_SHOWN
    release.save()
    first = release.apply()[-1]["id"]
    before = release.version
    release.is_published(before)
    assert zenodo.native(first)["files"]["default_preview"] == "data-1.csv"
    assert release.apply()[-1]["status"] == "unchanged"
    release.write(**{"data-1.csv": "other\n"})
    second = release.apply()[-1]["id"]
    release.is_published(before, release.version)
    assert zenodo.native(second)["files"]["default_preview"] == "data-1.csv"
    release.files = ["data/data-1.csv", {"path": "data/data-0.csv", "preview": True}]
    release.save()
    assert release.apply()[-1]["id"] == second
    assert zenodo.native(second)["files"]["default_preview"] == "data-0.csv"


def communities(zenodo: Zenodo, number: str) -> list[str]:
    return [one["slug"] for one in zenodo.native(number, "/communities")["hits"]["hits"]]


def requests(zenodo: Zenodo, number: str) -> list[Any]:
    found: list[Any] = zenodo.native(number, "/requests")["hits"]["hits"]
    return found


def test_ones_own_community_takes_the_record_at_once(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(communities=[{"identifier": "bench-open"}])
    first = release.apply()[-1]["id"]
    before = release.version
    until(lambda: communities(zenodo, first) == ["bench-open"])
    assert release.apply()[-1]["status"] == "unchanged"
    release.write(**{"data-0.csv": "other\n"})
    second = release.apply()[-1]["id"]
    release.is_published(before, release.version)
    assert communities(zenodo, second) == ["bench-open"]
    assert release.apply()[-1]["status"] == "unchanged"


def test_share_links_are_listed_without_their_secrets(zenodo: Zenodo, releases: Releases) -> None:
    release = releases(access_right="restricted")
    release.publish = False
    release.save()
    number = release.apply()[-1]["id"]
    wanted = {"permission": "view", "description": "For the referee", "expires_at": "2099-01-02"}
    made = [zenodo.ask("POST", f"records/{number}/access/links", json=one) for one in (wanted, {"permission": "edit"})]

    def status(*arguments: str) -> list[Any]:
        told = release.run("status", "--json", *arguments)
        said = told + release.run("status", *arguments) + release.path.with_suffix(".lock.json").read_text("utf-8")
        assert not [one for one in made if one["token"] in said]
        found: list[Any] = json.loads(told)["share_links"]
        return found

    told = [{**wanted, "created_at": made[0]["created_at"]}]
    told += [{"permission": "edit", "description": "", "created_at": made[1]["created_at"], "expires_at": None}]
    assert (status(), status("--offline")) == (told, [])
    release.publish = True
    release.save()
    assert release.apply()[-1]["id"] == number
    assert status() == told
    for one in made:
        zenodo.ask("DELETE", f"records/{number}/access/links/{one['id']}")
    assert status() == []


@pytest.mark.parametrize("slug", ["bench-bob-open", "bench-bob-closed"])
def test_somebody_elses_community_is_asked_once(zenodo: Zenodo, releases: Releases, slug: str) -> None:
    release = releases()
    number = release.apply()[-1]["id"]
    release.describe(communities=[{"identifier": slug}])
    assert release.apply()[-1]["id"] == number
    until(lambda: len(requests(zenodo, number)) == 1)
    assert requests(zenodo, number)[0]["status"] == "submitted"
    assert communities(zenodo, number) == []
    assert release.apply()[-1]["status"] == "unchanged"
    before = zenodo.deposition(number)
    assert before["state"] == "done"
    zenodo.ask("POST", f"requests/{requests(zenodo, number)[0]['id']}/actions/accept", "bob", json={})
    until(lambda: communities(zenodo, number) == [slug])
    assert release.apply()[-1]["status"] == "unchanged"
    assert len(requests(zenodo, number)) == 1
    release.is_published(release.version)
