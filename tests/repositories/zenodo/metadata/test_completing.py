"""What short forms leave as it is there, and what they say: (meant, there) → what is wanted."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.canonical import canonical, differences, wanted
from publishpipe.repositories.zenodo.metadata.completing import completed

ROR, OTHER_ROR = "01ggx4157", "00k4n6c32"
ORCID, ISNI = "0000-0002-1825-0097", "000000012156142X"
CERN = {"name": "CERN", "ror": ROR}
DOE: dict[str, Any] = {"name": "Doe, Jane"}
#: Somebody with all that a short form cannot say.
RICH: dict[str, Any] = {**DOE, "role": "editor", "isni": ISNI, "orcid": ORCID, "affiliation": "HU"}


def creators(*people: Metadata) -> Metadata:
    return {"creators": list(people)}


@pytest.mark.parametrize(
    ("meant", "there", "beyond"),
    [
        pytest.param({"orcid": ORCID, "affiliation": "HU"}, RICH, {"role": "editor", "isni": ISNI}, id="a role and an ISNI"),
        pytest.param({"affiliation": "HU", "orcid": ORCID, "role": "producer"}, RICH, {"isni": ISNI}, id="but the role that is said"),
        pytest.param({"name": "CERN"}, {"name": "CERN", "type": "organization", "ror": ROR}, {"type": "organization", "ror": ROR}, id="that it is an organisation, and its ROR id"),
        pytest.param({"name": "CERN", "ror": OTHER_ROR}, {"name": "CERN", "type": "organization", "ror": ROR}, {}, id="but not of one with another"),
        pytest.param({"name": "Doe, J.", "orcid": ORCID}, {**DOE, "orcid": ORCID, "role": "editor"}, {"role": "editor"}, id="the same person by their ORCID iD, under another name"),
        pytest.param({"orcid": "0000-0002-1694-233X"}, {**DOE, "orcid": ORCID, "role": "editor"}, {}, id="not another of that name"),
        pytest.param({"family_name": "Doe", "given_name": "Jane"}, {**DOE, "role": "editor"}, {"role": "editor"}, id="the same person in two texts"),
        pytest.param({"name": "Doe, John"}, {**DOE, "role": "editor"}, {}, id="nobody of another name"),
        pytest.param({}, RICH, {"role": "editor", "isni": ISNI}, id="neither affiliation nor ORCID iD, which a short form could say"),
        pytest.param({}, {**DOE, "gnd": "170118215"}, {}, id="nor a GND id"),
        pytest.param({"affiliation": "TU"}, {**DOE, "affiliation": "HU"}, {}, id="nor where somebody else works"),
    ],
)  # fmt: skip
def test_of_a_person_what_no_short_form_says_is_left_as_it_is_there(
    meant: Metadata, there: Metadata, beyond: Metadata
) -> None:
    one = meant if {"name", "family_name"} & meant.keys() else {**DOE, **meant}
    assert wanted(creators(one), creators(there)) == canonical(creators({**one, **beyond}))
    contributor = {"contributors": [{"role": "other", **one}]}
    full = {
        "contributors": [{"role": "other", **one, **{key: value for key, value in beyond.items() if key != "role"}}]
    }
    assert wanted(contributor, {"contributors": [{"role": "other", **there}]}) == canonical(full)


@pytest.mark.parametrize(
    ("meant", "there", "kept"),
    [
        pytest.param({"affiliation": "CERN"}, {"affiliations": [CERN]}, [CERN], id="the one of that name"),
        pytest.param({"affiliations": ["HU", "CERN"]}, {"affiliations": [CERN, "HU"]}, ["HU", CERN], id="in the order that is said"),
        pytest.param({"affiliation": "CERN"}, {"affiliations": [CERN, "HU"]}, [CERN], id="without those that are not said any more"),
        pytest.param({"affiliations": [{"ror": OTHER_ROR}, "CERN"]}, {"affiliations": [CERN]}, [{"ror": OTHER_ROR}, CERN], id="beside another"),
    ],
)  # fmt: skip
def test_where_somebody_works_keeps_its_ror_id(meant: Metadata, there: Metadata, kept: list[Any]) -> None:
    filled = completed(creators({**DOE, **meant}), creators({**DOE, **there}))
    assert filled == creators({**DOE, "affiliations": kept})


@pytest.mark.parametrize(
    ("meant", "there", "same"),
    [
        pytest.param({"affiliation": "CERN"}, [CERN], True, id="its name alone"),
        pytest.param({"affiliations": ["HU", "CERN"]}, ["HU", CERN], True, id="its name among others"),
        pytest.param({"affiliations": [{"ror": ROR}]}, [CERN], True, id="its id alone"),
        pytest.param({"affiliation": "Cern"}, [CERN], False, id="another name"),
        pytest.param({"affiliations": [{"ror": OTHER_ROR, "name": "CERN"}]}, [CERN], False, id="its name with another id"),
        pytest.param({}, [CERN], False, id="nowhere"),
        pytest.param({"affiliation": "CERN"}, [CERN, "HU"], False, id="one of two"),
    ],
)  # fmt: skip
def test_where_somebody_works_is_the_same_by_its_name_or_its_id(meant: Metadata, there: list[Any], same: bool) -> None:  # noqa: FBT001
    read = creators({**DOE, "affiliations": there})
    assert differences(creators({**DOE, **meant}), read) == (() if same else ("creators",))


@pytest.mark.parametrize(
    ("field", "meant", "there", "left"),
    [
        pytest.param("related_identifiers", {"identifier": "10.1/x", "relation": "cites"}, {"identifier": "10.1/x", "relation": "cites", "scheme": "handle"}, {"scheme": "handle"}, id="a scheme"),
        pytest.param("related_identifiers", {"identifier": "https://doi.org/10.1/x", "relation": "Cites"}, {"identifier": "10.1/x", "relation": "cites", "scheme": "doi"}, {"scheme": "doi"}, id="of the same identifier in other words"),
        pytest.param("related_identifiers", {"identifier": "10.1/x", "relation": "cites", "scheme": "doi"}, {"identifier": "10.1/x", "relation": "cites", "scheme": "handle"}, {}, id="but the scheme that is said"),
        pytest.param("related_identifiers", {"identifier": "10.1/x", "relation": "cites"}, {"identifier": "10.1/x", "relation": "describes", "scheme": "doi"}, {}, id="not of another relation"),
        pytest.param("related_identifiers", {"identifier": "10.1/x", "relation": "cites"}, {"identifier": "10.1/y", "relation": "cites", "scheme": "doi"}, {}, id="not of another identifier"),
        pytest.param("related_identifiers", {"identifier": "10.1/x", "relation": "cites"}, {"identifier": "10.1/x", "relation": "cites", "scheme": "doi", "resource_type": "dataset"}, {"scheme": "doi"}, id="and no type, which a short form could say"),
        pytest.param("alternate_identifiers", {"identifier": "10.1/x"}, {"identifier": "10.1/x", "scheme": "handle"}, {"scheme": "handle"}, id="an alternate identifier's scheme"),
    ],
)  # fmt: skip
def test_an_identifier_keeps_its_scheme(field: str, meant: Metadata, there: Metadata, left: Metadata) -> None:
    assert wanted({field: [meant]}, {field: [there]}) == canonical({field: [{**meant, **left}]})
    assert differences({field: [meant]}, {field: [{**meant, **left}]}) == ()


CITED = {"reference": "Doe 2014", "identifier": ISNI, "scheme": "isni"}


@pytest.mark.parametrize(
    ("meant", "there", "left"),
    [
        pytest.param(["Doe 2014"], [CITED], [CITED], id="the identifier of a text"),
        pytest.param(["new", "Doe 2014"], [CITED, "old"], ["new", CITED], id="wherever it stands"),
        pytest.param(["Doe 2015"], [CITED], ["Doe 2015"], id="not of another text"),
        pytest.param([{"reference": "Doe 2014"}], [CITED], [CITED], id="the identifier of what is no more than a text"),
        pytest.param([{**CITED, "identifier": "x"}], [CITED], [{**CITED, "identifier": "x"}], id="but not where another is said"),
        pytest.param(["Doe 2014"], ["Doe 2014"], ["Doe 2014"], id="there is none"),
        pytest.param([CITED, "Doe 2014"], ["Doe 2014", CITED], [CITED, "Doe 2014"], id="each its own"),
        pytest.param(["Doe 2014"], [{"identifier": ISNI, "scheme": "isni"}], ["Doe 2014"], id="nor of what has no text"),
    ],
)  # fmt: skip
def test_a_reference_keeps_its_identifier(meant: list[Any], there: list[Any], left: list[Any]) -> None:
    assert wanted({"references": meant}, {"references": there})["references"] == left


def test_a_reference_that_is_said_in_short_is_the_same() -> None:
    assert differences({"references": ["Doe 2014"]}, {"references": [CITED]}) == ()


def test_nothing_comes_back_that_is_not_meant_and_nothing_else_is_completed() -> None:
    there = {**creators(RICH, {"name": "Roe"}), "references": [CITED], "keywords": ["a", "b"], "notes": "x"}
    assert completed({"keywords": ["a"]}, there) == {"keywords": ["a"]}
    assert completed({"creators": []}, there) == {"creators": []}
    assert completed(creators(DOE), {}) == creators(DOE)


def test_what_both_sides_hold_is_left_alone() -> None:
    meant, there = creators(DOE), creators(RICH)
    before = repr((meant, there))
    completed(meant, there)
    assert repr((meant, there)) == before


@pytest.mark.parametrize("second", [{"role": "producer"}, {}], ids=["with another role", "without a role"])
def test_two_of_the_same_name_are_two(second: Metadata) -> None:
    there = creators({**DOE, "role": "editor"}, {**DOE, **second})
    assert differences(there, there) == ()
    assert differences(creators(DOE, DOE), there) == ()
    one = creators({**DOE, "role": "editor"})
    assert wanted(creators(DOE, DOE), one) == canonical(creators({**DOE, "role": "editor"}, DOE))


def test_somebody_of_the_same_id_is_found_before_somebody_of_the_same_name() -> None:
    known = {**DOE, "orcid": ORCID, "role": "editor"}
    meant = creators(DOE, {**DOE, "orcid": ORCID})
    assert wanted(meant, creators(known)) == canonical(creators(DOE, known))


def test_who_is_there_just_so_is_not_taken_for_another_of_that_name() -> None:
    editor = {**DOE, "role": "editor"}
    swapped = creators(DOE, editor)
    assert wanted(swapped, creators(editor, DOE)) == canonical(swapped)
    known, other = {**DOE, "orcid": ORCID, "role": "editor"}, {**DOE, "orcid": ORCID, "affiliation": "HU"}
    assert wanted(creators(other), creators(known, other)) == canonical(creators(other))


@pytest.mark.parametrize(
    ("field", "full", "short"),
    [
        pytest.param("creators", {**DOE, "role": "editor"}, DOE, id="a role"),
        pytest.param("creators", {**DOE, "isni": ISNI}, DOE, id="an ISNI"),
        pytest.param("creators", {"name": "CERN", "type": "organization"}, {"name": "CERN"}, id="that it is an organisation"),
        pytest.param("creators", {**DOE, "affiliations": [CERN]}, {**DOE, "affiliation": "CERN"}, id="a ROR id"),
        pytest.param("related_identifiers", {"identifier": "10.1/x", "relation": "cites", "scheme": "handle"}, {"identifier": "10.1/x", "relation": "cites"}, id="a scheme"),
        pytest.param("references", CITED, "Doe 2014", id="an identifier"),
    ],
)  # fmt: skip
def test_what_was_said_and_is_said_no_more_goes(field: str, full: Any, short: Any) -> None:
    meant, there = {field: [short]}, {field: [full]}
    assert differences(meant, there) == ()
    assert differences(meant, there, canonical(there)) == (field,)
    assert wanted(meant, there, canonical(there)) == canonical(meant)
    assert differences(there, there, canonical(there)) == ()
