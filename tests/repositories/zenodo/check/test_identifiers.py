from __future__ import annotations

import idutils
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishpipe.repositories.zenodo.check.identifiers import check
from publishpipe.repositories.zenodo.metadata.identifiers import FOUND, fits, scheme_of, stored


def wrong(identifier: str, scheme: str = "") -> list[tuple[str, str]]:
    one = {"identifier": identifier, "relation": "cites", **({"scheme": scheme} if scheme else {})}
    return [(what, hint) for _, what, hint in check({"related_identifiers": [one]})]


@pytest.mark.parametrize(
    "identifier",
    [
        "10.1234/abc",
        "doi.org/10.1234/x",
        "https://doi.org/10.5281/zenodo.1234567",
        "https://github.com/x/y",
        "ftp://example.org/a",
        "arXiv:1501.00001",
        "hdl:11245/1.2",
        "11245/1.2",
        "https://hdl.handle.net/11245/1.2",
        "978-3-16-148410-0",
        "0378-5955",
        "pmid:1234",
        "https://orcid.org/0000-0002-1825-0097",
        "urn:nbn:de:101:1-201102033592",
        "ark:/12345/abc",
        "Q42",
        "RRID:AB_123",
        "2010ApJ...718.1062C",
        "10.5072/reserved",
    ],
)
def test_what_zenodo_understands_has_no_problems(identifier: str) -> None:
    assert wrong(identifier) == []


@pytest.mark.parametrize(
    ("identifier", "cure"),
    [
        ("swh:1:rev:9d76c0b163675505d1a901e5fe5249a2c55609bc", "https://archive.softwareheritage.org/swh:1:rev:9d76"),
        ("PMC1234567", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/"),
        ("ascl:1405.001", "https://ascl.net/1405.001"),
        ("GCF_000001405.38", "https://www.ncbi.nlm.nih.gov/datasets/genome/GCF_000001405.38/"),
        ("SAMN08289383", "https://www.ncbi.nlm.nih.gov/biosample/SAMN08289383"),
        ("mailto:a@example.org", "scheme: other"),
        ("www.example.org", "https://www.example.org"),
        ("doi:10.1234", "half a DOI"),
        ("ror:02ex6cf31", "https://ror.org/02ex6cf31"),
        ("PMID: 1234", "pmid:1234"),
        ("ISSN 0378-5955", "write 0378-5955"),
    ],
)
def test_what_zenodo_refuses_is_told_with_what_it_takes(identifier: str, cure: str) -> None:
    ((told, hint),) = wrong(identifier)
    assert "no identifier of a kind that Zenodo knows" in told
    assert cure in hint


@pytest.mark.parametrize(
    ("identifier", "told", "cure"),
    [
        ("github.com/x/y", "taken for a handle", "https://github.com/x/y"),
        ("git@github.com:x/y.git", "taken for a handle", "https://github.com/x/y;"),
        ("Doe J. 2015. Title. http://dx.doi.org/10.1234/abc", "taken for a handle", "write 10.1234/abc;"),
        ("n/a", "taken for a handle", "https://"),
        ("1234", "taken for a PubMed id", "pmid:1234"),
        ("https://doi.org/10.5281/zenodo.1234567.", "not a DOI alone", "10.5281/zenodo.1234567,"),
        ("10.1234/abc, 10.1234/def", "not a DOI alone", "10.1234/abc,"),
        ("0000-0002-1825-0097", "taken for an ISNI", "https://orcid.org/0000-0002-1825-0097"),
    ],
)
def test_what_zenodo_would_take_for_something_else_is_told(identifier: str, told: str, cure: str) -> None:
    ((found, hint),) = wrong(identifier)
    assert told in found
    assert cure in hint


@pytest.mark.parametrize(
    ("identifier", "scheme", "right"),
    [
        ("not an id", "other", True),
        ("1234", "pmid", True),
        ("IEABC1234", "igsn", True),
        ("0378-5955", "eissn", True),
        ("https://example.org", "doi", False),
        ("0378-5956", "eissn", False),
    ],
)
def test_a_scheme_that_is_named_is_believed_if_the_identifier_fits(identifier: str, scheme: str, right: bool) -> None:  # noqa: FBT001  # a column of the table
    assert (wrong(identifier, scheme) == []) == right


def test_every_address_that_is_offered_is_one_that_zenodo_takes() -> None:
    for identifier in ("swh:1:rev:" + "0" * 40, "PMC1", "ascl:1405.001", "GCA_000001405.1", "SAMD1", "PRJNA1", "GSE1"):
        ((_, hint),) = wrong(identifier)
        offered = hint.removeprefix("write ").partition(",")[0]
        assert wrong(offered) == []


def test_an_identifier_of_the_record_itself_is_given_once() -> None:
    twice = {"alternate_identifiers": [{"identifier": "doi:10.1234/a"}, {"identifier": "10.1234/b"}]}
    related = [{"identifier": "https://doi.org/10.1234/a", "relation": "isAlternateIdentifier"}]
    ((place, told, _),) = check({**twice, "related_identifiers": related})
    assert place == ("related_identifiers", 0, "identifier")
    assert told == "'10.1234/a' is given twice"


PARTS = st.lists(
    st.sampled_from(["10.1234/", "doi:", "https://", "urn:uuid:", "abc", ".", "-", "/", "12345678", "0", "X", " "]),
    max_size=6,
)
HOSTS = "example.org doi.org www.doi.org hdl.handle.net purl.org orcid.org ror.org github.com pubmed.ncbi.nlm.nih.gov"
ADDRESSES = st.builds(
    lambda scheme, host, path: f"{scheme}://{host}{path}",
    st.sampled_from(["http", "https", "ftp"]),
    st.sampled_from([*HOSTS.split(), "n2t.net", "www.wikidata.org", "d-nb.info", "arxiv.org", "isni.org", "viaf.org"]),
    st.lists(
        st.sampled_from(["/", "10.1234/abc", "ark:/12345/x", "0000-0002-1825-0097", "02ex6cf31", "Q42", "1234", "9783161484100", "?a=b#c", "2101.00001"]),
        max_size=4,
    ).map(lambda parts: "/".join(["", *parts]) if parts else ""),
)  # fmt: skip


@given(st.one_of(st.text(max_size=30), PARTS.map("".join), ADDRESSES, st.uuids().map(lambda one: f"urn:uuid:{one}")))
def test_what_is_seen_without_the_library_is_what_the_library_sees(text: str) -> None:
    found = next((name for name in idutils.detect_identifier_schemes(text) if name in FOUND), "")
    assert scheme_of(text) == found
    if found:
        assert stored(text) == idutils.normalize_pid(text, found)
        assert fits(text, found)


@given(PARTS.map("".join))
def test_what_is_stored_is_stored_as_it_is(text: str) -> None:
    scheme = scheme_of(text)
    assert stored(stored(text, scheme), scheme) == stored(text, scheme)
