"""Where in a manifest it stands that Zenodo complains of: (its field, the manifest) → place."""

from __future__ import annotations

from typing import Any

import pytest

from publishpipe.errors import dotted
from publishpipe.model.facts import Metadata
from publishpipe.repositories.zenodo.metadata.places import of_word, place
from tests.repositories.zenodo.recorded import answers, complaints

ALTERNATE = {"identifier": "10.1/x", "relation": "isAlternateIdentifier"}
#: Each of what is said has one item, where nothing else matters.
ONE: list[Any] = [{}]


@pytest.mark.parametrize(
    ("field", "meant", "told"),
    [
        pytest.param("metadata.title", {"title": "x"}, "title", id="a text"),
        pytest.param("metadata.creators", {"creators": ONE}, "creators", id="a list"),
        pytest.param("metadata.creators.0.person_or_org.identifiers.0.identifier", {"creators": ONE}, "creators[0]", id="a person"),
        pytest.param("metadata.creators.12.affiliations", {"creators": ONE * 13}, "creators[12]", id="the thirteenth person"),
        pytest.param("metadata.creators.1.role", {"creators": ONE}, "creators", id="somebody whom nobody said"),
        pytest.param("metadata.sizes.1", {"sizes": ["x", "y"]}, "sizes[1]", id="a text in a list"),
        pytest.param("metadata.publisher", {"imprint_publisher": "x"}, "imprint_publisher", id="under another name"),
        pytest.param("metadata.rights.1.title", {"license": ["mit", "x"]}, "license[1]", id="a list under another name"),
        pytest.param("metadata.rights.0.rights", {"license": "mit"}, "license", id="the only one, which is no list"),
        pytest.param("metadata.rights.0.title", {"license": {"title": "Mine"}}, "license", id="nor is one of one's own"),
        pytest.param("metadata.rights._schema", {"license": ["mit"]}, "license", id="no number"),
        pytest.param("metadata.subjects", {"keywords": ["x"], "subjects": ONE}, "keywords", id="under a name that means something else"),
        pytest.param("metadata.resource_type", {"upload_type": "publication", "publication_type": "x"}, "upload_type", id="one of several fields"),
        pytest.param("metadata.languages.0", {"language": "xx"}, "language", id="the one that was said"),
        pytest.param("metadata.languages.1", {"languages": ["en", "xx"]}, "languages[1]", id="or the other"),
        pytest.param("metadata.languages.1", {"language": "en", "languages": ["xx"]}, "languages[0]", id="or both"),
        pytest.param("metadata.languages", {}, "languages", id="or none"),
        pytest.param("metadata.funding.0.funder", {"funding": ONE}, "funding[0]", id="a funder"),
        pytest.param("metadata.funding.0.award", {"grants": ONE}, "grants[0]", id="a grant"),
        pytest.param("metadata.funding.1.award", {"grants": ONE * 2, "funding": ONE}, "grants[1]", id="a grant before a funder"),
        pytest.param("metadata.funding.3.funder", {"grants": ONE * 2, "funding": ONE * 2}, "funding[1]", id="a funder behind a grant"),
        pytest.param("metadata.additional_descriptions.0.description", {"additional_descriptions": ONE}, "additional_descriptions[0]", id="a description"),
        pytest.param("metadata.additional_descriptions.0.description", {"notes": "x"}, "notes", id="a description that is a text"),
        pytest.param("metadata.additional_descriptions.1.description", {"method": "y", "notes": "x"}, "method", id="the second of those"),
        pytest.param("metadata.additional_descriptions.1.description", {"notes": "x", "additional_descriptions": ONE}, "additional_descriptions[0]", id="a description behind a short form"),
        pytest.param("metadata.contributors.0.person_or_org", {"thesis_supervisors": ONE}, "thesis_supervisors[0]", id="a supervisor"),
        pytest.param("metadata.contributors.1.person_or_org", {"contributors": ONE, "thesis_supervisors": ONE}, "contributors[0]", id="a contributor behind a supervisor"),
        pytest.param("metadata.contributors.0.role", {}, "contributors", id="neither was said"),
        pytest.param("metadata.identifiers.0.scheme", {"alternate_identifiers": ONE}, "alternate_identifiers[0]", id="an alternate identifier"),
        pytest.param("metadata.identifiers.1.scheme", {"related_identifiers": [ALTERNATE], "alternate_identifiers": ONE}, "alternate_identifiers[0]", id="an alternate identifier behind one among those related"),
        pytest.param("metadata.related_identifiers.0.scheme", {"related_identifiers": [ALTERNATE, {}]}, "related_identifiers[1]", id="what is related behind that"),
        pytest.param("metadata.locations.features.1.place", {"locations": ONE * 2}, "locations[1]", id="a place"),
        pytest.param("metadata.description", {"title": "x"}, "description", id="what was not said at all"),
        pytest.param("metadata.of_the_future", {}, "metadata.of_the_future", id="what no manifest knows"),
        pytest.param("custom_fields.code:codeRepository", {"custom": {}}, "custom.code:codeRepository", id="a field of one's own domain"),
        pytest.param("custom_fields.gbif:ampliconSize.0", {"custom": {}}, "custom.gbif:ampliconSize", id="an item of one"),
        pytest.param("custom_fields.imprint:imprint.isbn", {"imprint_isbn": "x"}, "imprint_isbn", id="a field that has a name of its own"),
        pytest.param("custom_fields.imprint:imprint.isbn", {"imprint_isbn": "x", "imprint_place": "y"}, "imprint_isbn", id="one part of several"),
        pytest.param("custom_fields.journal:journal.issn", {"journal_title": "x"}, "custom.journal:journal", id="a part that no manifest knows"),
        pytest.param("custom_fields.legacy:communities.0", {"communities": ONE}, "communities", id="communities"),
        pytest.param("custom_fields.legacy:subjects", {"subjects": ONE}, "subjects", id="subjects"),
        pytest.param("access.embargo.until", {"access_right": "embargoed", "embargo_date": "x"}, "access_right", id="an embargo"),
        pytest.param("access", {"access_right": "open"}, "access_right", id="access"),
        pytest.param("pids.doi", {"doi": "x"}, "doi", id="a DOI"),
        pytest.param("_schema", {"title": "x"}, "_schema", id="nobody knows what"),
        pytest.param("", {"title": "x"}, "", id="nothing"),
    ],
)  # fmt: skip
def test_a_field_is_told_by_the_manifests_name(field: str, meant: Metadata, told: str) -> None:
    assert dotted(place(field, meant)) == told


def test_what_was_recorded_is_told_in_the_manifests_words() -> None:
    fields = {field for _, answer in answers() for field in complaints(answer)} - {"metadata.frob"}  # nobody sends that
    assert len(fields) > 30
    for field in fields:
        told = dotted(place(field, {}))
        assert not told.startswith(("metadata", "custom_fields", "access.", "pids")), field


@pytest.mark.parametrize(
    ("refusal", "meant", "told"),
    [
        ("400 Invalid value mesh:D0.", {"title": "x", "keywords": ["y", {"id": "mesh:D0"}]}, "keywords[1].id"),
        ("400 Invalid value 05dxps055.", {"funding": [{"funder": "https://ror.org/05DXPS055"}]}, "funding[0].funder"),
        ("400 Invalid value xx.", {"language": "xx", "notes": "xx"}, "language"),
        ("400 Invalid value ize.", {"title": "Size classes", "languages": ["ize"]}, "languages[0]"),
        ("400 Invalid value 021nxhr62.", {"grants": [{"id": "10.13039/100000001::999"}]}, "grants[0].id"),
        ("400 Invalid value zz.", {"language": "xx"}, ""),
        ("400 Not a valid value.", {"language": "xx"}, ""),
        ("400 Invalid value .", {"language": "xx"}, ""),
    ],
)
def test_a_word_that_is_refused_without_its_field_is_found(refusal: str, meant: Metadata, told: str) -> None:
    assert dotted(of_word(refusal, meant) or ()) == told
