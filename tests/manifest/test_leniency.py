"""What can mean one thing only is read as that; what is valid is read as it stands."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.manifest import manifest
from publishpipe.manifest.document import Document, parse
from publishpipe.manifest.validation import check

ORCID = "0000-0002-1825-0097"
BASE: dict[str, Any] = {
    "publishpipe": 1,
    "target": {"repository": "zenodo", "environment": "sandbox"},
    "files": ["a.csv"],
    "metadata": {"title": "Frost days", "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}]},
}
FULL: dict[str, Any] = {
    **BASE["metadata"],
    "description": " <p>of Oslo</p> ",
    "creators": [{"name": "Doe, Jane", "orcid": ORCID, "isni": "000000012156142X", "gnd": "140541624"}],
    "contributors": [{"name": "Roe, R", "type": "ContactPerson"}, {"name": "Roe, R", "role": "datacollector"}],
    "related_identifiers": [{"identifier": "10.1234/x", "relation": "isSupplementTo", "scheme": "doi"}],
    "keywords": [" frost ", "no"],
    "license": "CC-BY-4.0",
    "doi": "https://doi.org/10.1234/abc",
    "language": "en",
    "version": " 1.0",
}


def read(metadata: object, repository: str = "zenodo", **others: object) -> tuple[Document, list[str]]:
    """A manifest with this metadata, and what is wrong with it."""
    target = {"repository": repository, "environment": "sandbox"}
    return read_text(json.dumps({**BASE, "target": target, "metadata": metadata, **others}))


def read_text(text: str) -> tuple[Document, list[str]]:
    document = parse(text, "m.yaml")
    name = document.value["target"]["repository"]
    problems = check(document, manifest._schema_of(name), manifest.fields_of(name))
    return document, [f"{one.path}: {one.message}" for one in problems]


PERSON = {"name": "Doe, Jane"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *[({"orcid": text}, {"orcid": ORCID}) for text in (f"{ORCID} ", f" {ORCID}", f"https://orcid.org/{ORCID}/", "0000 0002 1825 0097", f"ORCID iD: {ORCID}", f"orcid.org/{ORCID}", "0000\u20130002\u20131825\u20130097")],
        ({"orcid": "0000-0002-1694-233x"}, {"orcid": "0000-0002-1694-233X"}),
        *[({"gnd": text}, {"gnd": "140541624"}) for text in ("gnd:140541624", "GND 140541624", "https://d-nb.info/gnd/140541624/", " 140541624")],
        ({"isni": "ISNI 0000 0001 2156 142x"}, {"isni": "0000 0001 2156 142X"}),
        *[({"affiliations": [{"ror": text}]}, {"affiliations": [{"ror": "01ggx4157"}]}) for text in ("https://ror.org/01ggx4157/", "http://ror.org/01ggx4157", "ror.org/01ggx4157", "01GGX4157")],
        ({"orcid": "", "affiliation": ""}, {}),
        ({"orcid": None, "affiliation": " "}, {}),
        ({"affiliations": ["", "CMCC", " "]}, {"affiliations": ["CMCC"]}),
        ({"type": "Organization"}, {"type": "organization"}),
        ({"role": "Contact person"}, {"role": "Contactperson"}),
    ],
)  # fmt: skip
def test_a_person_is_read_as_it_is_meant(written: dict[str, object], meant: dict[str, object]) -> None:
    document, wrong = read({**BASE["metadata"], "creators": [{**PERSON, **written}]})
    assert wrong == []
    assert document.value["metadata"]["creators"] == [{**PERSON, **meant}]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"upload_type": "Physical Object"}, {"upload_type": "physicalobject"}),
        ({"access_right": " Open"}, {"access_right": "open"}),
        ({"notes": "", "version": " "}, {}),
        ({"keywords": ["", "frost", " "]}, {"keywords": ["frost"]}),
        ({"language": "EN"}, {"language": "en"}),
        ({"doi": "DOI: 10.1234/abc"}, {"doi": "10.1234/abc"}),
        ({"locations": [{"lat": "47.5", "lon": "8"}]}, {"locations": [{"lat": 47.5, "lon": 8}]}),
    ],
)
def test_a_field_is_read_as_it_is_meant(written: dict[str, object], meant: dict[str, object]) -> None:
    document, wrong = read({**BASE["metadata"], **written})
    assert wrong == []
    assert document.value["metadata"] == {**BASE["metadata"], **meant}


def test_vocabularies_in_another_case_are_read() -> None:
    document, wrong = read(
        {
            **BASE["metadata"],
            "contributors": [{**PERSON, "type": "contactperson"}],
            "related_identifiers": [{"identifier": "10.1234/x", "relation": "IsSupplementTo"}],
        }
    )
    assert wrong == []
    assert document.value["metadata"]["contributors"][0]["type"] == "ContactPerson"
    assert document.value["metadata"]["related_identifiers"][0]["relation"] == "isSupplementTo"


@pytest.mark.parametrize("name", ["license", "access_right", "embargo_date", "publication_date", "doi", "title", "imprint_publisher"])  # fmt: skip
def test_what_says_something_where_it_is_left_out_must_not_be_empty(name: str) -> None:
    _, wrong = read({**BASE["metadata"], name: ""})
    assert [one for one in wrong if one.startswith(f"metadata.{name}: ")]


def test_what_an_item_must_have_must_not_be_empty() -> None:
    metadata = {**BASE["metadata"], "creators": [{"name": "", "orcid": ""}], "subjects": [{"term": " "}]}
    document, wrong = read(metadata)
    assert wrong == ["metadata.creators[0].name: is empty", "metadata.subjects[0].term: is blank"]
    assert document.value["metadata"]["creators"] == [{"name": ""}]


def test_on_nomad_nothing_is_taken_for_left_out() -> None:
    """There, what is left out stays as it is, and an empty text clears it."""
    _, wrong = read({"upload_name": "x", "comment": "", "coauthors": [""]}, "nomad")
    assert wrong == ["metadata.comment: is empty", "metadata.coauthors[0]: is empty"]


def test_what_is_behind_an_empty_item_keeps_its_line_and_an_alias_its_own_items() -> None:
    text = """\
target: {repository: zenodo, environment: sandbox}
publishpipe: 1
files: [a.csv]
metadata:
  title: Frost days
  upload_type: dataset
  creators: [{name: "Doe, Jane"}]
  keywords: &words
    - ""
    - frost
    - 1.5
  formats: *words
"""
    document = parse(text, "m.yaml")
    found = check(document, manifest._schema_of("zenodo"), manifest.fields_of("zenodo"))
    assert {(one.path, one.line, one.column) for one in found} == {("metadata.keywords[1]", 11, 7), ("metadata.formats[1]", 11, 7)}  # fmt: skip


def test_a_text_that_a_number_sign_cut_off_is_not_taken_for_left_out() -> None:
    text = json.dumps(BASE).replace('"Doe, Jane"', '"Doe, Jane", affiliation: #3 lab\n')
    assert read_text(text)[1] == ["metadata.creators[0].affiliation: is empty, but must be text"]


def test_no_licence_is_guessed() -> None:
    for name in ("cc by 4.0", " cc-by-4.0"):
        assert read({**BASE["metadata"], "license": name})[0].value["metadata"]["license"] == name


@pytest.mark.parametrize("metadata", [BASE["metadata"], FULL])
def test_what_is_valid_is_read_as_it_stands(metadata: dict[str, Any]) -> None:
    document, wrong = read(deepcopy(metadata))
    assert wrong == []
    assert document.value["metadata"] == metadata


def test_the_examples_are_read_as_they_stand() -> None:
    for path in (Path(__file__).parents[2] / "manifests").glob("*.yaml"):
        before = parse(path.read_text("utf-8"), "m.yaml").value
        if "campaign" in before:
            continue
        document, wrong = read_text(path.read_text("utf-8"))
        assert wrong == []
        assert document.value == before


ODD = st.sampled_from(["", " ", None, "OPEN", " open", "Contact Person", "yes", "1", "https://orcid.org/x", ORCID, "EN", "a", 1, True, [], [""], {}, {"name": ""}])  # fmt: skip


@given(st.dictionaries(st.sampled_from(sorted(FULL)), ODD), st.lists(ODD, max_size=3))
def test_to_read_what_was_read_changes_nothing(metadata: dict[str, object], creators: list[object]) -> None:
    document, wrong = read({**FULL, "creators": creators, **metadata})
    again, still = read_text(yaml.safe_dump(document.value))
    assert again.value == document.value
    assert still == wrong or len(still) == len(wrong)


@pytest.mark.parametrize("odd", [False, {"type": ["string", "object"], "minLength": 3}, {"not": {}}])
def test_what_no_value_can_cure_stays_and_is_told(odd: object) -> None:
    document = parse("a: {x: a}\n", "m.yaml")
    assert len(check(document, {"properties": {"a": {"properties": {"x": odd}}}}, {})) == 1
    assert document.value == {"a": {"x": "a"}}
