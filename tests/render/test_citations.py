"""The formats of citations: right for whoever reads them next, whatever the metadata hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
import yaml

from publishpipe.cli.cite import Format
from publishpipe.errors import RefusedError, UsageError
from publishpipe.model.citation import Author, Citation
from publishpipe.render.citations import WRITERS, notes
from publishpipe.render.citations.text import text

#: That of the format's authors, without the list of SPDX's licences: https://github.com/citation-file-format, 1.2.0.
CFF = Path(__file__).with_name("cff-1.2.0.schema.json")

ROSE = Author("van der Rose", "Jean-Luc M.", orcid="0000-0002-1825-0097", affiliation="CMCC")
TEAM = Author("Frost and Ice Consortium", is_organization=True, affiliation="CMCC")
FROST = Citation(
    id="156", title="Frost days", authors=(ROSE, TEAM), date="2026-11-27", publisher="Zenodo", kind="dataset",
    doi="10.5281/zenodo.156", concept_doi="10.5281/zenodo.155", url="https://zenodo.org/records/156",
    badge="https://zenodo.org/badge/DOI/10.5281/zenodo.155.svg", version="1.0", abstract="Days with frost: many.",
    keywords=("climate", "yes", "climate"), licenses=("cc-by-4.0",), languages=("eng",),
)  # fmt: skip
#: As Zenodo exports it (zenodo-rdm, 2026-11), but for the braces around an organisation.
BIBTEX = """\
@dataset{van_der_rose_2026_156,
  author       = {van der Rose, Jean-Luc M. and
                  {Frost and Ice Consortium}},
  title        = {Frost days},
  month        = nov,
  year         = 2026,
  publisher    = {Zenodo},
  version      = {1.0},
  doi          = {10.5281/zenodo.156},
  url          = {https://doi.org/10.5281/zenodo.156},
}"""


def test_every_format_of_the_command_line_is_written() -> None:
    assert get_args(Format) == tuple(WRITERS)


def test_a_text_is_apas() -> None:
    assert WRITERS["text"](FROST) == (
        "van der Rose, J.-L. M., & Frost and Ice Consortium. (2026). Frost days (Version 1.0) [Dataset]. Zenodo. "
        "https://doi.org/10.5281/zenodo.156"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"authors": ()}, "Frost days [Dataset]. (2026). Zenodo. https://doi.org/10.5281/zenodo.156"),
        ({"authors": (Author("Plato"),)}, "Plato. (2026). Frost days"),
        ({"title": "Frost?", "kind": "image"}, "(2026). Frost? Zenodo."),
        ({"date": ""}, "(n.d.)"),
        ({"doi": ""}, "Zenodo. https://zenodo.org/records/156"),
        ({"doi": "10.5072/zenodo.9"}, "Zenodo. doi:10.5072/zenodo.9"),
        ({"title": "Two\nlines\x1b[31m"}, "Two lines[31m [Dataset]."),
        ({"authors": (Author("A", "B"),) * 21}, "A, B., … A, B. (2026)."),
        ({"kind": "software"}, "[Computer software]"),
        (
            {"place": {"journal": "Ice", "volume": "7", "number": "2", "pages": "1-9"}},
            "Ice, 7(2), 1–9. https://doi.org/",
        ),
        ({"place": {"booktitle": "Proceedings", "pages": "3"}}, "Proceedings, 3. https://doi.org/"),
    ],
)
def test_what_is_missing_leaves_no_gap(change: dict[str, Any], told: str) -> None:
    assert told in text(replace(FROST, version="", **change))


def test_bibtex_is_zenodos() -> None:
    assert WRITERS["bibtex"](FROST) == BIBTEX


def test_bibtex_survives_whatever_a_title_holds() -> None:
    title = "50% of {A_b} \\ $5 & ~x^2 #1 Ü"
    entry = WRITERS["bibtex"](replace(FROST, title=title, doi="10.1234/a_b%c"))
    assert (
        r"{50\% of \textbraceleft{}A\_b\textbraceright{} \textbackslash{} \$5 \& \textasciitilde{}x\textasciicircum{}2 \#1 Ü}"
        in entry
    )
    assert "{10.1234/a_b%c}" in entry
    assert entry.count("{") == entry.count("}")


@pytest.mark.parametrize(
    ("kind", "place", "entry"),
    [
        ("publication-article", {"journal": "Ice"}, "@article{"),
        ("publication-article", {}, "@misc{"),
        ("publication-section", {"pages": "1-2"}, "@inbook{"),
        ("publication-thesis", {"school": "Salento"}, "@phdthesis{"),
        ("software", {}, "@software{"),
        ("poster", {}, "@misc{"),
    ],
)
def test_bibtex_entries_have_the_fields_that_they_need(kind: str, place: dict[str, str], entry: str) -> None:
    written_entry = WRITERS["bibtex"](replace(FROST, kind=kind, place=place))
    assert written_entry.startswith(entry)
    assert all(f"{name:<12} = {{{value}}}" in written_entry for name, value in place.items())


def test_keys_are_ascii_and_do_not_change_with_the_title() -> None:
    citation = replace(FROST, authors=(Author("Müller-Łódź", "A"),), title="Something else")
    assert WRITERS["bibtex"](citation).startswith("@dataset{muller_lodz_2026_156,")


@pytest.mark.parametrize(
    "change",
    [{}, {"licenses": ()}, {"licenses": ("cc-zero", "mit")}, {"licenses": ("https://example.org/terms",)},
     {"authors": ()}, {"date": "2026"}, {"doi": "", "concept_doi": ""}, {"kind": "software-computationalnotebook"},
     {"keywords": ()}],
)  # fmt: skip
def test_a_cff_is_valid(change: dict[str, Any]) -> None:
    value = yaml.safe_load(WRITERS["cff"](replace(FROST, **change)))
    jsonschema.validate(value, json.loads(CFF.read_text("utf-8")), format_checker=jsonschema.FormatChecker())


def test_a_cff_keeps_texts_texts() -> None:
    value = yaml.safe_load(WRITERS["cff"](FROST))
    assert value["license"] == "CC-BY-4.0"
    assert value["keywords"] == ["climate", "yes"]  # and not a truth
    assert value["version"] == "1.0"  # and not a number
    assert value["authors"][1] == {"name": "Frost and Ice Consortium"}
    assert value["identifiers"] == [{"type": "doi", "value": "10.5281/zenodo.155", "description": "All versions"}]


def test_a_poster_is_nothing_for_a_cff() -> None:
    with pytest.raises(UsageError, match="data and software"):
        WRITERS["cff"](replace(FROST, kind="poster"))


def test_csl_is_what_processors_read() -> None:
    (item,) = json.loads(WRITERS["csl"](replace(FROST, kind="publication-article", place={"journal": "Ice"})))
    assert item["type"] == "article-journal"
    assert item["container-title"] == "Ice"
    assert item["author"] == [
        {"family": "van der Rose", "given": "Jean-Luc M."},
        {"literal": "Frost and Ice Consortium"},
    ]
    assert item["issued"] == {"date-parts": [[2026, 11, 27]]}
    assert item["DOI"] == "10.5281/zenodo.156"


def test_a_badge_is_of_all_versions_and_leads_to_them() -> None:
    image, leads = FROST.badge, "https://doi.org/10.5281/zenodo.155"
    assert WRITERS["badge"](FROST) == f"[![DOI]({image})]({leads})"
    assert WRITERS["badge-html"](FROST) == f'<a href="{leads}"><img src="{image}" alt="DOI"></a>'
    assert WRITERS["badge-rst"](FROST) == f".. image:: {image}\n   :alt: DOI\n   :target: {leads}"


@pytest.mark.parametrize("form", WRITERS)
def test_nothing_of_a_rehearsal_leads_to_doi_org(form: Any) -> None:
    rehearsal = replace(FROST, doi="10.5072/zenodo.9", concept_doi="10.5072/zenodo.8", url="", badge="")
    assert list(notes(rehearsal)) == [
        "10.5072/zenodo.9 is a DOI for tests and leads nowhere; --environment production cites what is public"
    ]
    if form.startswith("badge"):
        with pytest.raises(RefusedError, match="not real"):
            WRITERS[form](rehearsal)
    else:
        assert not re.search(r"doi\.org|zenodo\.org", WRITERS[form](rehearsal))


def test_without_a_doi_there_is_no_badge_and_how_to_have_one_is_told() -> None:
    with pytest.raises(RefusedError, match="no DOI") as refused:
        WRITERS["badge"](replace(FROST, doi="", concept_doi="", badge=""))
    assert "datasets: [{name: …, doi: true}]" in refused.value.hint


def test_who_keeps_a_record_did_not_make_it() -> None:
    value = yaml.safe_load(WRITERS["cff"](replace(FROST, authors=())))
    assert value["authors"] == [{"name": "TODO: who made it"}]


def test_what_is_not_public_yet_is_told() -> None:
    assert "reserved" in next(notes(replace(FROST, published=False)))
    assert "what was published last" in next(notes(replace(FROST, newer=True)))


def test_a_doi_with_brackets_leads_where_it_should() -> None:
    """Those that Wiley gave out for years hold `<` and `>`, which end an attribute, and an address."""
    sici = replace(FROST, doi='10.1002/(SICI)17:15<1661::AID-SIM968>3.0.CO;2-2"', concept_doi="")
    leads = "https://doi.org/10.1002/(SICI)17:15%3C1661::AID-SIM968%3E3.0.CO;2-2%22"
    assert f'<a href="{leads}">' in WRITERS["badge-html"](sici)
    assert WRITERS["badge"](sici).endswith(f"]({leads})")
