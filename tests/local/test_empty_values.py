"""Empty and blank values that the deposit API takes, and what becomes of them (zenodo-rdm, observed 2026-11)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.local.conftest import METADATA, NATIVE, Zenodo


def native(zenodo: Zenodo, draft: dict[str, Any]) -> dict[str, Any]:
    """The metadata of a draft in the native API's view."""
    answer = zenodo.client.get(f"/records/{draft['id']}/draft", headers=NATIVE)
    return dict(answer.raise_for_status().json()["metadata"])


def sent(zenodo: Zenodo, **metadata: Any) -> httpx.Response:
    """Try to make a deposition."""
    return zenodo.client.post("/deposit/depositions", json={"metadata": METADATA | metadata})


@pytest.mark.parametrize("blank", ["", "  ", "\u200b"])
def test_an_empty_publisher_is_kept_until_it_stands_in_the_way_of_publication(zenodo: Zenodo, blank: str) -> None:
    draft = zenodo.create(imprint_publisher=blank)
    assert draft["metadata"]["imprint_publisher"] == ""
    assert zenodo.put(draft["id"], imprint_publisher=blank)["metadata"]["imprint_publisher"] == ""
    assert native(zenodo, draft)["publisher"] == ""
    zenodo.upload(draft, "data.csv", b"1")
    refused = zenodo.client.post(f"/deposit/depositions/{draft['id']}/actions/publish")
    assert (refused.status_code, [one["field"] for one in refused.json()["errors"]]) == (400, ["metadata.publisher"])


def test_an_empty_version_is_published_as_it_is(zenodo: Zenodo) -> None:
    record = zenodo.publish(version=" ")
    assert record["metadata"]["version"] == ""
    assert zenodo.client.get(f"/records/{record['id']}").json()["metadata"]["version"] == ""


def test_kinds_that_are_not_given_are_not_empty_texts(zenodo: Zenodo) -> None:
    made = zenodo.client.post("/deposit/depositions", json={"metadata": METADATA | {"upload_type": ""}}).json()
    assert "upload_type" not in made["metadata"]
    assert "dataset_type" not in zenodo.create()["metadata"]


def test_no_places_are_none(zenodo: Zenodo) -> None:
    assert "locations" not in native(zenodo, zenodo.create(locations=[]))


@pytest.mark.parametrize(
    "place", [{"place": ""}, {"place": " ", "lat": 1, "lon": 2}, {"place": "", "description": "d"}]
)
def test_a_place_without_a_name_breaks_the_server(zenodo: Zenodo, place: dict[str, Any]) -> None:
    assert sent(zenodo, locations=[place]).status_code == 500


def test_null_files_are_refused_and_all_others_ignored(zenodo: Zenodo) -> None:
    def fields(files: Any) -> tuple[int, list[str]]:
        answer = zenodo.client.post("/deposit/depositions", json={"metadata": METADATA, "files": files})
        return answer.status_code, [one["field"] for one in answer.json().get("errors", ())]

    assert fields(None) == (400, ["files"])
    others: tuple[Any, ...] = ([], {}, "x", False)
    assert [fields(files) for files in others] == [(201, [])] * 4


@pytest.mark.parametrize(
    ("given", "kept", "scheme"),
    [
        (" 10.1234/foo ", "10.1234/foo", "doi"),
        (" doi:10.1234/foo", "10.1234/foo", "doi"),
        (" 2101.00001 ", "arXiv:2101.00001", "arxiv"),
    ],
)
def test_blanks_around_an_identifier_do_not_hide_its_scheme(zenodo: Zenodo, given: str, kept: str, scheme: str) -> None:
    answer = sent(zenodo, related_identifiers=[{"identifier": given, "relation": "cites"}])
    related = answer.json()["metadata"]["related_identifiers"]
    assert related == [{"identifier": kept, "relation": "cites", "scheme": scheme}]


def test_a_null_identifier_is_another_mistake_than_an_empty_one(zenodo: Zenodo) -> None:
    def refused(identifier: str | None) -> list[str]:
        errors = sent(zenodo, related_identifiers=[{"identifier": identifier, "relation": "cites"}]).json()["errors"]
        return [message for one in errors for message in one["messages"]]

    assert refused(None) == ["Field may not be null."]
    assert refused("") == ["Missing data for required field."] * 2


def test_blanks_around_dates_are_kept(zenodo: Zenodo) -> None:
    date = {"type": "Collected", "start": "2020-01-01 ", "end": " 2021"}
    assert zenodo.create(dates=[date])["metadata"]["dates"] == [date | {"type": "collected"}]


def test_a_blank_doi_is_missing_at_publication(zenodo: Zenodo) -> None:
    draft = zenodo.create(doi="  ")
    zenodo.upload(draft, "data.csv", b"1")
    refused = zenodo.client.post(f"/deposit/depositions/{draft['id']}/actions/publish").json()
    assert refused["errors"] == [{"field": "pids.doi", "messages": ["Missing DOI for required field."]}]


def test_licences_are_described_even_if_by_nothing(zenodo: Zenodo) -> None:
    def right(name: str) -> dict[str, Any]:
        return dict(native(zenodo, zenodo.create(license=name))["rights"][0])

    assert right("notspecified") == {
        "id": "notspecified",
        "title": {"en": "License Not Specified"},
        "description": {"en": ""},
    }
    zlib = {"url": "http://www.zlib.net/zlib_license.html", "scheme": "spdx"}
    assert (right("zlib")["description"], right("zlib")["props"]) == ({"en": ""}, zlib)
