"""What is searched for, and what of what is found counts."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.errors import ServerError
from tests.http.test_session import server, status
from tests.repositories.zenodo.client.test_deposits import site
from tests.repositories.zenodo.test_models import ANSWER

MARK = "urn:uuid:7e20d0d1-cd3f-4e2a-8f18-1d0aeb3a1f5c"
MD5S = [f"{number:032x}" for number in range(20)]
HALF = 10  # of these files: as many make a record look like a release
ADDRESS = 1797  # characters of an address that a real Zenodo refused with 502


def found(*items: dict[str, Any]) -> Any:
    return status(200, {"hits": {"hits": [{**ANSWER, **item} for item in items], "total": len(items)}})


@pytest.mark.parametrize(
    "title", ["Frost", "Frost in the Alps " * 40, "Обзор " * 90, "雪" * 300, '"\\' * 200, "x" * 900]
)
def test_a_query_is_never_longer_than_the_front_end_takes(title: str) -> None:
    with server(found()) as (url, requests):
        assert site(url).searches.alike(MARK, [title, title.lower() + " "], MD5S, "123456789") == []
    address = requests[0].split()[1].decode()
    assert len(address) < ADDRESS - 150
    assert address.count("_files.checksum") > HALF
    assert MARK.rpartition(":")[2] in address
    assert "123456789" in address


def test_what_is_found_counts_once_oldest_first_and_only_if_it_is_what_was_looked_for() -> None:
    marked = {"metadata": {**ANSWER["metadata"], "identifiers": [{"identifier": MARK, "scheme": "urn"}]}}
    with server(found({"id": "30", **marked}, {"id": "4", **marked}, {"id": "30", **marked}, {"id": "5"})) as (url, _):
        assert site(url).searches.marked(MARK) == ["4", "30"]
    other = {"id": "9", "parent": {"id": "8"}, "is_published": False}
    with server(found({"id": "14", "is_published": False}, other, {"id": "12"})) as (url, _):
        assert site(url).searches.drafts("11") == ["14"]
    with server(found({"id": "14", "is_published": False}, other, {"id": "12"})) as (url, requests):
        assert site(url).searches.listed("11") == ["14", "12"]
        assert requests[0].startswith(b"GET /api/user/records?q=parent.id%3A11&size=100&allversions=true ")


def test_a_record_is_found_by_its_doi_in_any_case() -> None:
    doi = {"doi": {"identifier": "10.5281/Zenodo.7", "provider": "datacite"}}
    with server(found({"id": "6"}, {"id": "7", "pids": doi})) as (url, _):
        assert site(url).searches.with_doi("10.5281/zenodo.7") == "7"
    with server(found({"id": "6"})) as (url, _):
        assert site(url).searches.with_doi("10.5281/zenodo.7") == ""


def test_more_pages_are_read_as_long_as_one_is_full() -> None:
    pages = [found(*({"id": str(1000 - number)} for number in range(100))), found({"id": "7"})]
    with server(*pages) as (url, requests):
        assert len(site(url).searches.alike(MARK, ["x"], [], "")) == 101
        assert len(requests) == 2


@pytest.mark.parametrize("field", ["id", "parent", "is_published", "created", "files", "metadata", "pids"])
def test_an_item_of_another_form_makes_no_sense(field: str) -> None:
    with server(found({field: 5.5})) as (url, _), pytest.raises(ServerError, match="makes no sense"):
        site(url).searches.marked(MARK)
