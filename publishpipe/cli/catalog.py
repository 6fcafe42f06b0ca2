"""The commands that look around, `list` and `search`: words in, lines or JSON out."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import publishpipe
from publishpipe.cli import completion
from publishpipe.cli.machine import errors_told, print_json
from publishpipe.cli.options import DebugOption, InstanceOption, JsonOption, RepositoryOption
from publishpipe.model.limits import MOST
from publishpipe.model.target import Environment
from publishpipe.repositories import NAMES

if TYPE_CHECKING:
    from rich.console import Console

    from publishpipe.model.listing import Listing, T

PlaceOption = Annotated[
    Environment,
    typer.Option(
        "--environment", "-e", metavar="NAME", help="production, sandbox, or local: the embedded one of this folder."
    ),
]
QueryOption = Annotated[
    str,
    typer.Option("--query", "-q", metavar="TEXT", help="Words, or on Zenodo its search syntax."),
]
CommunityOption = Annotated[
    str | None,
    typer.Option("--community", metavar="SLUG", help="Only what is in this community of Zenodo's."),
]
DatasetsOption = Annotated[bool, typer.Option("--datasets", help="Your datasets instead, which NOMAD has.")]
OrphansOption = Annotated[
    list[Path],
    typer.Option(
        "--orphans",
        metavar="MANIFEST",
        help="Only drafts that are called like a release of this manifest or campaign file, and that no lockfile "
        "knows; repeatable.",
        autocompletion=completion.manifests,
    ),
]
ShareOption = Annotated[
    Path | None,
    typer.Option("--join", metavar="FOLDER", help="With --orphans: what processes know that share this folder, too."),
]
OwnRepositoryOption = Annotated[
    str | None,
    typer.Option(
        "--repository",
        "-r",
        metavar="NAME",
        help=f"{NAMES}. Default: zenodo.",
        autocompletion=completion.repositories,
    ),
]
OwnPlaceOption = Annotated[
    Environment | None,
    typer.Option(
        "--environment",
        "-e",
        metavar="NAME",
        help="production, sandbox, or local: the embedded one of this folder. Default: production; with --orphans the "
        "manifest's.",
    ),
]
OwnLimitOption = Annotated[
    int | None, typer.Option("--limit", "-n", metavar="N", min=1, max=MOST, help=f"How many at most. Default: {MOST}.")
]
LimitOption = Annotated[int, typer.Option("--limit", "-n", metavar="N", min=1, max=MOST, help="How many at most.")]


def list_own(
    repository: OwnRepositoryOption = None,
    environment: OwnPlaceOption = None,
    url: InstanceOption = None,
    query: QueryOption = "",
    datasets: DatasetsOption = False,
    orphans: OrphansOption = [],  # noqa: B006  # typer copies it
    join: ShareOption = None,
    limit: OwnLimitOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """List your own drafts, records and uploads, newest first.

    Old versions, too. Nothing is changed on the server. With --orphans the manifests say which servers are asked.
    """
    if orphans:
        _not_beside("--orphans", repository=repository, query=query, datasets=datasets, limit=limit)
        _orphans(orphans, environment, url, join, as_json=as_json)
        return
    if join is not None:
        raise typer.BadParameter("it goes with --orphans MANIFEST", param_hint="--join")
    from publishpipe.render import listeners

    emit = listeners.waits(quiet=as_json)
    with errors_told(as_json=as_json):
        look: Callable[..., Listing[Any]] = publishpipe.list_datasets if datasets else publishpipe.list_own
        place = "zenodo" if repository is None else repository, environment or "production"
        found = look(*place, url=url, query=query, limit=limit or MOST, emit=emit)
    if as_json:
        print_json(asdict(found))
        return
    from publishpipe.render.catalog import show_deposits, show_records

    show: Callable[[Console, Listing[Any]], None] = show_records if datasets else show_deposits
    _show(found, show)


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
    """Search public records or datasets.

    The best matches come first, or the newest if there is no query. It needs no token.
    """
    from publishpipe.render import listeners

    emit = listeners.waits(quiet=as_json)
    with errors_told(as_json=as_json):
        found = publishpipe.search(
            repository, environment, url=url, query=query, community=community, limit=limit, emit=emit
        )
    if as_json:
        print_json(asdict(found))
        return
    from publishpipe.render.catalog import show_records

    _show(found, show_records)


def _not_beside(other: str, **options: object) -> None:
    """Raise BadParameter if one of these options was given."""
    for name, given in options.items():
        if given:
            raise typer.BadParameter(f"it does not go with {other}", param_hint=f"--{name}")


def _orphans(
    manifests: list[Path], environment: Environment | None, url: str | None, join: Path | None, *, as_json: bool
) -> None:
    """See `campaign.orphans`."""
    from publishpipe.campaign.orphans import orphans
    from publishpipe.campaign.releases import Words
    from publishpipe.render.campaign.progress import aside

    with errors_told(as_json=as_json), aside(quiet=as_json) as emit:
        listings = orphans(manifests, Words(environment, url), join=join, emit=emit)
    if as_json:
        print_json({"campaign": 1, "listings": [asdict(one) for one in listings]})
        return
    from publishpipe.render.catalog import show_deposits
    from publishpipe.render.plain import say

    for found in listings:
        _show(found, show_deposits)
    if any(found.items for found in listings):
        say("Look at each before you delete it: it may be somebody's work.", stderr=True)


def _show(found: "Listing[T]", show: "Callable[[Console, Listing[T]], None]") -> None:
    """The items on stdout; what is to be known beside them on stderr."""
    from publishpipe.render.plain import say
    from publishpipe.render.text import console

    show(console(), found)
    told = " ".join(filter(None, ("" if found.items else "Nothing found.", found.note)))
    if told:
        say(told, stderr=True)
