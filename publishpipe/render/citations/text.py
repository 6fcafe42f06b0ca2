"""A citation in a line, in APA's style (7th edition), as on the pages of Zenodo."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publishpipe.model.citation import Author, Citation, doi_told
from publishpipe.render.plain import plain

#: What stands in brackets behind the title, where that is not a publication.
KINDS = {"dataset": "Dataset", "software": "Computer software"}
MOST = 20  # authors; of more, the last follows the 19th


def text(citation: Citation) -> str:
    """Authors (year). Title (version) [kind]. Publisher. Where it is."""
    year = f"({citation.year or 'n.d.'})."
    version = f" (Version {citation.version})" if citation.version else ""
    kind = f" [{KINDS[citation.kind]}]" if citation.kind in KINDS else ""
    title = f"{citation.title}{version}{kind}"
    parts = [_sentence(_authors(citation.authors)), year, _sentence(title)]
    if not citation.authors:  # then the title stands in their place
        parts = [_sentence(title), year]
    where = doi_told(citation.doi) or citation.url
    return plain(" ".join(filter(None, (*parts, _sentence(_source(citation)), where))))


def _source(citation: Citation) -> str:
    """What it is a part of, with its place there; else who keeps it."""
    place = citation.place
    whole = place.get("journal") or place.get("booktitle")
    number = f"({place['number']})" if "number" in place else ""
    pages = place.get("pages", "").replace("-", "–")  # noqa: RUF001  # as pages are printed
    return ", ".join(filter(None, (whole, place.get("volume", "") + number, pages))) if whole else citation.publisher


def _authors(authors: Sequence[Author]) -> str:
    names = list(map(_name, authors))
    if len(names) > MOST:
        return f"{', '.join(names[: MOST - 1])}, … {names[-1]}"
    *others, last = names or [""]
    return f"{', '.join(others)}, & {last}" if others else last


def _name(author: Author) -> str:
    return f"{author.name}, {_initials(author.given)}" if author.given else author.name


def _initials(given: str) -> str:
    """`Jean-Luc M.` as `J.-L. M.`."""
    return re.sub(r"([^\W\d_])[^\s-]*", r"\1.", given)


def _sentence(part: str) -> str:
    return part if not part or part.endswith((".", "?", "!")) else f"{part}."
