"""Names that would be cited as something else."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.repositories.zenodo.doubts.people import doubts


def told(**one: Any) -> list[str]:
    return [f"{'.'.join(map(str, place))}: {what} ({hint})" for place, what, hint in doubts({"creators": [one]})]


def test_a_name_without_a_comma_is_told_as_it_is_written() -> None:
    [one] = told(name="Jane Doe")
    assert one == (
        "metadata.creators.0.name: 'Jane Doe' has no comma, so that all of it is taken for the family name "
        '(which is the family name? write "Doe, Jane" or "Jane, Doe"; no person: type: organization)'
    )


def test_two_commas_are_told_with_the_fields_that_say_it() -> None:
    [one] = told(name="Doe, Jr., John")
    assert one == (
        "metadata.creators.0.name: 'Doe, Jr., John' has 2 commas, so that all of it is taken for the family name "
        '(write family_name: "Doe, Jr.", given_name: "John"; or each person as an item)'
    )


@pytest.mark.parametrize(
    "name",
    [
        "University of Example, Faculty of Data",
        "The Example Team",
        "Team, Example",
        "ATLAS Collaboration",
        "Max Planck Institute for Physics",
        "Institut für Physik",
        "British Geological Survey",
        "Example GmbH",
        "The Frosts",
        "pandas development team",
        "Universidad de Chile",
        "Department of Physics, University of Example, Example City",
    ],
)
def test_an_organisation_as_a_person_is_told(name: str) -> None:
    assert told(name=name) == [
        f"metadata.creators.0.name: '{name}' seems to be no person, and is cited as one (write type: organization)"
    ]


@pytest.mark.parametrize("name", ["Jane Doe and John Roe", "Doe, Jane & Roe", "Doe, Jane; Roe, John", "Doe et al."])
def test_several_persons_as_one_are_told(name: str) -> None:
    [one] = told(name=name)
    assert one.endswith("seems to be several persons, and is cited as one (write each as an item)")


def test_what_somebody_did_goes_into_the_role() -> None:
    hosting = {"name": "CERN", "type": "HostingInstitution"}
    [(place, _, hint)] = doubts({"contributors": [{"name": "Doe, Jane", "type": "Editor"}, hosting]})
    assert (place, hint) == (
        ("metadata", "contributors", 1, "name"),
        "write type: organization, role: HostingInstitution",
    )


@pytest.mark.parametrize(
    "one",
    [
        {"name": "Doe, Jane"},
        {"name": "van der Berg, Jan"},
        {"name": "Madonna"},
        {"name": "NASA"},
        {"name": "王 伟"},
        {"name": "Иван Петров"},
        {"name": "School, John"},
        {"name": "Bank, Steven"},
        {"name": "Center, Mary Ann"},
        {"name": "The, Anh"},
        {"name": "Teammann, Ute"},
        {"name": "The Example Team", "type": "organization"},
        {"name": "Foundation, Jane", "orcid": "0000-0002-1825-0097"},
        {"family_name": "Doe", "given_name": "Jane"},
        {"name": "${doi} x"},
        {"name": "Horst,  Allison M."},
        {"name": "Brand, Anders"},
    ],
)
def test_nothing_is_said_of_names_that_are_fine(one: dict[str, str]) -> None:
    assert told(**one) == []


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("Rossi Maria", '"Maria, Rossi" or "Rossi, Maria"'),
        ("Jane M. Doe", 'it first, such as "Doe, Jane M." or "Jane, M. Doe"'),
        ("Jan van der Berg", '"van der Berg, Jan" or "Jan, van der Berg"'),
        ("De la Cruz Ana", '"Ana, De la Cruz" or "De la Cruz, Ana"'),
        ("Al Gore", '"Gore, Al" or "Al, Gore"'),
    ],
)
def test_which_part_is_the_family_name_is_asked_not_guessed(name: str, choice: str) -> None:
    [one] = told(name=name)
    assert f"(which is the family name? write {choice}; no person: " in one
