"""The commands that look around, `list` and `search`: words in, lines or JSON out."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from publishpipe import catalog
from publishpipe.events import Emit, ignore
from publishpipe.listing import Listing, T
from publishpipe.manifest import Environment
from publishpipe.options import DebugOption, JsonOption
from publishpipe.render.catalog import show_deposits, show_records
from publishpipe.render.progress import Lines
from publishpipe.render.text import console

RepositoryOption = Annotated[str, typer.Option("--repository", "-r", metavar="NAME", help="zenodo or nomad.")]
PlaceOption = Annotated[
    Environment,
    typer.Option("--environment", "-e", help="Which of its servers; local: the embedded one of this folder."),
]
InstanceOption = Annotated[str | None, typer.Option("--url", help="Base URL of another instance.")]
QueryOption = Annotated[
    str,
    typer.Option("--query", "-q", metavar="TEXT", help="Zenodo: in its search syntax. NOMAD: words of the name."),
]
CommunityOption = Annotated[
    str | None, typer.Option("--community", metavar="SLUG", help="Only what is in this Zenodo community.")
]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=catalog.MOST, help="How many at most.")]


def list_own(
    repository: RepositoryOption = "zenodo",
    environment: PlaceOption = "production",
    url: InstanceOption = None,
    query: QueryOption = "",
    limit: LimitOption = catalog.MOST,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """List your depositions or uploads, newest first. Drafts and old versions too; changes nothing."""
    found = catalog.list_own(repository, environment, url=url, query=query, limit=limit, emit=_waits(as_json))
    _show(found, show_deposits, as_json)


def search(
    repository: RepositoryOption = "zenodo",
    environment: PlaceOption = "production",
    url: InstanceOption = None,
    query: QueryOption = "",
    community: CommunityOption = None,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Search public records or datasets. Best matches first, or the newest if there is no query; needs no token."""
    emit = _waits(as_json)
    found = catalog.search(repository, environment, url=url, query=query, community=community, limit=limit, emit=emit)
    _show(found, show_records, as_json)


def _waits(as_json: bool) -> Emit:
    return ignore if as_json else Lines(console(stderr=True))


def _show(found: Listing[T], show: Callable[[Console, Listing[T]], None], as_json: bool) -> None:
    """The items on stdout; what is to be known beside them on stderr."""
    if as_json:
        print(json.dumps(dataclasses.asdict(found), indent=2))
        return
    show(console(), found)
    told = " ".join(filter(None, ("" if found.items else "Nothing found.", found.note)))
    if told:
        print(told, file=sys.stderr)
