from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from publishpipe.sources import reading
from publishpipe.sources.said import Source

ZENODO_DOI = "10.5281/zenodo.1234567"
ORCID = "0000-0002-1825-0097"
DOE = {"@type": "Person", "givenName": "Jane", "familyName": "Doe"}


def read(folder: Path, told: dict[str, Any]) -> Source:
    path = folder / "codemeta.json"
    path.write_text(json.dumps({"@context": "https://w3id.org/codemeta/3.0", **told}, indent=1), "utf-8")
    found = reading.read(path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("told", "field", "value"),
    [
        pytest.param({"name": "Frost"}, "title", "Frost", id="name"),
        pytest.param({"schema:name": {"@value": "Frost"}}, "title", "Frost", id="a name with a prefix, as a value"),
        pytest.param({"@graph": [{"@type": "Person"}, {"@type": "SoftwareSourceCode", "name": "Frost"}]}, "title", "Frost", id="in a graph"),
        pytest.param({"@type": "Dataset"}, "upload_type", "dataset", id="data"),
        pytest.param({"type": "SoftwareSourceCode"}, "upload_type", "software", id="code"),
        pytest.param({"description": "a < b"}, "description", "<p>a &lt; b</p>", id="a description is escaped"),
        pytest.param({"softwareVersion": "v2"}, "version", "v2", id="version of software"),
        pytest.param({"version": 2}, "version", "2", id="a number"),
        pytest.param({"datePublished": "2026-02-01T10:00:00Z"}, "publication_date", "2026-02-01", id="day"),
        pytest.param({"dateModified": "2026-02-01"}, "dates", [{"date": "2026-02-01", "type": "Updated"}], id="another date"),
        pytest.param({"keywords": "ice, frost"}, "keywords", ["ice", "frost"], id="keywords between commas"),
        pytest.param({"keywords": ["ice, old", {"name": "frost"}]}, "keywords", ["ice, old", "frost"], id="a list of keywords"),
        pytest.param({"license": "https://spdx.org/licenses/MIT"}, "license", "https://spdx.org/licenses/MIT", id="licence"),
        pytest.param({"license": {"@id": "https://spdx.org/licenses/MIT"}}, "license", "https://spdx.org/licenses/MIT", id="licence by its id"),
        pytest.param({"license": {"name": "MIT"}}, "license", "MIT", id="licence by its name"),
        pytest.param({"license": ["MIT", "Apache-2.0"]}, "license", ["MIT", "Apache-2.0"], id="licences"),
        pytest.param({"author": DOE}, "creators", [{"name": "Doe, Jane"}], id="one author"),
        pytest.param({"author": [DOE]}, "creators", [{"name": "Doe, Jane"}], id="a list of them"),
        pytest.param({"creator": {"@list": [DOE]}}, "creators", [{"name": "Doe, Jane"}], id="a list in JSON-LD's form"),
        pytest.param({"author": {**DOE, "@id": f"http://orcid.org/{ORCID}"}}, "creators", [{"name": "Doe, Jane", "orcid": ORCID}], id="ORCID iD"),
        pytest.param({"author": {**DOE, "affiliation": {"@type": "Organization", "name": "CMCC"}}}, "creators", [{"name": "Doe, Jane", "affiliation": "CMCC"}], id="affiliation"),
        pytest.param({"author": {**DOE, "affiliation": ["CMCC", {"@id": "https://ror.org/01tf11a61", "name": "C"}]}}, "creators", [{"name": "Doe, Jane", "affiliations": ["CMCC", {"name": "C", "ror": "01tf11a61"}]}], id="affiliations"),
        pytest.param({"author": {"@type": "Organization", "name": "Frost Group"}}, "creators", [{"name": "Frost Group", "type": "organization"}], id="an organisation"),
        pytest.param({"author": {"@type": "Person", "name": "Jane Doe"}}, "creators", [{"name": "Jane Doe"}], id="a whole name stays whole"),
        pytest.param({"author": "Jane Doe"}, "creators", [{"name": "Jane Doe"}], id="a name alone"),
        pytest.param({"author": DOE, "maintainer": DOE, "contributor": {"name": "Roe"}}, "contributors", [{"name": "Roe", "role": "Other"}], id="others"),
        pytest.param({"codeRepository": "git+https://github.com/x/y.git"}, "custom", {"code:codeRepository": "https://github.com/x/y.git"}, id="code"),
        pytest.param({"codeRepository": "git@github.com:x/y.git"}, "custom", {"code:codeRepository": "https://github.com/x/y.git"}, id="code by ssh"),
        pytest.param({"programmingLanguage": [{"name": "R"}, "Python"]}, "custom", {"code:programmingLanguage": [{"id": "R"}, {"id": "Python"}]}, id="languages"),
        pytest.param({"developmentStatus": "https://www.repostatus.org/#active"}, "custom", {"code:developmentStatus": {"id": "active"}}, id="status"),
        pytest.param({"developmentStatus": ["active"]}, "custom", {"code:developmentStatus": {"id": "active"}}, id="status in a list"),
        pytest.param({"identifier": "frost"}, "alternate_identifiers", None, id="a package's name is no identifier"),
        pytest.param({"identifier": {"@type": "PropertyValue", "value": "doi:10.1234/abc"}}, "alternate_identifiers", [{"identifier": "10.1234/abc", "scheme": "doi"}], id="another DOI"),
        pytest.param({"referencePublication": {"@id": "https://doi.org/10.1234/abc"}}, "related_identifiers", [{"identifier": "10.1234/abc", "relation": "isDescribedBy", "scheme": "doi"}], id="an article about it"),
        pytest.param({"isPartOf": "https://example.org"}, "related_identifiers", [{"identifier": "https://example.org", "relation": "isPartOf", "scheme": "url"}], id="a part"),
        pytest.param({"url": "https://github.com/x/y", "codeRepository": "https://github.com/x/y.git"}, "related_identifiers", None, id="a page that is the code"),
        pytest.param({"funder": {"@id": "https://doi.org/10.13039/501100000780", "name": "EC"}}, "funding", [{"funder": "10.13039/501100000780"}], id="a funder by its DOI"),
        pytest.param({"funder": {"name": "Frost Fund"}, "funding": "F-7; Ice in spring"}, "funding", [{"funder": "Frost Fund", "award": {"number": "F-7"}}, {"funder": "Frost Fund", "award": {"title": "Ice in spring"}}], id="grants of the only funder"),
        pytest.param({"funding": "10.13039/501100000780::283595"}, "grants", [{"id": "10.13039/501100000780::283595"}], id="a grant of Zenodo's list"),
        pytest.param({"funding": {"@type": "Grant", "name": "Ice", "funder": {"name": "Frost Fund"}}}, "funding", [{"funder": "Frost Fund", "award": {"title": "Ice"}}], id="a grant that names its funder"),
        pytest.param({"funder": [{"name": "A"}, {"name": "B"}], "funding": "F-7"}, "funding", [{"funder": "A"}, {"funder": "B"}], id="nobody knows whose grant"),
    ],
)  # fmt: skip
def test_a_field_is_understood(tmp_path: Path, told: dict[str, Any], field: str, value: Any) -> None:
    assert read(tmp_path, told).metadata.get(field) == value


@pytest.mark.parametrize(
    "told",
    [
        {"identifier": f"https://doi.org/{ZENODO_DOI}"},
        {"sameAs": f"https://doi.org/{ZENODO_DOI}"},
        {"identifier": ["frost", {"value": ZENODO_DOI}]},
    ],
)
def test_a_doi_of_zenodo_is_told(tmp_path: Path, told: dict[str, Any]) -> None:
    source = read(tmp_path, told)
    assert source.dois == (ZENODO_DOI,)
    assert source.metadata.keys() == {"upload_type"}


def test_a_grant_that_cannot_be_said_is_told(tmp_path: Path) -> None:
    (remark,) = read(tmp_path, {"funding": "F-7"}).remarks
    assert remark.text == "funding: F-7: it does not say which funder that is of"


def test_every_value_leads_back_to_its_line(tmp_path: Path) -> None:
    source = read(tmp_path, {"author": [DOE, {**DOE, "givenName": "Bob"}]})
    assert source.document.problem(source.origin(("creators", 1)), "wrong").line == 9
