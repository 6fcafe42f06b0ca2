"""The draft that a record becomes: what is meant is changed, and all else is as it is there, to the last part."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata import native
from publishpipe.repositories.zenodo.metadata.fields import FIELDS
from publishpipe.repositories.zenodo.metadata.replacing import NOTHING, Parts, kept, replaced
from tests.repositories.zenodo.recorded import answers, by_ids

TITLES = {"title": {"en": "in words"}}
CERN = {"id": "01ggx4157", "name": "CERN", "identifiers": [{"identifier": "01ggx4157", "scheme": "ror"}]}
JANE = {"person_or_org": {"type": "personal", "name": "Doe, Jane", "family_name": "Doe", "given_name": "Jane"}, "affiliations": [CERN, {"name": "HU"}]}  # fmt: skip
ROE = {"person_or_org": {"type": "personal", "name": "Roe", "family_name": "Roe", "identifiers": [{"identifier": "gnd:1", "scheme": "gnd"}]}}  # fmt: skip
LECCE = {"place": "Lecce", "geometry": {"type": "Polygon", "coordinates": [[[0.0, 1.0]]]}, "identifiers": [{"scheme": "geonames", "identifier": "1"}]}  # fmt: skip
HELD: dict[str, Any] = {
    "metadata": {
        "title": " Frost  days ",
        "resource_type": {"id": "dataset", **TITLES},
        "creators": [JANE, ROE],
        "rights": [{"id": "mit", **TITLES, "props": {"url": "https://mit.edu"}}, {"title": {"de": "Meine"}}],
        "subjects": [{"subject": "frost"}, {"id": "mesh:1", "subject": "Cold", "scheme": "MeSH"}],
        "additional_descriptions": [{"description": "x", "type": {"id": "notes", **TITLES}}],
        "locations": {"features": [LECCE, {"place": "Rome"}]},
        "of_the_future": [{"id": "x", **TITLES}, {"y": 1}],
    },
    "custom_fields": {
        "journal:journal": {"title": "J", "issn": "0317-8471"},
        "code:developmentStatus": {"id": "active", **TITLES},
    },
    "access": {"record": "restricted", "files": "public", "embargo": {"active": False, "reason": None}, "status": "x"},
    "pids": {"doi": {"identifier": "10.1234/frost", "provider": "external"}},
}
READ = native.manifest(HELD)


def changed(**fields: Any) -> dict[str, Any]:
    """What is there with other fields, of which None is taken away."""
    meant = {**READ, **fields}
    return replaced(HELD, {name: value for name, value in meant.items() if value is not None})


def test_what_is_meant_to_stay_is_left_as_it_is_and_vocabularies_are_named_by_id_alone() -> None:
    body = changed()
    assert body == {
        "metadata": {
            **HELD["metadata"],
            "resource_type": {"id": "dataset"},
            "creators": [{**JANE, "affiliations": [{"id": "01ggx4157"}, {"name": "HU"}]}, ROE],
            "rights": [{"id": "mit"}, {"title": {"de": "Meine"}}],
            "subjects": [{"subject": "frost"}, {"id": "mesh:1"}],
            "additional_descriptions": [{"description": "x", "type": {"id": "notes"}}],
            "of_the_future": [{"id": "x"}, {"y": 1}],
        },
        "custom_fields": {
            "journal:journal": {"title": "J", "issn": "0317-8471"},
            "code:developmentStatus": {"id": "active"},
        },
        "access": {"record": "restricted", "files": "public", "embargo": {"active": False, "reason": None}},
        "files": {"enabled": True},
    }


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        pytest.param({"title": "Frost day"}, "title", "Frost day", id="a text"),
        pytest.param({"version": "2"}, "version", "2", id="a field that was not there"),
        pytest.param({"notes": None}, "additional_descriptions", None, id="a field that goes"),
        pytest.param({"upload_type": "software"}, "resource_type", {"id": "software"}, id="the kind of resource"),
        pytest.param({"license": "mit"}, "rights", [{"id": "mit"}], id="one licence of two"),
        pytest.param({"license": ["mit", {"title": "Meine"}, "cc-zero"]}, "rights", [{"id": "mit"}, {"title": {"de": "Meine"}}, {"id": "cc0-1.0"}], id="a licence more, beside one in another language"),
        pytest.param({"keywords": ["cold", {"id": "mesh:1"}]}, "subjects", [{"subject": "cold"}, {"id": "mesh:1"}], id="a keyword"),
        pytest.param({"keywords": [{"id": "mesh:1"}, "frost"]}, "subjects", [{"id": "mesh:1"}, {"subject": "frost"}], id="the order"),
        pytest.param({"creators": [{"name": "New"}, *READ["creators"]]}, "creators", [{"person_or_org": {"type": "personal", "family_name": "New"}}, {**JANE, "affiliations": [{"id": "01ggx4157"}, {"name": "HU"}]}, ROE], id="a person more; the others are as they are"),
        pytest.param({"creators": [{"name": "New"}, {"name": "Doe, Jane", "affiliations": ["CERN", "HU"]}]}, "creators", [{"person_or_org": {"type": "personal", "family_name": "New"}}, {**JANE, "affiliations": [{"id": "01ggx4157"}, {"name": "HU"}]}], id="a person more; another in short is as they are"),
        pytest.param({"locations": [{"place": "Oslo"}, {"place": "Lecce"}]}, "locations", {"features": [{"place": "Oslo"}, LECCE]}, id="a place, and the shape of another"),
        pytest.param({"title": "“Frost”\u200b days"}, "title", "“Frost”\u200b days", id="word by word"),
        pytest.param({"related_identifiers": [{"identifier": "https://doi.org/10.1234/x", "relation": "isCitedBy"}]}, "related_identifiers", [{"identifier": "https://doi.org/10.1234/x", "relation_type": {"id": "iscitedby"}}], id="an identifier with its prefix"),
    ],
)  # fmt: skip
def test_a_field_that_changes_changes_alone(fields: dict[str, Any], name: str, value: object) -> None:
    left = {field: given for field, given in changed()["metadata"].items() if field != name}
    body = changed(**fields)
    assert body["metadata"] == (left if value is None else {**left, name: value})
    assert {part: body[part] for part in body if part != "metadata"} == {
        part: given for part, given in changed().items() if part != "metadata"
    }


def shaped(number: float, place: str = "Alps", **more: Any) -> dict[str, Any]:
    return {"place": place, "geometry": {"type": "Polygon", "coordinates": [[[number, number]]]}, **more}


def paid(number: str, doi: str) -> dict[str, Any]:
    award = {"title": {"en": "T"}, "number": number, "identifiers": [{"identifier": doi, "scheme": "doi"}]}
    return {"funder": {"id": "00k4n6c32"}, "award": award}


@pytest.mark.parametrize(
    ("name", "raw", "fields", "body"),
    [
        pytest.param("locations", {"features": [shaped(1), shaped(2)]}, {"locations": [{"place": "Alps"}, {"place": "Alps"}, {"place": "Rome"}]}, {"features": [shaped(1), shaped(2), {"place": "Rome"}]}, id="two of one name"),
        pytest.param("locations", {"features": [shaped(1), shaped(2, "Rome")]}, {"locations": [{"place": "Rome"}, {"place": "Alps"}]}, {"features": [shaped(2, "Rome"), shaped(1)]}, id="another order"),
        pytest.param("locations", {"features": [shaped(1), shaped(2, description="x")]}, {"locations": [{"place": "Alps"}, {"place": "Alps", "description": "y"}]}, {"features": [shaped(1), shaped(2, description="y")]}, id="the shape of a place that is described anew"),
        pytest.param("locations", {"features": [shaped(1)]}, {"locations": [{"place": "Alps", "lat": 1, "lon": 2}]}, {"features": [{"place": "Alps", "geometry": {"type": "Point", "coordinates": [2.0, 1.0]}}]}, id="but not for one with a point"),
        pytest.param("locations", {"features": [shaped(1)]}, {"locations": [{"place": "Rome"}]}, {"features": [{"place": "Rome"}]}, id="nor that of another place"),
        pytest.param("funding", [paid("1", "10.1/x"), paid("2", "10.1/y")], {"funding": [{"funder": "00k4n6c32", "award": {"number": "1", "title": "T"}}, {"funder": "00k4n6c32", "award": {"number": "2", "title": "New"}}]}, [paid("1", "10.1/x"), {**paid("2", "10.1/y"), "award": {**paid("2", "10.1/y")["award"], "title": {"en": "New"}}}], id="an award's DOI"),
        pytest.param("creators", [JANE], {"creators": [{"name": "Doe, June", "affiliations": [{"ror": "01ggx4157"}, "HU"]}]}, [{"person_or_org": {"type": "personal", "family_name": "Doe", "given_name": "June"}, "affiliations": [{"id": "01ggx4157"}, {"name": "HU"}]}], id="no name of somebody who has another now"),
    ],
)  # fmt: skip
def test_each_item_is_taken_once_and_keeps_what_no_manifest_can_say_of_it(
    name: str, raw: Any, fields: dict[str, Any], body: Any
) -> None:
    held = {**HELD, "metadata": {**HELD["metadata"], name: raw}}
    assert replaced(held, {**native.manifest(held), **fields})["metadata"][name] == body


@pytest.mark.parametrize(
    ("fields", "custom"),
    [
        pytest.param({"journal_volume": "1"}, {"journal:journal": {"title": "J", "volume": "1", "issn": "0317-8471"}}, id="a part more"),
        pytest.param({"journal_title": None}, {"journal:journal": {"issn": "0317-8471"}}, id="what no manifest can say is left alone"),
        pytest.param({"custom": None}, {"code:developmentStatus": None}, id="a field less"),
        pytest.param({"custom": {"code:developmentStatus": {"id": "wip"}, "dwc:country": ["Italy"]}}, {"code:developmentStatus": {"id": "wip"}, "dwc:country": ["Italy"]}, id="another value, and a field more"),
        pytest.param({"communities": [{"identifier": "x"}]}, {"legacy:communities": ["x"]}, id="a community to ask"),
    ],
)  # fmt: skip
def test_custom_fields_keep_the_parts_that_no_manifest_can_say(fields: dict[str, Any], custom: Metadata) -> None:
    wanted = {**changed()["custom_fields"], **custom}
    assert changed(**fields)["custom_fields"] == {name: value for name, value in wanted.items() if value is not None}


EMBARGO = {"access_right": "embargoed", "embargo_date": "2999-01-01", "embargo_reason": "law"}
UNDER_EMBARGO = {"active": True, "until": "2999-01-01", "reason": "law"}
CLOSED = {"record": "restricted", "files": "restricted", "embargo": UNDER_EMBARGO}


@pytest.mark.parametrize(
    ("held", "meant", "access"),
    [
        pytest.param(HELD["access"], {}, {"record": "restricted", "files": "public", "embargo": {"active": False, "reason": None}}, id="open as it is"),
        pytest.param(CLOSED, EMBARGO, CLOSED, id="the embargo as it is"),
        pytest.param(CLOSED, {**EMBARGO, "embargo_date": "2999-02-02"}, {"record": "restricted", "files": "restricted", "embargo": {**UNDER_EMBARGO, "until": "2999-02-02"}}, id="until another day"),
        pytest.param(CLOSED, {**EMBARGO, "embargo_reason": "x"}, {"record": "restricted", "files": "restricted", "embargo": {**UNDER_EMBARGO, "reason": "x"}}, id="for another reason"),
        pytest.param(CLOSED, {}, {"record": "restricted", "files": "public"}, id="opened"),
        pytest.param(HELD["access"], {"access_right": "closed"}, {"record": "restricted", "files": "restricted"}, id="closed"),
        pytest.param({"record": "restricted", "files": "restricted"}, {"access_right": "closed"}, {"record": "restricted", "files": "restricted"}, id="closed as it is"),
    ],
)  # fmt: skip
def test_access_of_files_changes_as_a_whole_and_that_of_the_record_never(
    held: Metadata, meant: Metadata, access: Metadata
) -> None:
    assert replaced({**HELD, "access": held}, {"title": "x", "access_right": "open", **meant})["access"] == access


OWN = {"doi": {"identifier": "10.1234/frost", "provider": "external"}}
ZENODOS = {"doi": {"identifier": "10.5281/zenodo.1", "provider": "datacite", "client": "datacite"}}


@pytest.mark.parametrize(
    ("held", "meant", "pids"),
    [
        pytest.param(OWN, {"doi": "https://doi.org/10.1234/frost"}, None, id="the DOI that is there, in other words"),
        pytest.param(OWN, {"doi": "10.1234/ice"}, {"doi": {"identifier": "10.1234/ice", "provider": "external"}}, id="another one"),
        pytest.param(OWN, {}, {}, id="none any more"),
        pytest.param({}, {"doi": "10.1234/ice"}, {"doi": {"identifier": "10.1234/ice", "provider": "external"}}, id="the first one"),
        pytest.param({}, {}, None, id="none"),
        pytest.param(ZENODOS, {}, None, id="Zenodo's own, which no manifest names"),
    ],
)  # fmt: skip
def test_a_doi_is_sent_only_if_it_is_to_be_another(held: Metadata, meant: Metadata, pids: Metadata | None) -> None:
    assert replaced({**HELD, "pids": held}, meant).get("pids") == pids


def test_a_new_record_holds_what_is_meant_and_no_more() -> None:
    assert replaced(NOTHING, {"title": "x", "notes": "y"}) == {
        "metadata": {"title": "x", "additional_descriptions": [{"description": "y", "type": {"id": "notes"}}]},
        "custom_fields": {},
        "access": {"record": "public", "files": "public"},
        "files": {"enabled": True},
    }


@pytest.mark.parametrize("place", [{"ror": "01ggx4157"}, {"ror": "01ggx4157", "name": "Here"}, "CERN"], ids=str)
def test_short_forms_leave_what_is_there(place: object) -> None:
    meant = {**READ, "creators": [{"name": "Doe, Jane", "affiliations": [place, "HU"]}, READ["creators"][1]]}
    assert replaced(HELD, meant) == changed()


def test_what_is_sent_is_nothing_that_is_held() -> None:
    """A caller may go on with both."""
    before = repr(HELD)
    body = replaced(HELD, {**READ, "title": "x"})
    body["metadata"]["creators"][0]["person_or_org"]["name"] = "Hacked"
    body["custom_fields"]["journal:journal"]["title"] = "Hacked"
    body["access"]["record"] = "public"
    assert repr(HELD) == before


def test_what_no_manifest_can_say_is_kept() -> None:
    assert kept(HELD) == {"of_the_future": [{"id": "x"}, {"y": 1}]}
    assert kept({"metadata": dict.fromkeys(FIELDS, "x")}) == {}
    assert changed(title="x")["metadata"]["of_the_future"] == [{"id": "x"}, {"y": 1}]


ANSWERS = answers()


@pytest.mark.parametrize("held", [pytest.param(answer, id=note) for note, answer in ANSWERS])
def test_of_what_was_recorded_only_what_is_changed_changes(held: Parts) -> None:
    meant = {**native.manifest(held), "version": "of this test", "thesis_university": "of this test"}
    body = replaced(held, meant)
    metadata = {**by_ids(held["metadata"]), "version": "of this test"}
    rest = by_ids(held["custom_fields"])
    assert by_ids(body["metadata"]) == metadata
    thesis = {**rest.get("thesis:thesis", {}), "university": "of this test"}
    assert by_ids(body["custom_fields"]) == {**rest, "thesis:thesis": thesis}
