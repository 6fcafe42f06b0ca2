"""How a release is cited: one file per format, each a text made of a `model.citation.Citation`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Literal, get_args

from publishpipe.model.citation import TEST_PREFIX, Citation

Format = Literal["text", "bibtex", "cff", "csl", "badge", "badge-html", "badge-rst"]
FORMATS: tuple[Format, ...] = get_args(Format)
_WRITERS = {"badge": "badge.markdown", "badge-html": "badge.html", "badge-rst": "badge.rst"}


def written(citation: Citation, form: Format) -> str:
    """A citation in a format.

    Raises:
        UsageError: the format is not for what is cited.
        RefusedError: what is cited has no badge.
    """
    module, _, function = _WRITERS.get(form, f"{form}.{form}").partition(".")
    return str(getattr(import_module(f"{__name__}.{module}"), function)(citation))


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
