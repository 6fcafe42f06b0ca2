from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from publishpipe.errors import InputError
from publishpipe.sources import reading
from publishpipe.sources.said import Source


def read(folder: Path, told: Any) -> Source:
    path = folder / ".zenodo.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    found = reading.read(path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        pytest.param("title", "Frost", "Frost", id="as it is"),
        pytest.param("title", None, None, id="null says nothing"),
        pytest.param("license", {"id": "mit"}, "mit", id="a licence as an object"),
        pytest.param("license", [{"id": "mit"}, "cc-by-4.0"], ["mit", "cc-by-4.0"], id="two licences"),
        pytest.param("license", {"title": "Ours"}, {"title": "Ours"}, id="one's own licence"),
        pytest.param("keywords", "ice, frost", ["ice", "frost"], id="keywords between commas"),
        pytest.param("communities", ["ice"], [{"identifier": "ice"}], id="communities by name"),
        pytest.param("grants", ["283595", {"id": "1"}], [{"id": "283595"}, {"id": "1"}], id="grants in two forms"),
        pytest.param("references", "One text", ["One text"], id="one reference"),
        pytest.param("version", 1.5, "1.5", id="a number is a text"),
        pytest.param("creators", [{"name": "Doe, Jane", "orcid": "", "affiliation": None}], [{"name": "Doe, Jane"}], id="what is empty says nothing"),
        pytest.param("contributors", [{"name": "Doe, Jane"}], [{"name": "Doe, Jane", "type": "Other"}], id="a contributor without a type"),
        pytest.param("prereserve_doi", {"doi": "10.5281/zenodo.1"}, None, id="what only Zenodo tells"),
        pytest.param("doi", "10.1234/abc", "10.1234/abc", id="a DOI from elsewhere"),
        pytest.param("doi", "https://doi.org/10.5281/zenodo.7", None, id="a DOI of Zenodo's"),
    ],
)  # fmt: skip
def test_a_field_is_understood(tmp_path: Path, field: str, given: Any, value: Any) -> None:
    assert read(tmp_path, {field: given}).metadata.get(field) == value
    assert read(tmp_path, {"metadata": {field: given}}).metadata.get(field) == value


def test_own_dois_are_told(tmp_path: Path) -> None:
    assert read(tmp_path, {"doi": "https://doi.org/10.5281/zenodo.7"}).dois == ("10.5281/zenodo.7",)


def test_what_comes_from_github_is_software_unless_it_says_something_else(tmp_path: Path) -> None:
    assert read(tmp_path, {"title": "Frost"}).metadata["upload_type"] == "software"
    assert read(tmp_path, {"upload_type": "dataset"}).metadata["upload_type"] == "dataset"


def test_json_is_json_whatever_yaml_makes_of_it(tmp_path: Path) -> None:
    text = '\ufeff{\n\t"title":"\\ud83d\\ude00 a\\/b \\u00e9 \u2028",\n\t"version": "1"}'
    source = read(tmp_path, text)
    assert source.metadata["title"] == "\U0001f600 a/b é \u2028"
    assert source.document.problem(source.origin(("version",)), "wrong").line == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"title": "Frost",}', "take the comma before it out"),
        ('{"title" "Frost"}', "not valid JSON"),
        ("", "not valid JSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert told in str(caught.value.problems[0])


def test_of_a_name_that_stands_twice_the_last_counts_and_that_is_a_fault(tmp_path: Path) -> None:
    source = read(tmp_path, '{"title": "One",\n "title": "Two"}')
    assert source.metadata["title"] == "Two"
    assert [(fault.line, "duplicate" in fault.message) for fault in source.faults] == [(2, True)]


@pytest.mark.parametrize("value", ["[]", "7", '"text"', "null"])
def test_what_is_no_object_says_nothing(tmp_path: Path, value: str) -> None:
    assert read(tmp_path, value).metadata == {}


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        (".zenodo.json", {}, reading.ZENODO),
        ("codemeta.json", {}, reading.CODEMETA),
        ("CITATION.cff", {}, reading.CFF),
        ("some.json", {"@context": "https://doi.org/10.5063/schema/codemeta-2.0"}, reading.CODEMETA),
        ("some.json", {"upload_type": "dataset"}, reading.ZENODO),
        ("some.json", {"cff-version": "1.2.0"}, reading.CFF),
        ("some.json", {"publishpipe": 1, "metadata": {}}, ""),
        ("some.json", {"a": 1}, ""),
        ("some.json", [], ""),
    ],
)
def test_the_kind_is_told_by_what_is_in_it_or_by_the_name(name: str, value: Any, kind: str) -> None:
    assert reading.kind_of(name, value) == kind
