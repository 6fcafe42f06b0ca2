"""What the next edit would lose of a record, by its native metadata."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.repositories.zenodo.metadata.unsupported import beyond

PERSON = {"person_or_org": {"type": "personal", "name": "Doe, Jane"}, "affiliations": [{"name": "HU"}]}
GROUP = {"person_or_org": {"type": "organizational", "name": "FAIRmat"}}
TORN = {**PERSON, "affiliations": [{"name": "HU"}, {"name": "TU"}]}


@pytest.mark.parametrize(
    ("metadata", "lost"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"title": "x", "creators": [PERSON], "contributors": [PERSON], "rights": [{"id": "cc-zero"}]}, [], id="what a manifest can say"),
        pytest.param({"additional_titles": [], "sizes": [], "formats": None}, [], id="nothing that is empty"),
        pytest.param({"additional_titles": [{"title": "y"}]}, ["additional_titles"], id="another title"),
        pytest.param({"formats": ["text/csv"], "sizes": ["1 page"]}, ["sizes", "formats"], id="sizes and formats"),
        pytest.param({"rights": [{"id": "cc-zero"}, {"id": "mit"}]}, ["more than one of rights"], id="two licences"),
        pytest.param({"additional_descriptions": [{"type": {"id": "methods"}}, {"type": {"id": "notes"}}, {"type": {"id": "other"}}]}, [], id="descriptions that are shown as others"),
        pytest.param({"additional_descriptions": [{"type": {"id": "technical-info"}}, {"type": {"id": "abstract"}}, {"type": {"id": "abstract"}}]}, ["a description of type abstract", "a description of type technical-info"], id="descriptions, each type once and in order"),
        pytest.param({"creators": [PERSON, GROUP]}, ["organisations among creators"], id="an organisation"),
        pytest.param({"contributors": [GROUP, GROUP]}, ["organisations among contributors"], id="two are told once"),
        pytest.param({"creators": [TORN, PERSON]}, ["several affiliations of one of creators"], id="two affiliations"),
        pytest.param({"creators": [{"person_or_org": {"name": "x"}}]}, [], id="somebody of no type and nowhere"),
        pytest.param({"creators": [{**TORN, **GROUP}], "contributors": [TORN], "sizes": ["1"]}, ["sizes", "organisations among creators", "several affiliations of one of creators", "several affiliations of one of contributors"], id="all of it, in order"),
    ],
)  # fmt: skip
def test_what_no_manifest_can_say_is_told_in_words(metadata: dict[str, Any], lost: list[str]) -> None:
    assert list(beyond(metadata)) == lost
