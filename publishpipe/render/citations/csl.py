"""A citation as CSL-JSON, which Zotero, Pandoc and citation processors read."""

from __future__ import annotations

import json

from publishpipe.model.citation import Author, Citation
from publishpipe.render.citations.bibtex import key

#: As Zenodo has it, but for what was defended or granted and for standards; whatever is not here is an article.
KINDS = {
    "audio": "document",
    "dataset": "dataset",
    "event": "event",
    "image": "figure",
    "image-diagram": "figure",
    "image-drawing": "graphic",
    "image-figure": "figure",
    "image-other": "graphic",
    "image-photo": "graphic",
    "image-plot": "figure",
    "lesson": "speech",
    "model": "figure",
    "physicalobject": "graphic",
    "poster": "graphic",
    "presentation": "speech",
    "publication": "report",
    "publication-annotationcollection": "report",
    "publication-article": "article-journal",
    "publication-book": "book",
    "publication-conferencepaper": "paper-conference",
    "publication-conferenceproceeding": "paper-conference",
    "publication-datamanagementplan": "report",
    "publication-deliverable": "report",
    "publication-dissertation": "thesis",
    "publication-milestone": "report",
    "publication-patent": "patent",
    "publication-section": "chapter",
    "publication-standard": "standard",
    "publication-thesis": "thesis",
    "software": "software",
    "software-computationalnotebook": "software",
    "video": "motion_picture",
    "workflow": "software",
}
NAMES = {"journal": "container-title", "booktitle": "container-title", "volume": "volume", "number": "issue",
         "pages": "page", "isbn": "ISBN"}  # fmt: skip


def csl(citation: Citation) -> str:
    """A list of one item, as such files are."""
    dates = [[int(part) for part in day.split("-")] for day in citation.date.split("/") if day]
    item = {
        "id": key(citation),
        "type": KINDS.get(citation.kind, "article"),
        "title": citation.title,
        "author": list(map(_author, citation.authors)),
        "issued": {"date-parts": dates} if dates else None,
        "version": citation.version,
        "publisher": citation.publisher,
        "DOI": citation.doi,
        "URL": citation.doi_url or ("" if citation.doi else citation.url),
        "language": next(iter(citation.languages), ""),
        "abstract": citation.abstract,
        **{NAMES[name]: value for name, value in citation.place.items() if name in NAMES},
    }
    return json.dumps([{name: value for name, value in item.items() if value}], indent=2, ensure_ascii=False)


def _author(author: Author) -> dict[str, str]:
    if author.is_organization:
        return {"literal": author.name}
    return {"family": author.name, "given": author.given} if author.given else {"family": author.name}
