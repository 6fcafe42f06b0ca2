"""What makes a release the same one. These values are a part of the lockfile's format: no clone may draw another."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.model import identity

ZENODO, SANDBOX = "https://zenodo.org/api/", "https://sandbox.zenodo.org/api/"
NOMAD = "https://nomad-lab.eu/prod/v1/api/v1/"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("", ""),
        ("  ", ""),
        (" —!? ", "—!?"),
        ("***", "***"),
        ("Frost days", "frost days"),
        ("  FROST — days!\n", "frost days"),
        ("Frost_days", "frost days"),
        ("frost.days/2015-2100", "frost days 2015 2100"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ẞ", "ss"),
        ("Ｆｒｏｓｔ　ｄａｙｓ", "frost days"),
        ("ﬁeld", "field"),
        ("CO₂ ½", "co2 1 2"),
        ("Cafe\u0301", "caf\u00e9"),
        ("Ελλάς ΕΛΛΆΣ", "ελλάσ ελλάσ"),
        ("İstanbul", "i stanbul"),
        ("ıstanbul", "ıstanbul"),
        ("温度データ・第2版", "温度データ 第2版"),
        ("Numeral ٣", "numeral ٣"),
    ],
)
def test_an_identity_knows_neither_case_nor_punctuation(text: str, normal: str) -> None:
    assert identity.normal(text) == normal


@pytest.mark.parametrize(
    ("base_url", "text", "marker"),
    [
        (ZENODO, "Frost days climate index 2015-2100", "336bab86-1c03-5ba4-a174-a3a6fbff8c01"),
        (SANDBOX, "Frost days climate index 2015-2100", "56dac06f-b682-5280-82f5-0305d23f6dcb"),
        (ZENODO, "Straße_№ ５", "1c3c974e-0549-5036-8803-a671763c488b"),
        (NOMAD, "Silicon phonons", "eeaa6dc3-c20d-53e9-a48b-016364520db8"),
        (NOMAD, "İstanbul", "c4543281-9b16-51dd-9484-97b1d16b835b"),
        (ZENODO, "", "46c77584-58bb-59d0-b557-ddf0ad8d21c8"),
    ],
)
def test_a_marker_is_a_constant_of_the_format(base_url: str, text: str, marker: str) -> None:
    assert identity.marker(base_url, identity.normal(text)) == f"urn:uuid:{marker}"


@given(st.text())
def test_normal_is_normal(text: str) -> None:
    once = identity.normal(text)
    assert identity.normal(once) == once
    if any(character.isalnum() for character in once):
        assert identity.normal(f"\t«{text}» ") == once


def test_another_identity_is_nobody_elses() -> None:
    drawn = {identity.another() for _ in range(10)}
    assert len(drawn) == 10
    assert {str(UUID(one)) for one in drawn} == drawn
