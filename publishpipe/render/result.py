"""How an apply ended: the record, how it is cited, and what comes next."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping

from rich.console import Console
from rich.text import Text

from publishpipe.model.after import After
from publishpipe.model.citation import Citation, doi_url
from publishpipe.model.events import Result
from publishpipe.render.citations.cff import KINDS
from publishpipe.render.citations.text import text
from publishpipe.render.numbers import counted, size
from publishpipe.render.wrapping import tell

#: Other formats than BibTeX, and whether somebody can have a citation in it.
FURTHER: Mapping[str, Callable[[Citation], bool]] = {
    "cff": lambda citation: citation.kind.partition("-")[0] in KINDS,
    "badge": lambda citation: bool(citation.badge),
}


def show_result(out: Console, result: Result, *, brief: bool = False) -> None:
    """Print it; with `brief` in one line.

    Where nothing was to be done, only what a rehearsal looks like is added, and a lockfile that is to be committed.
    """
    tell(out, Text(_headline(result), style="bold"))
    if brief:
        return
    unchanged = result.status == "unchanged"
    rows = {name: value for name, value in _rows(result) if name == "page" or not unchanged}
    width = max(map(len, rows), default=0)
    for name, value in rows.items():
        tell(out, f"  {name:<{width}}  {value}", width + len("    "))
    if result.after:
        show_next(out, *_to_commit(result.after), *(() if unchanged else _next(result.after)))


def show_next(out: Console, *steps: str) -> None:
    """What somebody does now, one below the other."""
    for number, step in enumerate(steps):
        tell(out, f"{'     ' if number else 'next:'} {step}", len("next: "))


def _headline(result: Result) -> str:
    if not result.published:
        return _draft(result)
    if result.editing:
        return f"The edit of {result.doi or result.id} is open and not published; the record is as it was."
    if result.environment == "local":
        return f"Rehearsed: {result.doi or result.id} is published in the embedded repository, and registered nowhere."
    if not result.doi:
        return f"Published: {result.record_url}"
    return f"Published: {doi_url(result.doi) or f'{result.doi}, a DOI for tests'}"


def _draft(result: Result) -> str:
    if result.after and result.after.under_review:
        return f"The draft {result.id} is with the community's curators, who publish it or decline."
    doi = result.after.citation.doi if result.after else ""
    return f"The draft {result.id} is not published{f'; its DOI {doi} is reserved' if doi else ''}."


def _rows(result: Result) -> Iterator[tuple[str, str]]:
    """Name and value; a rehearsal's address is dead once its server has ended, but its page stays."""
    if result.published and result.concept_doi:
        yield "all versions", doi_url(result.concept_doi) or result.concept_doi
    if result.after and result.after.page:
        yield "page", result.after.page
    elif result.record_url:
        yield "record", result.record_url
    if result.published and result.after and result.environment != "local":
        yield "cite as", text(result.after.citation)
    yield "sent", f"{size(result.bytes_sent)}, {counted(result.requests, 'request')}"


def _to_commit(after: After) -> Iterator[str]:
    if after.lockfile:
        yield f"commit {after.lockfile}"


def _next(after: After) -> Iterator[str]:
    """What somebody does then: shell commands, or words where there is none."""
    settled = after.citation.published and not after.citation.newer
    if not settled and not after.under_review:
        told = "" if after.publish else f"publish: true in {shlex.quote(after.arguments.manifest)}, then "
        yield f"{told}publishpipe apply {after.arguments}"
    if not settled or after.page:
        yield f"publishpipe open {after.arguments}"
    if settled and after.onward:
        yield f"publishpipe apply {after.arguments.to(after.onward)}"
    elif settled:
        more = [name for name, fits in FURTHER.items() if fits(after.citation)]
        yield f"publishpipe cite {after.arguments} --format bibtex{'  # or ' if more else ''}{', '.join(more)}"
