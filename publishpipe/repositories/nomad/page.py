"""The page of an upload as NOMAD will show it, from what the manifest says. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from publishpipe.model.citation import doi_told
from publishpipe.model.page import Fact, Item, Page, Prose, told, words
from publishpipe.repositories.nomad.facts import Facts
from publishpipe.repositories.nomad.metadata.fields import dataset_key, named_datasets, wants_doi
from publishpipe.repositories.nomad.outline import outline
from publishpipe.repositories.values import Wanted

SHOWN_APART = {"upload_name", "description", "comment", "datasets", "embargo_length"}
LICENSE = Item("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "as everything on NOMAD")


def page(wanted: Wanted, facts: Facts) -> Page:
    """The page of an upload."""
    metadata = wanted.metadata
    name, doi = str(metadata.get("upload_name", "")), facts.get("doi", "")
    texts = {"Description": "description", "Comment": "comment"}
    return Page(
        title=name,
        naming="upload_name",
        overline=(Item("NOMAD upload"), Item(outline(wanted)["access"].capitalize())),
        people=(),
        facts=tuple(fact for fact in _facts(wanted, facts) if fact.items),
        prose=tuple(
            Prose(heading, escape(str(metadata[field])), field) for heading, field in texts.items() if field in metadata
        ),
        citation=f"{name}. NOMAD. {doi_told(doi) or 'Without a DOI: only datasets have one.'}",
    )


def _facts(wanted: Wanted, facts: Facts) -> Iterator[Fact]:
    known = facts.get("datasets", {})
    datasets = []
    for one in named_datasets(wanted.metadata):
        key, awaits = dataset_key(one), "gets a DOI" if wants_doi(one) else ""
        datasets.append(Item(key, note=(known[key].get("doi") if key in known else None) or awaits))
    yield Fact("Licence", (LICENSE,))
    yield Fact("Datasets", tuple(datasets), "datasets")
    for name, value in wanted.metadata.items():
        if name not in SHOWN_APART:
            yield Fact(words(name), told(value), name)
