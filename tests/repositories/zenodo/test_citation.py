"""Who is cited, by what a manifest or a record says of a creator."""

from __future__ import annotations

import pytest

from publishpipe.model.citation import Author
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.citation import author


@pytest.mark.parametrize(
    ("creator", "cited"),
    [
        ({"name": "Curie, Marie", "affiliation": "ESPCI"}, Author("Curie", "Marie", affiliation="ESPCI")),
        ({"family_name": "Doe, Jr.", "given_name": "Joe"}, Author("Doe, Jr.", "Joe")),
        ({"name": "Plato", "orcid": "0000-0002-1825-0097"}, Author("Plato", orcid="0000-0002-1825-0097")),
        ({"name": "Roe, R", "affiliations": [{"ror": "02feahw73"}, "Sorbonne"]}, Author("Roe", "R", affiliation="Sorbonne")),
        ({"name": "Ice, Snow, Frost", "type": "organization"}, Author("Ice, Snow, Frost", is_organization=True)),
    ],
)  # fmt: skip
def test_a_creator_is_cited_by_the_names_that_the_record_has(creator: Metadata, cited: Author) -> None:
    assert author(creator) == cited
