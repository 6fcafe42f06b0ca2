"""What it takes to cite a release: values that each style of citation writes in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

#: Of DOIs that are given out for tests: no resolver knows them, and whoever follows one is led nowhere.
TEST_PREFIX = "10.5072/"


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who is cited: `name` is a person's family name, or all that there is of it; or an organisation's."""

    name: str
    given: str = ""
    is_organization: bool = False
    orcid: str = ""
    affiliation: str = ""

    @property
    def full(self) -> str:
        """The name as catalogues have it: `Curie, Marie`."""
        return f"{self.name}, {self.given}" if self.given else self.name


@dataclass(frozen=True, slots=True)
class Citation:
    """A release as it is cited.

    Attributes:
        id: the repository's own.
        title: a text.
        authors: in their order.
        date: of publication, as far as it is known: `2026`, `2026-11`, `2026-11-27`, or an interval of such.
        publisher: who keeps it.
        kind: what it is, in Zenodo's words: `dataset`, `software`, `publication-article`.
        doi: of what is cited; empty if it has none.
        concept_doi: of all versions.
        url: the page for people; empty if it has none that lasts, as in a rehearsal.
        badge: the address of an image that shows the DOI `best_doi`; empty if there is none.
        published: whether it is public: else its DOI is reserved, and leads nowhere yet.
        version: as its authors count.
        abstract: a text.
        keywords: of its authors.
        licenses: ids, mostly of SPDX, in any case; or addresses.
        languages: ISO 639-3 codes.
        place: what a part is part of: `journal`, `volume`, `number`, `pages`, `booktitle`, `school`, `isbn`, `issn`.
        newer: a draft of something newer is open, which is not what is cited.
    """

    id: str
    title: str
    authors: tuple[Author, ...]
    date: str
    publisher: str
    kind: str
    doi: str = ""
    concept_doi: str = ""
    url: str = ""
    badge: str = ""
    published: bool = True
    version: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)
    newer: bool = False

    @property
    def year(self) -> str:
        """That of publication."""
        return self.date[:4]

    @property
    def doi_url(self) -> str:
        """Where the DOI leads; empty if it has none, or one for tests."""
        return doi_url(self.doi)

    @property
    def best_doi(self) -> str:
        """The DOI that stays right when there are more versions."""
        return self.concept_doi or self.doi


def doi_url(doi: str) -> str:
    """Where a DOI leads; empty if there is none, or if it is for tests only."""
    return f"https://doi.org/{in_address(doi)}" if doi and not doi.startswith(TEST_PREFIX) else ""


def doi_told(doi: str) -> str:
    """A DOI as it is cited: its address, or `doi:10.5072/…` if it has none; empty if there is no DOI."""
    return doi_url(doi) or (f"doi:{doi}" if doi else "")


def in_address(doi: str) -> str:
    """A DOI as a part of an address, which cannot hold all that a DOI may: `<` and `>` are in many older ones."""
    return quote(doi, safe="/:;().,@!$&*+=~")
