"""A badge that shows a DOI and leads to it, for a README."""

from __future__ import annotations

from html import escape

from publishpipe.errors import RefusedError
from publishpipe.model.citation import Citation, doi_url

#: All that is published on Zenodo has one.
NO_DOI = "Publish it. On NOMAD a dataset has a DOI if you ask for one, under metadata: datasets: [{name: …, doi: true}]"


def markdown(citation: Citation) -> str:
    """For README.md."""
    image, leads = _badge(citation)
    return f"[![DOI]({image})]({leads})"


def html(citation: Citation) -> str:
    """For web pages."""
    image, leads = _badge(citation)
    return f'<a href="{escape(leads)}"><img src="{escape(image)}" alt="DOI"></a>'


def rst(citation: Citation) -> str:
    """For README.rst."""
    image, leads = _badge(citation)
    return f".. image:: {image}\n   :alt: DOI\n   :target: {leads}"


def _badge(citation: Citation) -> tuple[str, str]:
    """The image, which its repository draws, and where it leads: the DOI of all versions if there is one."""
    if not citation.badge:
        if citation.doi:
            why, hint = (
                "A rehearsal has no badge: its DOI is not real.",
                "Publish it somewhere else: --environment NAME.",
            )
        else:
            why, hint = "What has no DOI has no badge.", NO_DOI
        raise RefusedError(why, hint=hint)
    return citation.badge, doi_url(citation.best_doi) or citation.url
