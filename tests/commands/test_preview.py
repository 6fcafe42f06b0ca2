"""The file that the record's page shows first: set, changed, taken back, carried over, and never at a cost."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.commands.test_lifecycle import change, changed_by, facts, write
from tests.conftest import TOKEN, Release, Server

FIRST = "files: [data-1.csv, {path: data-0.csv, preview: true}]"
OTHER = "files: [{path: data-1.csv, preview: true}, data-0.csv]"
NONE = "files: [data-1.csv, data-0.csv]"
NATIVE = {"Accept": "application/vnd.inveniordm.v1+json", "Authorization": f"Bearer {TOKEN}"}


def native(server: Server, number: str, place: str = "") -> Any:
    return httpx.get(f"{server.origin}/api/records/{number}{place}", headers=NATIVE).raise_for_status().json()


def shown_first(server: Server, number: str, place: str = "") -> str | None:
    name: str | None = native(server, number, place)["files"].get("default_preview")
    return name


def steps(release: Release) -> dict[str, str]:
    plan = json.loads(release.run("plan", release.path.name, "--json"))
    assert json.loads(release.run("plan", release.path.name, "--json", "--offline"))["steps"] == plan["steps"]
    return {step["key"]: step["summary"] for step in plan["steps"] if step["status"] == "pending"}


@pytest.fixture
def previewing(release: Release) -> Release:
    """A release whose page is to show a file first."""
    change(release, 'files: ["*.csv"]', FIRST)
    return release


def test_it_is_set_at_the_first_release_and_looked_at_by_one_request(server: Server, previewing: Release) -> None:
    server.fault("search-lag=0")  # nobody waits for the search
    events = previewing.apply()
    result = events[-1]
    assert shown_first(server, result["id"]) == "data-0.csv"
    assert result["requests"] == events[0]["totals"]["requests"]
    assert facts(previewing)["preview"] == "data-0.csv"
    again = previewing.apply()[-1]
    assert (again["status"], again["requests"]) == ("unchanged", 2)
    assert steps(previewing) == {}


def test_without_it_no_request_is_spent(server: Server, release: Release) -> None:
    server.fault("search-lag=0")  # nobody waits for the search
    assert release.apply()[-1]["requests"] == 9
    assert release.apply()[-1]["requests"] == 2


def test_another_file_is_an_edit_and_so_is_none(server: Server, previewing: Release) -> None:
    first = previewing.apply()[-1]
    for old, new, name in ((FIRST, OTHER, "data-1.csv"), (OTHER, NONE, None), (NONE, FIRST, "data-0.csv")):
        change(previewing, old, new)
        assert steps(previewing)["edit"] == "metadata only (preview): the same DOI"
        result, sent = changed_by(server, previewing)
        assert sent == ["POST draft", "PUT draft", "POST publish"]
        assert result["doi"] == first["doi"]
        assert shown_first(server, first["id"]) == name
        assert changed_by(server, previewing)[1] == []


def test_a_new_version_carries_it_and_its_file_may_change(server: Server, previewing: Release) -> None:
    previewing.apply()
    write(previewing, "new\n", "data-0.csv")
    second = previewing.apply()[-1]
    assert shown_first(server, second["id"]) == "data-0.csv"
    change(previewing, FIRST, OTHER)
    write(previewing, "newer\n", "data-0.csv")
    third = previewing.apply()[-1]
    assert shown_first(server, third["id"]) == "data-1.csv"
    assert shown_first(server, second["id"]) == "data-0.csv"
    change(previewing, OTHER, NONE)
    write(previewing, "newest\n", "data-0.csv")
    fourth = previewing.apply()[-1]
    assert shown_first(server, fourth["id"]) is None
    assert [version.get("preview") for version in facts(previewing)["versions"]] == [
        "data-0.csv", "data-0.csv", "data-1.csv", None,
    ]  # fmt: skip
    assert previewing.apply()[-1]["requests"] == 2


def test_a_draft_whose_file_is_replaced_shows_it_first_again(server: Server, previewing: Release) -> None:
    change(previewing, "publish: true", "publish: false")
    draft = previewing.apply()[-1]["id"]
    write(previewing, "other\n", "data-0.csv")
    assert list(steps(previewing)) == ["upload:data-0.csv", "describe", "verify"]
    previewing.apply()
    assert shown_first(server, draft, "/draft") == "data-0.csv"
    write(previewing, "other\n", "data-1.csv")
    assert list(steps(previewing)) == ["upload:data-1.csv", "verify"]
    previewing.apply()
    assert previewing.apply()[-1]["status"] == "unchanged"


def test_killed_before_it_was_set_the_next_run_sets_it(server: Server, previewing: Release) -> None:
    server.fault("status=503 PUT */draft times=8 effect=no")
    failed = [event["key"] for event in previewing.apply(code=1) if event.get("status") == "failed" and "key" in event]
    assert failed == ["describe"]
    draft = facts(previewing)["id"]
    assert shown_first(server, draft, "/draft") is None
    server.fault()
    result = previewing.apply()[-1]
    assert (result["id"], result["published"]) == (draft, True)
    assert shown_first(server, draft) == "data-0.csv"


def test_killed_after_it_was_set_it_is_known_all_the_same(server: Server, previewing: Release) -> None:
    server.fault("status=503 PUT */draft times=8 effect=yes")
    previewing.apply(code=1)
    server.fault()
    result, sent = changed_by(server, previewing)
    assert sent == ["POST publish"]
    assert facts(previewing)["versions"][0]["preview"] == "data-0.csv"
    change(previewing, FIRST, NONE)
    assert changed_by(server, previewing)[1] == ["POST draft", "PUT draft", "POST publish"]
    assert shown_first(server, result["id"]) is None


def test_a_dropped_edit_leaves_what_is_published(server: Server, previewing: Release) -> None:
    first = previewing.apply()[-1]["id"]
    change(previewing, FIRST, NONE)
    previewing.apply("--until", "verify")
    assert shown_first(server, first, "/draft") is None
    previewing.run("discard", previewing.path.name, "--yes")
    assert facts(previewing)["preview"] == "data-0.csv"
    assert "metadata only (preview)" in steps(previewing)["edit"]
    write(previewing, "other\n", "data-1.csv")
    previewing.apply("--until", "verify")
    previewing.run("discard", previewing.path.name, "--yes")
    assert facts(previewing)["preview"] == "data-0.csv"


def test_validate_says_that_files_have_no_order_unless_one_is_marked(release: Release) -> None:
    change(release, "metadata:\n", "metadata:\n  license: mit\n")
    assert release.run("validate", release.path.name) == "valid\n"
    change(release, 'files: ["*.csv"]', "files: [data-1.csv, data-0.csv]")
    note = "note: Zenodo keeps no order of files; preview: true marks the one that its page shows first"
    assert release.run("validate", release.path.name).splitlines() == ["valid", note]
    assert json.loads(release.run("validate", release.path.name, "--json")) == {"valid": True, "problems": []}
    change(release, "files: [data-1.csv, data-0.csv]", FIRST)
    assert release.run("validate", release.path.name) == "valid\n"


def test_a_zip_can_be_shown_first(server: Server, previewing: Release) -> None:
    change(previewing, FIRST, 'files: [{path: "*.csv", archive: all.zip, preview: true}]')
    assert shown_first(server, previewing.apply()[-1]["id"]) == "all.zip"


RICH = """\
  publication_date: 2020-02-29
  doi: {doi}
  contributors:
    - {name: "Roe, Rick", type: DataCurator, affiliation: HU, gnd: "170118215"}
    - {name: Host Inst, type: HostingInstitution}
  license: mit
  keywords: [alpha, beta]
  notes: some <i>notes</i> &amp; more
  method: <p>methods</p>
  related_identifiers:
    - {identifier: 10.1234/foo, relation: isSupplementTo, resource_type: publication-article}
    - {identifier: "https://github.com/x/y", relation: isDerivedFrom}
    - {identifier: 978-3-16-148410-0, relation: isPartOf}
    - {identifier: 10.1234/alt, relation: isAlternateIdentifier}
  references: ["Doe J (2014). Title. Publisher. DOI"]
  version: "1.0.0"
  language: eng
  locations: [{lat: 34.02577, lon: -118.7804, place: Los Angeles, description: desc}, {place: Berlin}]
  dates: [{start: "2018-03-21", end: "2018-03-25", type: Collected, description: Specimen A5}]
  subjects: [{term: Astronomy, identifier: "http://id.loc.gov/authorities/subjects/sh85009003", scheme: url}]
  journal_title: J. Test
  journal_pages: 3-4
  conference_title: Conf
  conference_url: "https://conf.example.org"
  imprint_publisher: Some Publisher
  imprint_isbn: 978-3-16-148410-0
  imprint_place: Berlin
  partof_title: Book
  thesis_university: HU Berlin
  thesis_supervisors: [{name: "Prof, Big"}]
  communities: [{identifier: bench-open}]
  grants: [{id: "10.13039/501100000780::283595"}]
  custom:
    "code:codeRepository": "https://github.com/x/y"
    "code:programmingLanguage": [{id: python}]
    "code:developmentStatus": {id: active}
    "dwc:scientificName": [Puma concolor]
    "dwc:decimalLatitude": [1.5]
"""


@pytest.mark.parametrize(
    "access", ["access_right: open", "access_right: restricted", "access_right: embargoed\n  embargo_date: 2999-01-01"]
)
def test_nothing_of_rich_metadata_is_lost(server: Server, previewing: Release, access: str) -> None:
    doi = f"10.9999/{previewing.title.split()[-1]}"
    change(previewing, "  upload_type: dataset\n", f"  upload_type: publication\n  publication_type: article\n  {access}\n{RICH.replace('{doi}', doi)}")  # fmt: skip
    plain = previewing.path.read_text()
    change(previewing, FIRST, NONE)
    draft = previewing.apply("--until", "verify")[-1]["id"]
    before, native_before = (server.get(f"deposit/depositions/{draft}"), native(server, draft, "/draft"))
    previewing.path.write_text(plain)
    previewing.apply("--until", "verify")
    after, native_after = (server.get(f"deposit/depositions/{draft}"), native(server, draft, "/draft"))
    assert after["metadata"] == before["metadata"]
    for part in ("metadata", "custom_fields", "access", "pids", "parent"):
        assert native_after[part] == native_before[part]
    assert shown_first(server, draft, "/draft") == "data-0.csv"
    assert previewing.apply()[-1]["doi"] == doi
    assert previewing.apply()[-1]["status"] == "unchanged"
