from __future__ import annotations

from typing import Any

import pytest

from publishpipe.repositories.zenodo.check import people, words


def wrong(**metadata: Any) -> list[tuple[str, str]]:
    return [(".".join(map(str, place)), hint) for place, _, hint in words.check(metadata)]


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("ger", "write deu"),
        ("fre", "write fra"),
        ("xx", "for instance en, or eng"),
        ("zzz", "for instance en, or eng"),
    ],
)
def test_languages_that_zenodo_does_not_know(code: str, hint: str) -> None:
    assert wrong(language=code) == [("language", hint)]
    assert wrong(additional_titles=[{"title": "Titel", "lang": code}]) == [("additional_titles.0.lang", hint)]


@pytest.mark.parametrize("code", ["en", "eng", "deu", "gsw", "mul"])
def test_languages_that_zenodo_knows(code: str) -> None:
    assert wrong(language=code) == []


def test_communities_are_named_by_their_last_part() -> None:
    assert wrong(communities=[{"identifier": "enes-data_space"}]) == []
    address = "https://zenodo.org/communities/enes/"
    assert wrong(communities=[{"identifier": address}]) == [("communities.0.identifier", "write enes")]


@pytest.mark.parametrize(
    "grant", ["283595", "10.13039/501100000780::283595", "00k4n6c32::283595", "021nxhr62::2004840"]
)
def test_grants_in_every_form_that_zenodo_takes(grant: str) -> None:
    assert wrong(grants=[{"id": grant}], funding=[{"award": grant}]) == []


def test_grants_of_funders_that_zenodo_does_not_know() -> None:
    assert wrong(grants=[{"id": "10.13039/50110000780::1"}]) == [
        ("grants.0.id", "did you mean 10.13039/501100000780::1?")
    ]
    assert [place for place, _ in wrong(grants=[{"id": "EC::1"}, {"id": "00k4n6c32::"}])] == [
        "grants.0.id",
        "grants.1.id",
    ]


def test_a_number_alone_is_the_number_of_a_grant() -> None:
    address = "https://cordis.europa.eu/project/id/283595"
    assert wrong(grants=[{"id": address}, {"id": "foo"}]) == [
        ("grants.0.id", "write 283595"),
        ("grants.1.id", "write its number, or FUNDER::NUMBER"),
    ]


def test_what_a_contributor_did_is_said_once() -> None:
    twice = {"name": "Roe, R", "type": "DataManager", "role": "Editor"}
    told = list(
        people.check({"contributors": [twice, {**twice, "type": "organization"}, {"name": "Roe", "type": "Editor"}]})
    )
    assert [place for place, _, _ in told] == [("contributors", 0, "role")]


def test_affiliations_are_listed_once() -> None:
    person = {"name": "Doe, Jane", "affiliations": ["Here", {"ror": "01ggx4157"}, "Here"]}
    assert list(people.check({"creators": [person]})) == [
        (("creators", 0, "affiliations"), "Here is listed 2 times", "list it once")
    ]
