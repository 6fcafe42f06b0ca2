from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publishpipe.sources import reading
from publishpipe.sources.said import Source

ZENODO_DOI = "10.5281/zenodo.1234567"


def read(folder: Path, text: str) -> Source:
    path = folder / "CITATION.cff"
    path.write_text(f"cff-version: 1.2.0\nmessage: Cite me.\n{text}\n", "utf-8")
    found = reading.read(path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        pytest.param("title: Frost", "title", "Frost", id="title"),
        pytest.param("version: 1.10", "version", "1.10", id="a version is read as it is written"),
        pytest.param("date-released: 2026-02-01", "publication_date", "2026-02-01", id="date"),
        pytest.param("title: x", "upload_type", "software", id="software unless it is told"),
        pytest.param("type: dataset", "upload_type", "dataset", id="dataset"),
        pytest.param("keywords: [ice, 7]", "keywords", ["ice", "7"], id="keywords"),
        pytest.param("license: MIT", "license", "MIT", id="a licence"),
        pytest.param("license: [MIT, Apache-2.0]", "license", ["MIT", "Apache-2.0"], id="licences"),
        pytest.param("license-url: https://example.org/l", "license", "https://example.org/l", id="a licence by its address"),
        pytest.param("abstract: |\n  One <\n  line.\n\n  Two & more.", "description", "<p>One &lt; line.</p>\n<p>Two &amp; more.</p>", id="paragraphs, escaped"),
        pytest.param("abstract: <p>HTML already</p>", "description", "<p>HTML already</p>", id="HTML stays"),
        pytest.param("authors: [{family-names: Doe, given-names: Jane}]", "creators", [{"name": "Doe, Jane"}], id="a person"),
        pytest.param("authors: [{family-names: Beethoven, name-particle: van, given-names: Ludwig, name-suffix: Jr}]", "creators", [{"name": "van Beethoven Jr, Ludwig"}], id="a particle and a suffix"),
        pytest.param('authors: [{family-names: "Doe, Roe", given-names: Jane}]', "creators", [{"family_name": "Doe, Roe", "given_name": "Jane"}], id="a comma in a name"),
        pytest.param("authors: [{name: The Frost Group, website: 'https://ror.org/01ggx4157'}]", "creators", [{"name": "The Frost Group", "type": "organization", "ror": "01ggx4157"}], id="an entity"),
        pytest.param("authors: [{given-names: Plato}]", "creators", [{"name": "Plato"}], id="only a given name"),
        pytest.param("authors: [{alias: icy}]", "creators", [{"name": "icy"}], id="only an alias"),
        pytest.param("authors: [{family-names: Doe, affiliation: CMCC, orcid: 'https://orcid.org/0000-0002-1825-0097', email: a@b.org}]", "creators", [{"name": "Doe", "affiliation": "CMCC", "orcid": "0000-0002-1825-0097"}], id="affiliation and ORCID iD"),
        pytest.param("authors: [{family-names: Doe}]\ncontact: [{family-names: Doe}, {family-names: Roe}]", "contributors", [{"name": "Roe", "role": "ContactPerson"}], id="a contact who is no author"),
        pytest.param(f"doi: {ZENODO_DOI}", "alternate_identifiers", None, id="a DOI of Zenodo's is no other name"),
        pytest.param("doi: 10.1234/abc", "alternate_identifiers", [{"identifier": "10.1234/abc", "scheme": "doi"}], id="another DOI is another name"),
        pytest.param("identifiers: [{type: url, value: 'https://example.org/x'}, {type: swh, value: 'swh:1:rev:0'}]", "alternate_identifiers", [{"identifier": "https://example.org/x", "scheme": "url"}], id="other identifiers"),
        pytest.param("repository-code: https://github.com/x/y", "custom", {"code:codeRepository": "https://github.com/x/y"}, id="where software is"),
        pytest.param("type: dataset\nrepository-code: https://github.com/x/y", "related_identifiers", [{"identifier": "https://github.com/x/y", "relation": "isSupplementTo"}], id="where data come from"),
        pytest.param("url: https://example.org", "related_identifiers", [{"identifier": "https://example.org", "relation": "isDocumentedBy", "scheme": "url"}], id="its page"),
        pytest.param("url: https://github.com/x/y/\nrepository-code: https://github.com/x/y", "related_identifiers", None, id="a page that is the code"),
        pytest.param("repository-artifact: https://example.org/a", "related_identifiers", [{"identifier": "https://example.org/a", "relation": "isSourceOf", "scheme": "url"}], id="what is built of it"),
        pytest.param("preferred-citation: {type: article, doi: 10.1234/abc, title: T}", "related_identifiers", [{"identifier": "10.1234/abc", "relation": "isDescribedBy", "scheme": "doi", "resource_type": "publication-article"}], id="what is to be cited"),
        pytest.param("references: [{type: software, doi: 10.5281/zenodo.9, title: T}]", "related_identifiers", [{"identifier": "10.5281/zenodo.9", "relation": "references", "scheme": "doi", "resource_type": "software"}], id="a reference with a DOI"),
        pytest.param("references: [{type: book, title: Ice, year: 1999, authors: [{family-names: Roe, given-names: R}]}]", "references", ["Roe, R. (1999). Ice"], id="a reference in words"),
        pytest.param("title:", "title", None, id="an empty value says nothing"),
        pytest.param("authors: Jane", "creators", [{"name": "Jane"}], id="what is no list of persons"),
    ],
)  # fmt: skip
def test_a_field_is_understood(tmp_path: Path, text: str, field: str, value: Any) -> None:
    assert read(tmp_path, text).metadata.get(field) == value


@pytest.mark.parametrize(
    "text",
    [
        f"doi: {ZENODO_DOI}",
        f"url: https://doi.org/{ZENODO_DOI}",
        f"identifiers: [{{type: doi, value: {ZENODO_DOI}}}]",
        f"preferred-citation: {{type: software, doi: {ZENODO_DOI}}}",
    ],
)
def test_a_doi_of_zenodo_is_told(tmp_path: Path, text: str) -> None:
    source = read(tmp_path, text)
    assert source.dois == (ZENODO_DOI,)
    assert "related_identifiers" not in source.metadata


def test_what_is_doubtful_is_told(tmp_path: Path) -> None:
    source = read(tmp_path, "authors: [{alias: icy}]\nidentifiers: [{type: swh, value: 'swh:1:rev:0'}]")
    assert [remark.text for remark in source.remarks] == [
        "icy has no family name",
        "swh:1:rev:0: Zenodo has no such identifiers",
    ]


def test_every_value_leads_back_to_its_line(tmp_path: Path) -> None:
    source = read(tmp_path, "title: Frost\nauthors:\n  - family-names: Doe\n  - family-names: Roe\n    orcid: bad")
    place = source.origin(("creators", 1, "orcid"))
    assert source.document.problem(place, "wrong").line == 7
