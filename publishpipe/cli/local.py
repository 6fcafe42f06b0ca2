"""The commands below `local`: the embedded repository as a server of its own."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from publishpipe.cli.options import DebugOption
from publishpipe.state.places import STORE

local = typer.Typer(help="The embedded repository, to rehearse on: no account, no network.", no_args_is_help=True)


@local.command(
    epilog='Example: publishpipe local serve --port 5055 --fault "status=504 POST */actions/publish effect=yes"'
)
def serve(
    store: Annotated[Path, typer.Option("--store", help="Folder that it keeps everything in.")] = Path(STORE),
    port: Annotated[int | None, typer.Option("--port", help="Default: chosen once, and kept with the store.")] = None,
    token: Annotated[
        list[str], typer.Option("--token", metavar="NAME=TOKEN", help="Accept only these; repeatable.")
    ] = [],  # noqa: B006  # typer copies it
    takes_any: Annotated[
        bool, typer.Option("--open", help="Accept any token; each has an account of its own.")
    ] = False,
    fault: Annotated[list[str], typer.Option("--fault", metavar="RULE", help="Fail like this; repeatable.")] = [],  # noqa: B006  # typer copies it
    search_lag: Annotated[float, typer.Option("--search-lag", help="Seconds until a search finds a change.")] = 1.0,
    rate_limit: Annotated[
        int | None, typer.Option("--rate-limit", help="Requests a minute. Default: no limit.")
    ] = None,
    nomad: Annotated[Literal["1.3", "2.0"], typer.Option("--nomad", help="Which NOMAD answers.")] = "2.0",
    nomad_users: Annotated[Path | None, typer.Option("--nomad-users", help="JSON file of NOMAD's only users.")] = None,
    doi_prefix: Annotated[str, typer.Option("--doi-prefix", help="What its Zenodo's DOIs begin with.")] = "10.5072",
    debug: DebugOption = False,
) -> None:
    """Run the embedded repository for other tools, until Ctrl-C. Its token is in the file `token` of its store."""
    from publishpipe.local.server import serve as serve_store  # the client knows it by its URL only
    from publishpipe.local.settings import Settings

    tokens = dict(_named_token(given) for given in token)
    if tokens and takes_any:
        raise typer.BadParameter("with --open every token is accepted", param_hint="--token")
    settings = Settings(
        store,
        tokens,
        tuple(fault),
        search_lag,
        rate_limit,
        nomad,
        nomad_users,
        takes_any=takes_any,
        doi_prefix=doi_prefix,
    )
    try:
        serve_store(settings, port)
    except (ValueError, OSError) as wrong:
        raise typer.BadParameter(f"The embedded repository does not start: {wrong}") from None


def _named_token(given: str) -> tuple[str, str]:
    name, separator, secret = given.partition("=")
    if not (name and separator and secret):
        raise typer.BadParameter("expected NAME=TOKEN", param_hint="--token")
    return name, secret
