"""How a release is cited: one file per format, each a text made of a `model.citation.Citation`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from publishpipe.model.citation import TEST_PREFIX, Citation
from publishpipe.render.citations import badge
from publishpipe.render.citations.bibtex import bibtex
from publishpipe.render.citations.cff import cff
from publishpipe.render.citations.csl import csl
from publishpipe.render.citations.text import text

#: Format → what writes it. Raises UsageError if it is not for what is cited, RefusedError if there is no badge.
WRITERS: Mapping[str, Callable[[Citation], str]] = {
    "text": text,
    "bibtex": bibtex,
    "cff": cff,
    "csl": csl,
    "badge": badge.markdown,
    "badge-html": badge.html,
    "badge-rst": badge.rst,
}


def notes(citation: Citation) -> Iterator[str]:
    """What somebody should know before they use it."""
    if citation.doi.startswith(TEST_PREFIX):
        yield f"{citation.doi} is a DOI for tests and leads nowhere; --environment production cites what is public"
    elif not citation.published and citation.doi:
        yield f"not published yet: {citation.doi} is reserved, and leads nowhere until then"
    elif not citation.doi:
        yield "it has no DOI"
    if citation.newer:
        yield "changes of it are open and not published: what is cited is what was published last"
    if not citation.authors:
        yield "who made it is not known here: add the authors"
