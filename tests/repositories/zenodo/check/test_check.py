from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from publishpipe.files.local_file import Entry, LocalFile, Stamp
from publishpipe.repositories.values import Wanted
from publishpipe.repositories.zenodo.check import check, notes, published_name

METADATA = {"title": "Frost days", "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}]}


def file(name: str, size: int = 1, text: str | None = None) -> LocalFile:
    return LocalFile(name, (Entry(name, "", Stamp(size, 0, 0, 0)),), text=text)


def wrong(files: list[LocalFile] | None = None, **metadata: Any) -> list[str]:
    found = {one.name: one for one in files or [file("a.csv")]}
    return [
        f"{'.'.join(map(str, path))}: {what}"
        for path, what, _ in check(Wanted(found, {**METADATA, **metadata}, publish=True))
    ]


def test_what_is_right_has_no_problems() -> None:
    assert wrong() == []
    assert (
        wrong([file("ü [1] #%.csv", 50_000_000_000)], license="CC-BY-4.0", language="de", embargo_date="2999-01-01")
        == []
    )


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([file(f"{number}") for number in range(101)], "files: 101 files, but Zenodo takes 100"),
        ([file("a", 130_000_000_000), file("b", 130_000_000_000)], "files: 260.0 GB, but Zenodo takes 200 GB a record"),
        ([file("empty", 0)], "files: empty is empty, and Zenodo takes no empty files"),
        ([file("a/b")], "files: a/b cannot be a name on Zenodo"),
        ([file("x" * 256)], f"files: {'x' * 256} cannot be a name on Zenodo"),
    ],
)
def test_limits_on_files(files: list[LocalFile], told: str) -> None:
    assert wrong(files) == [told]


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({"license": {"id": "gfdl"}}, "metadata.license: 'gfdl' is not a licence that Zenodo stores"),
        ({"doi": "10.5281/zenodo.7"}, "metadata.doi: 10.5281/zenodo.7 is Zenodo's own: it would be taken for another record's"),
        ({"creators": [{"name": ", Jane"}]}, "metadata.creators.0.name: has no family name"),
        ({"description": '<img src="a.png">'}, "metadata.description: description: nothing is left of it once Zenodo has cleaned it up"),
        ({"notes": "<!-- hidden -->"}, "metadata.notes: notes: nothing is left of it once Zenodo has cleaned it up"),
        ({"embargo_date": "2020-01-01"}, "metadata.embargo_date: 2020-01-01 is not in the future"),
        ({"language": "xx"}, "metadata.language: 'xx' is not a code of ISO 639"),
        ({"languages": ["en", "xx", "deu"]}, "metadata.languages.1: 'xx' is not a code of ISO 639"),
        ({"additional_titles": [{"title": "Frost", "type": "subtitle"}, {"title": "Frost", "type": "subtitle", "lang": "xx"}]}, "metadata.additional_titles.1.lang: 'xx' is not a code of ISO 639"),
        ({"additional_descriptions": [{"description": "Frost", "type": "abstract", "lang": "xx"}]}, "metadata.additional_descriptions.0.lang: 'xx' is not a code of ISO 639"),
        ({"license": ["mit", "gfdl"]}, "metadata.license.1: 'gfdl' is not a licence that Zenodo stores"),
        ({"license": [{"title": "Mine"}, {"id": "x"}]}, "metadata.license.1: 'x' is not a licence that Zenodo stores"),
        ({"creators": [{"family_name": "Doe"}, {"name": " , Jane"}]}, "metadata.creators.1.name: has no family name"),
        ({"creators": [{"name": "Doe", "affiliations": ["Here", {"ror": "https://ror.org/01ggx4158"}]}]}, "metadata.creators.0.affiliations.1.ror: 'https://ror.org/01ggx4158' is not a ROR id: its last two digits do not match the others"),
        ({"funding": [{"funder": "00K4N6C33"}]}, "metadata.funding.0.funder: '00K4N6C33' is not a ROR id: its last two digits do not match the others"),
    ],
)  # fmt: skip
def test_metadata_that_would_be_lost(metadata: dict[str, Any], told: str) -> None:
    assert wrong(**metadata) == [told]


@pytest.mark.parametrize(
    "metadata",
    [
        {"dates": [{"start": "2020-01-01", "end": "2020-01-01", "type": "Collected"}]},
        {"dates": [{"date": "2020-01-01", "type": "Collected"}]},
        {"license": {"title": "Mine", "link": "https://example.org"}},
        {"license": ["MIT", {"id": "cc-zero"}, {"title": "Mine"}]},
        {"creators": [{"family_name": "Doe", "given_name": "Jane"}]},
        {"creators": [{"name": "CERN", "type": "organization", "ror": "01ggx4157"}]},
        {"creators": [{"name": "CERN", "type": "organization", "ror": "01ggx4158"}]},
        {
            "creators": [
                {"name": "Doe", "affiliations": [{"ror": one} for one in "01ggx4157 00k4n6c32 052gg0110".split()]}
            ]
        },
        {"funding": [{"funder": "00k4n6c32"}, {"funder": "0123456789 Foundation"}]},
        {"languages": ["en", "deu"]},
        {"additional_titles": [{"title": "Frosttage", "type": "translated-title", "lang": "de"}]},
    ],
    ids=str,
)
def test_metadata_that_are_stored(metadata: dict[str, Any]) -> None:
    assert wrong(**metadata) == []


def test_a_short_description_in_tags_is_stored() -> None:
    assert wrong(description="<p>ab</p>") == []


def test_placeholders_are_fine_wherever_a_text_is_free() -> None:
    everywhere = "${doi} ${conceptdoi} ${version}"
    metadata = {
        "title": everywhere,
        "description": f'<a href="https://doi.org/${{doi}}">{everywhere}</a>',
        "notes": "${doi}",
        "version": "1",
        "creators": [{"name": "${version}"}],
        "related_identifiers": [{"identifier": "${doi}", "relation": "isDocumentedBy"}],
        "custom": {"code:codeRepository": "https://example.org/${version}"},
    }
    assert wrong([file("README.md", text=everywhere)], **metadata) == []
    assert wrong(doi="10.1234/abc", notes="${doi}, $${conceptdoi}, $${version}") == []


def test_texts_are_judged_as_they_will_be() -> None:
    """Filled in, they may be shorter or longer than they stand in the manifest."""
    nothing_left = "nothing is left of it once Zenodo has cleaned it up"
    assert wrong(title="${version}", version="1") == [f"metadata.title: title: {nothing_left}"]
    assert wrong(title="${version}", version="1.0") == []
    assert wrong(notes="<!-- ${doi} -->") == [f"metadata.notes: notes: {nothing_left}"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"doi": "10.1234/${version}", "version": "1"},
        {"upload_type": "${doi}"},
        {"license": "${doi}"},
        {"license": {"id": "${doi}"}},
        {"license": ["mit", "${doi}"]},
        {"access_right": "${doi}"},
        {"publication_date": "${doi}"},
        {"embargo_date": "${doi}"},
        {"communities": [{"identifier": "${doi}"}]},
        {"version": "${doi}"},
        {"version": "1${version}"},
    ],
)
def test_what_is_needed_before_the_doi_is_known_uses_no_placeholders(metadata: dict[str, Any]) -> None:
    name = next(iter(metadata))
    assert wrong(**metadata) == [f"metadata.{name}: {name} is needed before the DOI is known"]
    assert not [told for told in wrong(version="$${doi}") if "before" in told]


@pytest.mark.parametrize(
    ("metadata", "name", "reason"),
    [
        ({}, "version", "metadata has no version"),
        ({"doi": "10.1234/abc"}, "conceptdoi", "a record with a DOI of its own has no concept DOI"),
    ],
)
def test_what_there_will_never_be_is_told_where_it_stands(metadata: dict[str, Any], name: str, reason: str) -> None:
    text = f"${{{name}}} ${{doi}}"
    assert wrong(**metadata, notes=text) == [f"metadata: ${{{name}}} stands in metadata, but {reason}"]
    assert wrong([file("a"), file("b", text=text)], **metadata) == [f"files: ${{{name}}} stands in b, but {reason}"]
    assert wrong([file("b", text=f"${text}")], **metadata, notes=f"${text}") == []


def test_folders_are_left_out_of_names() -> None:
    assert published_name("results/a/b.csv") == "b.csv"


def test_that_files_have_no_order_is_told_where_it_could_matter() -> None:
    both = {"b": file("b"), "a": file("a")}
    assert "keeps no order" in next(notes(Wanted(both, METADATA, publish=True)))
    assert not list(notes(Wanted({**both, "b": replace(file("b"), preview=True)}, METADATA, publish=True)))
    for names in (["a"], ["README", "a"], ["a", "README"]):  # sorted, as any page may do it
        assert not list(notes(Wanted({name: file(name) for name in names}, METADATA, publish=True)))


@pytest.mark.parametrize(("given", "meant"), [("fal", "lal-1.3"), ("cc-by-4", "cc-by-4.0")])
def test_a_licence_that_zenodo_does_not_store_is_never_suggested_again(given: str, meant: str) -> None:
    told = [
        hint
        for path, _, hint in check(Wanted({"a": file("a")}, {**METADATA, "license": given}, publish=True))
        if path[1] == "license"
    ]
    assert told == [f"did you mean {meant}?"]
