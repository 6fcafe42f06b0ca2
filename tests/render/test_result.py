from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from publishpipe.model.after import After, Arguments
from publishpipe.model.citation import Author, Citation
from publishpipe.model.events import Result
from publishpipe.render.result import show_result

CITATION = Citation(
    "156", "Frost days", (Author("Doe", "Jane"),), "2026-11-27", "Zenodo", "dataset",
    doi="10.5281/zenodo.156", concept_doi="10.5281/zenodo.155", url="https://zenodo.org/records/156",
    badge="https://zenodo.org/badge/DOI/10.5281/zenodo.155.svg",
)  # fmt: skip
DRAFT = replace(CITATION, published=False, concept_doi="", url="https://zenodo.org/deposit/156")
AFTER = After(Arguments("frost.yaml", "production"), CITATION, publish=True, lockfile="frost.lock.json")
RESULT = Result(
    "done", "zenodo", "production", "156", CITATION.doi, CITATION.doi_url, CITATION.url, published=True,
    requests=10, bytes_sent=69_600, concept_doi=CITATION.concept_doi, after=AFTER,
)  # fmt: skip


def shown(result: Result, *, brief: bool = False, width: int = 120, to: type[io.StringIO] = io.StringIO) -> list[str]:
    out = to()
    console = Console(file=out, width=width, color_system=None, highlight=False, markup=False, emoji=False)
    show_result(console, result, brief=brief)
    return out.getvalue().splitlines()


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_published_is_cited_and_the_lockfile_is_to_be_committed() -> None:
    assert shown(RESULT) == [
        "Published: https://doi.org/10.5281/zenodo.156",
        "  all versions  https://doi.org/10.5281/zenodo.155",
        "  record        https://zenodo.org/records/156",
        "  cite as       Doe, J. (2026). Frost days [Dataset]. Zenodo. https://doi.org/10.5281/zenodo.156",
        "  sent          69.6 kB, 10 requests",
        "next: commit frost.lock.json",
        "      publishpipe cite frost.yaml --environment production --format bibtex  # or cff, badge",
    ]


def test_where_nothing_was_to_do_what_was_learned_is_to_be_committed_all_the_same() -> None:
    """As where another run, which was cut off, had published it."""
    assert shown(replace(RESULT, status="unchanged"))[1:] == ["next: commit frost.lock.json"]


def test_only_formats_that_can_be_had_are_advised() -> None:
    for kind, more in (("dataset", "  # or cff"), ("publication", "")):
        after = replace(AFTER, citation=replace(CITATION, kind=kind, doi="", badge=""))
        assert shown(replace(RESULT, after=after))[-1].endswith(f"--format bibtex{more}")


def test_a_citation_is_aligned_and_no_address_in_it_is_parted() -> None:
    assert shown(RESULT, width=80, to=Screen)[3:5] == [
        "  cite as       Doe, J. (2026). Frost days [Dataset]. Zenodo.",
        "                https://doi.org/10.5281/zenodo.156",
    ]


def test_a_rehearsal_tells_the_page_that_stays_and_no_address_that_dies() -> None:
    citation = replace(CITATION, doi="10.5072/zenodo.9", concept_doi="10.5072/zenodo.8", url="")
    after = After(Arguments("a b.yaml"), citation, publish=True, page=".publishpipe/9.html", onward="sandbox")
    result = replace(
        RESULT, environment="local", id="9", doi="10.5072/zenodo.9", concept_doi="10.5072/zenodo.8", after=after,
        doi_url="https://doi.org/10.5072/zenodo.9", record_url="http://127.0.0.1:41019/records/9",
    )  # fmt: skip
    lines = shown(result)
    assert lines[1:3] == ["  all versions  10.5072/zenodo.8", "  page          .publishpipe/9.html"]
    assert lines[-2:] == [
        "next: publishpipe open 'a b.yaml'",
        "      publishpipe apply 'a b.yaml' --environment sandbox",
    ]
    assert not any(word in "\n".join(lines) for word in ("127.0.0.1", "doi.org"))
    assert shown(replace(result, status="unchanged")) == [lines[0], "  page  .publishpipe/9.html"]


def test_nothing_to_do_and_quiet_are_one_line_with_the_doi() -> None:
    unchanged = replace(RESULT, status="unchanged", after=replace(AFTER, lockfile=""))
    assert shown(unchanged) == ["Published: https://doi.org/10.5281/zenodo.156"]
    assert shown(RESULT, brief=True) == ["Published: https://doi.org/10.5281/zenodo.156"]


@pytest.mark.parametrize(
    ("publish", "told"),
    [(True, "publishpipe apply m.yaml"), (False, "publish: true in m.yaml, then publishpipe apply m.yaml")],
)
def test_a_draft_tells_what_publishes_it(*, publish: bool, told: str) -> None:
    after = After(Arguments("m.yaml"), DRAFT, publish=publish, onward="production")
    lines = shown(replace(RESULT, doi=None, doi_url=None, published=False, concept_doi=None, after=after))
    assert lines[0] == "The draft 156 is not published; its DOI 10.5281/zenodo.156 is reserved."
    assert lines[-2:] == [f"next: {told}", "      publishpipe open m.yaml"]


def test_what_curators_have_is_theirs_to_publish() -> None:
    after = After(Arguments("m.yaml"), DRAFT, publish=True, under_review=True)
    lines = shown(replace(RESULT, doi=None, published=False, after=after))
    assert "curators" in lines[0]
    assert lines[-1] == "next: publishpipe open m.yaml"


def test_a_doi_for_tests_is_no_link_and_the_next_environment_is_named() -> None:
    after = After(
        Arguments("m.yaml", "sandbox", None, {"metadata.version": "2 b"}), CITATION, publish=True, onward="production"
    )
    lines = shown(replace(RESULT, doi="10.5072/zenodo.1", doi_url="https://doi.org/10.5072/zenodo.1", after=after))
    assert lines[0] == "Published: 10.5072/zenodo.1, a DOI for tests"
    assert lines[-1].endswith("publishpipe apply m.yaml --environment production --set 'metadata.version=2 b'")


def test_an_open_edit_tells_what_publishes_it() -> None:
    after = After(Arguments("m.yaml"), replace(CITATION, newer=True), publish=True)
    lines = shown(replace(RESULT, editing=True, after=after))
    assert lines[0] == "The edit of 10.5281/zenodo.156 is open and not published; the record is as it was."
    assert "next: publishpipe apply m.yaml" in lines
